import { Occurrences } from '../mapping/occurrences.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { Parse, ParseSink } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { findingOfItem, type ScanPlace, scanPlace } from './item.ts';

const parse: Parse = async (source, sink, limits) => {
  await readXml(
    {
      source,
      limits,
      sink,
      roots: ['ScanGroup'],
      formatName: 'an Acunetix XML report',
      // Whole messages; only the first line of a request is looked at.
      longTexts: new Map([
        ['Request', limits.maxItemBytes],
        ['Response', limits.maxItemBytes],
      ]),
    },
    (position) => new ElementReader(new AcunetixEvents(sink), position, limits),
  );
};

export default parse;

/** Fields of a scan that stand before its items or around them. */
const scanFields: ReadonlySet<string> = new Set([
  'StartURL',
  'StartTime',
  'FinishTime',
  'Aborted',
  'Responsive',
  'Os',
]);

class AcunetixEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['ReportItem']);
  readonly leaveOut: ReadonlySet<string> = new Set(['Response']);
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #fields: Record<string, string> = {};
  #place: ScanPlace | undefined;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Acunetix' });
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'Scan') {
      this.#fields = {};
      this.#place = undefined;
    }
    const { StartUrl = '' } = attributes;
    if (name === 'Crawler' && StartUrl.trim() !== '') this.#fields.Crawler = StartUrl.trim();
  }

  close(name: string, text: string): void {
    if (scanFields.has(name) && text.trim() !== '') this.#fields[name] = text.trim().slice(0, 2_000);
    if (name === 'Scan') this.#closeScan();
  }

  element(element: XmlElement): void {
    this.#sink.sourceItem();
    const finding = findingOfItem(element, {
      place: this.#scanned(),
      seenAt: utcOfIso(this.#fields.StartTime ?? ''),
      occurrences: this.#occurrences,
      sink: this.#sink,
    });
    if (finding !== undefined) this.#sink.finding(finding);
    else this.#drop('ROW_UNREADABLE', 'A ReportItem without a name was left out.', `line ${element.line}`);
  }

  tooLarge(_name: string, where: string): void {
    this.#sink.sourceItem();
    this.#drop('ITEM_TOO_LARGE', 'A ReportItem is longer than an item may be and was left out.', where);
  }

  #drop(code: string, message: string, where: string): void {
    this.#sink.problem({ code, message, where, dropsItem: true });
  }

  #scanned(): ScanPlace {
    this.#place ??= scanPlace([this.#fields.StartURL, this.#fields.Crawler], this.#fields.Os);
    return this.#place;
  }

  #closeScan(): void {
    const { StartTime = '', FinishTime = '', Aborted, Responsive } = this.#fields;
    const startedAt = utcOfIso(StartTime);
    const finishedAt = utcOfIso(FinishTime);
    if (startedAt !== undefined) this.#sink.scan({ startedAt });
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
    const { target } = this.#scanned();
    if (target.raw === '') return;
    const note = isTrue(Aborted)
      ? 'The scan was aborted.'
      : Responsive !== undefined && !isTrue(Responsive)
        ? 'The site did not respond.'
        : undefined;
    this.#sink.covered(note === undefined ? { target, complete: true } : { target, complete: false, note });
  }
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}
