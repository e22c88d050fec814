import { CoveredTargets } from '../mapping/covered-targets.ts';
import { reportRow } from '../mapping/report-row.ts';
import { quotedColumns, TableHeader } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { findingOfIssue } from './issue.ts';
import { kindOfHeader } from './manifest.ts';
import { findingOfVulnerability } from './vulnerability.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Wiz' });
  await readCsv({ source, limits, sink }, new WizRows(sink));
};

export default parse;

class WizRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  #header = new TableHeader([]);
  #isIssues = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    const kind = kindOfHeader(header);
    if (kind === undefined) return false;
    this.#header = header;
    this.#isIssues = kind === 'ISSUES';
    return true;
  }

  row(cells: readonly string[], where: string): void {
    const row = this.#header.row(cells);
    const finding = this.#isIssues
      ? findingOfIssue(row, where, this.#sink)
      : findingOfVulnerability(row, where, this.#sink);
    reportRow(this.#sink, finding, { where, lacks: `has no ${this.#isIssues ? 'title' : 'name'}` });
    if (finding === undefined) return;
    this.#covered.add(finding.target, {
      complete: false,
      note: 'An export is a view, not all that Wiz looked at.',
    });
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row of Wiz: issues have Title, Severity, Issue ID and Wiz URL, vulnerabilities Name, Severity, Wiz URL and First Detected. Its first row is: ${quotedColumns(firstRow)}.`,
      { where: 'line 1' },
    );
  }
}
