import { Occurrences } from '../mapping/occurrences.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { Parse, ParseSink, SourceTarget } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { reportResult } from './result.ts';

const parse: Parse = async (source, sink, limits) => {
  await readXml(
    { source, limits, sink, roots: ['CxXMLResults'], formatName: 'an XML report of Checkmarx SAST' },
    (position) => new ElementReader(new CheckmarxEvents(sink), position, limits),
  );
};

export default parse;

class CheckmarxEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['Result']);
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #target: SourceTarget = { kind: 'APPLICATION', raw: '' };
  #query: XmlAttributes = {};
  #isPartial = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Checkmarx SAST' });
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'CxXMLResults') this.#report(attributes);
    if (name === 'Query') this.#query = attributes;
  }

  close(name: string): void {
    if (name === 'Query') this.#query = {};
    if (name !== 'CxXMLResults' || this.#target.raw === '') return;
    this.#sink.covered(
      this.#isPartial
        ? { target: this.#target, complete: false, note: 'An incremental scan looks at changed files only.' }
        : { target: this.#target, complete: true },
    );
  }

  element(result: XmlElement): void {
    const context = { target: this.#target, query: this.#query, occurrences: this.#occurrences };
    reportResult(result, { ...context, sink: this.#sink });
  }

  tooLarge(_name: string, where: string): void {
    this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: 'A result is longer than an item may be and was left out.',
      where,
      dropsItem: true,
    });
  }

  #report(attributes: XmlAttributes): void {
    const { ProjectName = '', CheckmarxVersion, Preset, ScanStart = '', ScanType = '' } = attributes;
    const raw = ProjectName.trim();
    this.#target = raw === '' ? { kind: 'APPLICATION', raw } : { kind: 'APPLICATION', raw, reference: raw };
    this.#isPartial = /incremental/i.test(ScanType);
    if (CheckmarxVersion !== undefined && CheckmarxVersion !== '') {
      this.#sink.scan({ toolVersion: CheckmarxVersion.slice(0, 100) });
    }
    if (Preset !== undefined && Preset !== '') this.#sink.scan({ policy: Preset.slice(0, 200) });
    const startedAt = utcOfIso(ScanStart);
    if (startedAt !== undefined) this.#sink.scan({ startedAt });
  }
}
