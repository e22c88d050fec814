import { Occurrences } from '../mapping/occurrences.ts';
import type { Parse, ParseSink } from '../parser.ts';
import {
  childOf,
  childrenOf,
  type ElementEvents,
  ElementReader,
  textIn,
  type XmlElement,
} from '../readers/xml/elements.ts';
import { readXml, type XmlAttributes } from '../readers/xml/reader.ts';
import type { Category, Part } from './entry.ts';
import { reportEntry, ScanInfo } from './scan.ts';

export const parseXml: Parse = async (source, sink, limits) => {
  await readXml(
    {
      source,
      limits,
      sink,
      roots: ['report'],
      formatName: 'a Wapiti report',
      // Pages and messages in full, which are not kept.
      longTexts: new Map(['body', 'http_request', 'curl_command'].map((name) => [name, limits.maxItemBytes])),
    },
    (position) => new ElementReader(new WapitiEvents(sink), position, limits),
  );
};

const partOfElement: ReadonlyMap<string, Part> = new Map([
  ['vulnerability', 'vulnerabilities'],
  ['anomaly', 'anomalies'],
  ['additional', 'additionals'],
]);
const entryFields = ['method', 'path', 'level', 'parameter', 'info', 'referer', 'module'];
const maxReferences = 1_000;

/** Description, solution and references of a category stand before its entries. */
class WapitiEvents implements ElementEvents {
  /** Crawled pages hold entries of another kind. */
  readonly whole: ReadonlySet<string> = new Set(['entry', 'reference', 'crawled_pages']);
  readonly leaveOut: ReadonlySet<string> = new Set(['http_request', 'curl_command', 'detail', 'response']);
  readonly #sink: ParseSink;
  readonly #scan: ScanInfo;
  readonly #occurrences = new Occurrences();
  #part: Part = 'vulnerabilities';
  #name = '';
  #category: { description?: string; solution?: string; references: string[]; wstg: string[] } =
    emptyCategory();
  #info = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#scan = new ScanInfo(sink);
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'info') this.#info = attributes.name ?? '';
    const part = partOfElement.get(name);
    if (part === undefined) return;
    this.#part = part;
    this.#name = attributes.name?.trim() ?? '';
    this.#category = emptyCategory();
  }

  close(name: string, text: string): void {
    if (name === 'info') this.#scan.field(this.#info, text.trim());
    if (name === 'description' && text.trim() !== '') this.#category.description = text.trim();
    if (name === 'solution' && text.trim() !== '') this.#category.solution = text.trim();
    if (partOfElement.has(name)) this.#name = '';
    if (name === 'report') this.#scan.cover();
  }

  element(element: XmlElement): void {
    if (element.name === 'reference') this.#reference(element);
    if (element.name !== 'entry') return;
    const fields = Object.fromEntries(entryFields.map((name) => [name, textIn(element, name)]));
    const entry = { where: `line ${element.line}`, part: this.#part, name: this.#name, fields };
    const category: Category = this.#category;
    reportEntry({ ...entry, category, wstg: codesOf(element) }, this.#scan, this.#occurrences, this.#sink);
  }

  tooLarge(name: string, where: string): void {
    if (name !== 'entry') return;
    this.#sink.sourceItem();
    this.#sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: 'An entry is longer than an item may be and was left out.',
      where,
      dropsItem: true,
    });
  }

  #reference(element: XmlElement): void {
    const { references, wstg } = this.#category;
    if (references.length >= maxReferences) return;
    references.push([textIn(element, 'title'), textIn(element, 'url')].filter(Boolean).join(' '));
    for (const code of codesOf(element)) if (!wstg.includes(code)) wstg.push(code);
  }
}

function emptyCategory(): { references: string[]; wstg: string[] } {
  return { references: [], wstg: [] };
}

function codesOf(element: XmlElement): string[] {
  return childrenOf(childOf(element, 'wstg'), 'code').map(({ text }) => text.trim().slice(0, 100));
}
