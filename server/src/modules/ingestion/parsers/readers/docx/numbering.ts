import type { XmlAttributes, XmlEvents } from '../xml/reader.ts';
import { attribute, wholeNumber } from './attribute.ts';

interface Level {
  format: string;
  /** "%1.%2", "FIND-%1", a bullet. */
  text: string;
  start: number;
}

const maxLists = 20_000;

/** Reads `word/numbering.xml` and counts as the document goes on, so that "4.2" and "ACME-07" are there although nobody typed them. */
export class Numbering implements XmlEvents {
  readonly #abstracts = new Map<string, Map<number, Level>>();
  readonly #lists = new Map<string, string>();
  readonly #counters = new Map<string, number[]>();
  #abstract: Map<number, Level> | undefined;
  #level: Level | undefined;
  #list: string | undefined;

  open(name: string, attributes: XmlAttributes): void {
    const value = attribute(attributes, 'val');
    if (name === 'abstractNum') this.#beginAbstract(attribute(attributes, 'abstractNumId') ?? '');
    else if (name === 'lvl') this.#beginLevel(wholeNumber(attribute(attributes, 'ilvl')) ?? 0);
    else if (name === 'num') this.#list = attribute(attributes, 'numId');
    else if (name === 'abstractNumId' && this.#list !== undefined) this.#refer(this.#list, value ?? '');
    else if (this.#level === undefined) return;
    else if (name === 'numFmt') this.#level.format = value ?? '';
    else if (name === 'lvlText') this.#level.text = value ?? '';
    else if (name === 'start') this.#level.start = wholeNumber(value) ?? 1;
  }

  close(name: string): void {
    if (name === 'abstractNum') this.#abstract = undefined;
    if (name === 'lvl') this.#level = undefined;
    if (name === 'num') this.#list = undefined;
  }

  #beginAbstract(id: string): void {
    this.#abstract = new Map();
    if (this.#abstracts.size < maxLists) this.#abstracts.set(id, this.#abstract);
  }

  #beginLevel(at: number): void {
    if (this.#abstract === undefined) return;
    this.#level = { format: 'decimal', text: '', start: 1 };
    this.#abstract.set(at, this.#level);
  }

  #refer(list: string, abstract: string): void {
    if (this.#lists.size < maxLists) this.#lists.set(list, abstract);
  }

  /** What stands before the next paragraph of a list: "3.1", "FIND-02", "•"; empty where the list says nothing. */
  next(list: string, at: number): string {
    const abstract = this.#lists.get(list);
    const levels = abstract === undefined ? undefined : this.#abstracts.get(abstract);
    const level = levels?.get(at);
    if (abstract === undefined || levels === undefined || level === undefined) return '';
    if (level.format === 'bullet') return '•';
    if (level.format === 'none') return '';
    const counters = this.#counters.get(abstract) ?? [];
    this.#counters.set(abstract, counters);
    counters[at] = (counters[at] ?? level.start - 1) + 1;
    counters.length = at + 1;
    return level.text.replace(/%([1-9])/g, (_, digit: string) => {
      const other = Number(digit) - 1;
      const of = levels.get(other);
      return written(counters[other] ?? of?.start ?? 1, of?.format ?? 'decimal');
    });
  }
}

function written(count: number, format: string): string {
  if (format === 'decimalZero') return String(count).padStart(2, '0');
  if (format === 'upperLetter') return letter(count);
  if (format === 'lowerLetter') return letter(count).toLowerCase();
  return String(count);
}

function letter(count: number): string {
  return String.fromCharCode(65 + ((count - 1) % 26));
}
