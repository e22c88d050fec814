import { utcOfWords } from '../mapping/time-words.ts';
import type { Parse, ParseSink, SourceTarget } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { findingOfIssue } from './issue.ts';

const parse: Parse = async (source, sink, limits) => {
  await readXml(
    {
      source,
      limits,
      sink,
      roots: ['issues'],
      formatName: "an XML export of Burp's issues",
      documentType: 'PASSED_OVER',
      // Whole messages; only the first line of a request is looked at.
      longTexts: new Map([
        ['request', limits.maxItemBytes],
        ['response', limits.maxItemBytes],
      ]),
    },
    (position) => new ElementReader(new BurpEvents(sink), position, limits),
  );
};

export default parse;

const maxCoveredTargets = 100_000;

class BurpEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['issue']);
  readonly leaveOut: ReadonlySet<string> = new Set(['response']);
  readonly #sink: ParseSink;
  readonly #covered = new Set<string>();

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Burp Suite' });
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name !== 'issues') return;
    const { burpVersion = '', exportTime = '' } = attributes;
    if (burpVersion.trim() !== '') this.#sink.scan({ toolVersion: burpVersion.trim().slice(0, 100) });
    const finishedAt = utcOfWords(exportTime);
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }

  element(issue: XmlElement): void {
    this.#sink.sourceItem();
    const finding = findingOfIssue(issue, this.#sink);
    if (finding === undefined) {
      this.#drop(
        'ROW_UNREADABLE',
        'An issue has neither type nor name and was left out.',
        `line ${issue.line}`,
      );
      return;
    }
    this.#cover(finding.target);
    this.#sink.finding(finding);
  }

  tooLarge(_name: string, where: string): void {
    this.#sink.sourceItem();
    this.#drop('ITEM_TOO_LARGE', 'An issue is longer than an item may be and was left out.', where);
  }

  #drop(code: string, message: string, where: string): void {
    this.#sink.problem({ code, message, where, dropsItem: true });
  }

  #cover(target: SourceTarget): void {
    const name = target.origin ?? target.raw;
    if (this.#covered.has(name) || this.#covered.size >= maxCoveredTargets) return;
    this.#covered.add(name);
    this.#sink.covered({
      target,
      complete: false,
      note: 'A Burp export holds selected issues, not what was scanned.',
    });
  }
}
