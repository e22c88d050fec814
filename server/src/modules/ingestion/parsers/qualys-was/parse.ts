import { HeldRecords } from '../mapping/held-records.ts';
import { webTarget } from '../mapping/host.ts';
import { utcOfIso } from '../mapping/time.ts';
import { utcOfClock } from '../mapping/time-clock.ts';
import type { Parse, ParseLimits, ParseSink } from '../parser.ts';
import { type ElementEvents, ElementReader, textIn, type XmlElement } from '../readers/xml/elements.ts';
import { readXml } from '../readers/xml/reader.ts';
import { type Definition, definitionOf, findingOfItem } from './finding.ts';
import { type Item, itemOf } from './item.ts';

const parse: Parse = async (source, sink, limits) => {
  const reading = {
    source,
    limits,
    sink,
    roots: ['WAS_SCAN_REPORT', 'WAS_WEBAPP_REPORT'],
    formatName: 'a Qualys web application report',
    documentType: 'PASSED_OVER',
  } as const;
  const events = new WasEvents(sink, limits);
  await readXml(reading, (position) => new ElementReader(events, position, limits));
  events.end();
};

export default parse;

const itemNames: ReadonlySet<string> = new Set([
  'VULNERABILITY',
  'SENSITIVE_CONTENT',
  'INFORMATION_GATHERED',
]);
const maxApplications = 10_000;

class WasEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set([...itemNames, 'QID', 'WEBAPP', 'SCAN']);
  /** Requests carry cookies and tokens. */
  readonly leaveOut: ReadonlySet<string> = new Set(['HEADERS', 'BODY']);
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldRecords<Item, Definition>('the glossary');
  readonly #applications: string[] = [];
  #incomplete: string | undefined;
  #inResults = false;
  #application: string | undefined;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    sink.scan({ toolName: 'Qualys WAS' });
  }

  open(name: string): void {
    if (name === 'RESULTS') this.#inResults = true;
    else if (name === 'WEB_APPLICATION') this.#application = undefined;
  }

  close(name: string, text: string): void {
    if (name === 'RESULTS') this.#inResults = false;
    else if (name === 'WEB_APPLICATION') this.#application = undefined;
    else if (name === 'URL' && this.#inResults) this.#application = this.#applicationOf(text);
    else if (name === 'GENERATION_DATETIME') this.#finished(text);
  }

  element(element: XmlElement): void {
    if (itemNames.has(element.name)) {
      // The summary counts items in elements of the same names.
      if (this.#inResults) this.#hold(element);
    } else if (element.name === 'QID') {
      const definition = definitionOf(element);
      this.#held.define(definition.qid, definition, definition.length, `line ${element.line}`);
    } else if (element.name === 'WEBAPP') this.#applicationOf(textIn(element, 'URL') ?? '');
    else this.#scan(element);
  }

  tooLarge(name: string, where: string): void {
    const isItem = itemNames.has(name);
    if (isItem) this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: `A <${name}> takes more than ${this.#limits.maxItemBytes} characters and was left out.`,
      where,
      dropsItem: isItem,
    });
  }

  /** The glossary and the address of the application stand after the results. */
  end(): void {
    const only = this.#applications.length === 1 ? this.#applications[0] : undefined;
    for (const item of this.#held.release()) this.#report(item, only);
    for (const url of this.#applications) {
      const target = webTarget(url);
      if (target === undefined) continue;
      const note = this.#incomplete;
      this.#sink.covered(note === undefined ? { target, complete: true } : { target, complete: false, note });
    }
  }

  #hold(element: XmlElement): void {
    this.#sink.sourceItem();
    const item = itemOf(element, this.#application);
    this.#held.hold(item, item.length, item.where);
  }

  #report(item: Item, application: string | undefined): void {
    const definition = this.#held.definition(item.qid);
    const finding = findingOfItem(item, { definition, application, sink: this.#sink });
    if (finding !== undefined) {
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'A result without a QID was left out.',
      where: item.where,
      dropsItem: true,
    });
  }

  #applicationOf(text: string): string | undefined {
    const url = text.trim();
    if (webTarget(url) === undefined) return undefined;
    if (this.#applications.length < maxApplications && !this.#applications.includes(url))
      this.#applications.push(url);
    return url;
  }

  /** `SCAN` of the appendix; elsewhere the element holds a name alone. */
  #scan(element: XmlElement): void {
    if (element.children.length === 0) return;
    const startedAt = utcOfClock(textIn(element, 'START_DATE') ?? '');
    const policy = textIn(element, 'PROFILE');
    const version = /\bWAS: ([\w.-]{1,40})/.exec(textIn(element, 'SCANNER') ?? '')?.[1];
    if (startedAt !== undefined) this.#sink.scan({ startedAt });
    if (policy !== undefined) this.#sink.scan({ policy: policy.slice(0, 500) });
    if (version !== undefined) this.#sink.scan({ toolVersion: version });
    this.#finished(textIn(element, 'END_DATE') ?? '');
    const status = textIn(element, 'STATUS');
    if (status !== undefined && !/^(?:finished|completed?)$/i.test(status))
      this.#incomplete = `The scan's status is ${status.slice(0, 100)}.`;
  }

  #finished(text: string): void {
    const finishedAt = utcOfIso(text) ?? utcOfClock(text);
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
  }
}
