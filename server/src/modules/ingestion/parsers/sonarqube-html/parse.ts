import { HeldRecords } from '../mapping/held-records.ts';
import { decodeReferences, plainTextOf } from '../mapping/html.ts';
import { reportItem } from '../mapping/report-item.ts';
import { columnKey } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type HtmlCell, readHtmlTables, type TableEvents } from '../readers/html/tables.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { findingOf } from '../sonarqube/issue.ts';
import { RuleBook } from '../sonarqube/rules.ts';

/** The page that the community tool sonar-report makes of a server's answers: a table of issues, then one of the rules. */
const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'SonarQube' });
  const page = new ReportPage(sink);
  const hasEnded = await readHtmlTables({ source, limits, sink }, page);
  if (!hasEnded) throw new ReportError('The page is cut off: it has no end. Make the report again.');
  page.end();
};

export default parse;

interface HeldIssue {
  readonly issue: JsonObject;
  readonly where: string;
}

class ReportPage implements TableEvents {
  readonly #sink: ParseSink;
  readonly #rules = new RuleBook();
  readonly #held = new HeldRecords<HeldIssue, never>('the rules');
  #columns: readonly string[] = [];
  #hasSummary = false;
  #project = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  definition(term: string, value: string): void {
    const text = plainTextOf(value).slice(0, 500);
    if (plainTextOf(term) === 'Project Name' && text !== 'undefined') this.#project = text;
  }

  table(): void {
    this.#columns = [];
  }

  row(cells: readonly HtmlCell[], where: string): void {
    if (cells.every(({ isHeader }) => isHeader)) {
      this.#columns = cells.map(({ html }) => columnKey(plainTextOf(html)));
      this.#hasSummary ||= this.#columns.includes('numberofissues');
      return;
    }
    const has = (...names: readonly string[]) => names.every((name) => this.#columns.includes(name));
    if (has('rule', 'severity', 'message')) this.#issue(cells, where);
    else if (has('rule', 'description')) this.#rule(cells);
  }

  /** Issues wait for the rules, which stand behind them. */
  #issue(cells: readonly HtmlCell[], where: string): void {
    const issue: JsonObject = {};
    let length = 0;
    for (const [at, { html }] of cells.entries()) {
      const name = this.#columns[at] ?? '';
      const text = plainTextOf(html);
      length += text.length;
      if (name !== '' && text !== '' && text !== 'undefined') issue[name] = text;
      if (name === 'status') issue.link = linksOf(html);
    }
    // The rule's name; "/" where the tool did not find the rule.
    if (issue.description === '/') delete issue.description;
    this.#held.hold({ issue, where }, length, where);
  }

  #rule(cells: readonly HtmlCell[]): void {
    const text = (name: string) => plainTextOf(cells[this.#columns.indexOf(name)]?.html ?? '');
    this.#rules.add({ key: text('rule'), htmlDesc: text('description') });
  }

  end(): void {
    if (!this.#hasSummary) {
      throw new ReportError('The page holds no summary of issues, so it is no report of sonar-report.');
    }
    const context = { sink: this.#sink, rules: this.#rules, projectName: this.#project };
    for (const { issue, where } of this.#held.release()) {
      reportItem(this.#sink, { value: issue, where, lacks: 'has no rule' }, (item) =>
        findingOf(item, { ...context, where }),
      );
    }
  }
}

/** Where the server shows the issue. */
function linksOf(html: string): string[] {
  const links = [...html.matchAll(/\shref\s*=\s*["'](https?:\/\/[^"'\s<>]{1,2000})["']/gi)];
  return links.map(([, link = '']) => decodeReferences(link));
}
