import { findingOf } from '../acunetix-360/vulnerability.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { utcOfIso } from '../mapping/time.ts';
import { targetOfStart } from '../mapping/web-place.ts';
import type { Parse, ParseSink, SourceTarget } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import { recordOf, textIn } from './record.ts';

/** One product under the names it had over the years. */
const roots = [
  'netsparker',
  'netsparker-cloud',
  'netsparker-enterprise',
  'netsparker-standard',
  'invicti',
  'invicti-enterprise',
  'invicti-standard',
  'acunetix-360',
];

const parse: Parse = async (source, sink, limits) => {
  await readXml(
    {
      source,
      limits,
      sink,
      roots,
      formatName: 'an XML report of Netsparker or Invicti',
      // Whole messages; only the first line of a request is looked at.
      longTexts: new Map(['rawrequest', 'rawresponse', 'content'].map((name) => [name, limits.maxItemBytes])),
    },
    (position) => new ElementReader(new NetsparkerEvents(sink), position, limits),
  );
};

export default parse;

class NetsparkerEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['target', 'vulnerability']);
  readonly leaveOut: ReadonlySet<string> = new Set(['rawresponse', 'http-response', 'HttpResponse']);
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #start: SourceTarget | undefined;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Netsparker' });
  }

  open(name: string, { generated = '' }: XmlAttributes): void {
    const finishedAt = roots.includes(name) ? utcOfIso(generated) : undefined;
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }

  close(name: string): void {
    if (roots.includes(name) && this.#start !== undefined) {
      this.#sink.covered({ target: this.#start, complete: true });
    }
  }

  element(element: XmlElement): void {
    if (element.name === 'target') {
      const url = textIn(element, 'url');
      const startedAt = utcOfIso(textIn(element, 'initiated') ?? '');
      if (url !== undefined) this.#start = targetOfStart(url.slice(0, 2_000));
      if (startedAt !== undefined) this.#sink.scan({ startedAt });
      return;
    }
    this.#sink.sourceItem();
    const where = `line ${element.line}`;
    const context = { start: this.#start, occurrences: this.#occurrences, where, sink: this.#sink };
    const finding = findingOf(recordOf(element), context);
    if (finding !== undefined) this.#sink.finding(finding);
    else this.#drop('ROW_UNREADABLE', 'A vulnerability without type and name was left out.', where);
  }

  tooLarge(name: string, where: string): void {
    if (name !== 'vulnerability') return;
    this.#sink.sourceItem();
    this.#drop('ITEM_TOO_LARGE', 'A vulnerability is longer than an item may be and was left out.', where);
  }

  #drop(code: string, message: string, where: string): void {
    this.#sink.problem({ code, message, where, dropsItem: true });
  }
}
