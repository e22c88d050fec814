import { Occurrences } from '../mapping/occurrences.ts';
import type { ParseSink } from '../parser.ts';
import {
  childrenOf,
  type ElementEvents,
  ElementReader,
  textIn,
  type XmlElement,
} from '../readers/xml/elements.ts';
import { readXml } from '../readers/xml/reader.ts';
import type { FortifyReading } from './fvdl.ts';
import { findingOfReportIssue } from './report-issue.ts';

/** Reads the XML form of a printed report ("ReportDefinition"): issues in groups, with the texts of a group before its issues. */
export async function readReportDefinition({ source, sink, limits }: FortifyReading): Promise<void> {
  sink.scan({ toolName: 'Fortify Static Code Analyzer' });
  await readXml(
    { source, sink, limits, roots: ['ReportDefinition'], formatName: 'a Fortify report' },
    (position) => new ElementReader(new ReportEvents(sink), position, limits),
  );
  sink.covered({ target: { kind: 'REPOSITORY', raw: '' }, complete: true });
}

class ReportEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['Issue', 'MajorAttributeSummary']);
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #texts: ReadonlyMap<string, string> = new Map();
  #group = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  open(name: string): void {
    if (name !== 'GroupingSection') return;
    this.#texts = new Map();
    this.#group = '';
  }

  close(name: string, text: string): void {
    if (name === 'groupTitle') this.#group = text.trim().slice(0, 1_000);
  }

  element(element: XmlElement): void {
    if (element.name === 'MajorAttributeSummary') {
      this.#texts = textsOf(element);
      return;
    }
    this.#sink.sourceItem();
    const finding = findingOfReportIssue(element, {
      group: this.#group,
      texts: this.#texts,
      occurrences: this.#occurrences,
      sink: this.#sink,
    });
    if (finding !== undefined) this.#sink.finding(finding);
    else
      this.#drop(
        'ROW_UNREADABLE',
        'An Issue without category and rule was left out.',
        `line ${element.line}`,
      );
  }

  tooLarge(name: string, where: string): void {
    if (name !== 'Issue') return;
    this.#sink.sourceItem();
    this.#drop('ITEM_TOO_LARGE', 'An Issue is longer than an item may be and was left out.', where);
  }

  #drop(code: string, message: string, where: string): void {
    this.#sink.problem({ code, message, where, dropsItem: true });
  }
}

/** Abstract, Explanation, Recommendations and Tips of a group's category. */
function textsOf(summary: XmlElement): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const info of childrenOf(summary, 'MetaInfo')) {
    const name = textIn(info, 'Name');
    const value = textIn(info, 'Value');
    if (name !== undefined && value !== undefined) texts.set(name, value.slice(0, 30_000));
  }
  return texts;
}
