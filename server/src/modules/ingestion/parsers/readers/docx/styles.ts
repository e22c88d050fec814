import type { XmlAttributes, XmlEvents } from '../xml/reader.ts';
import { attribute, isOn, wholeNumber } from './attribute.ts';

/** What a paragraph looks like and means by its style, with what the styles it is based on say. */
export interface ParagraphStyle {
  /** "heading 1", "Title", "toc 2", in lower case. */
  readonly name: string;
  /** 1 is the highest. */
  readonly level: number | undefined;
  readonly bold: boolean | undefined;
  readonly mono: boolean | undefined;
  /** Points. */
  readonly size: number | undefined;
  readonly numberId: string | undefined;
  readonly numberLevel: number | undefined;
}

interface Draft {
  name: string;
  basedOn: string | undefined;
  level: number | undefined;
  bold: boolean | undefined;
  mono: boolean | undefined;
  size: number | undefined;
  numberId: string | undefined;
  numberLevel: number | undefined;
}

const maxStyles = 20_000;
const maxChain = 20;
const defaultSize = 11;
export const monoFont = /courier|consol|mono|menlo|lucida console|typewriter/i;

/** Reads `word/styles.xml`. */
export class StyleSheet implements XmlEvents {
  readonly #styles = new Map<string, Draft>();
  #current: Draft | undefined;
  #inDefaults = false;
  bodySize = defaultSize;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'rPrDefault') this.#inDefaults = true;
    if (name === 'style') this.#begin(attributes);
    else if (name === 'sz') this.#size(attributes);
    else if (this.#current !== undefined) this.#property(this.#current, name, attributes);
  }

  close(name: string): void {
    if (name === 'rPrDefault') this.#inDefaults = false;
    if (name === 'style') this.#current = undefined;
  }

  #begin(attributes: XmlAttributes): void {
    const id = attribute(attributes, 'styleId') ?? '';
    this.#current = {
      name: '',
      basedOn: undefined,
      level: undefined,
      bold: undefined,
      mono: undefined,
      size: undefined,
      numberId: undefined,
      numberLevel: undefined,
    };
    if (id !== '' && this.#styles.size < maxStyles) this.#styles.set(id, this.#current);
  }

  #size(attributes: XmlAttributes): void {
    const half = wholeNumber(attribute(attributes, 'val'));
    if (half === undefined || half < 2 || half > 800) return;
    if (this.#inDefaults) this.bodySize = half / 2;
    else if (this.#current !== undefined) this.#current.size = half / 2;
  }

  #property(style: Draft, name: string, attributes: XmlAttributes): void {
    const value = attribute(attributes, 'val');
    if (name === 'name') style.name = (value ?? '').toLowerCase();
    else if (name === 'basedOn') style.basedOn = value;
    else if (name === 'b') style.bold = isOn(attributes);
    else if (name === 'rFonts') style.mono = monoFont.test(attribute(attributes, 'ascii') ?? '');
    else if (name === 'outlineLvl') style.level = levelOf(wholeNumber(value));
    else if (name === 'numId') style.numberId = value;
    else if (name === 'ilvl') style.numberLevel = wholeNumber(value);
  }

  /** The style by its id, everything it inherits filled in. */
  styleOf(id: string | undefined): ParagraphStyle {
    const own = id === undefined ? undefined : this.#styles.get(id);
    const merged: Draft = {
      name: own?.name ?? '',
      basedOn: undefined,
      level: undefined,
      bold: undefined,
      mono: undefined,
      size: undefined,
      numberId: undefined,
      numberLevel: undefined,
    };
    let style = own;
    for (let step = 0; style !== undefined && step < maxChain; step++) {
      merged.level ??= style.level ?? levelOfName(style.name);
      merged.bold ??= style.bold;
      merged.mono ??= style.mono;
      merged.size ??= style.size;
      merged.numberId ??= style.numberId;
      merged.numberLevel ??= style.numberLevel;
      style = style.basedOn === undefined ? undefined : this.#styles.get(style.basedOn);
    }
    return merged;
  }
}

/** Nine outline levels from 0; the tenth is body text. */
function levelOf(outline: number | undefined): number | undefined {
  return outline === undefined || outline < 0 || outline > 8 ? undefined : outline + 1;
}

/** The built-in headings are known by their names in every language version of the program. */
function levelOfName(name: string): number | undefined {
  return wholeNumber(/^heading ([1-9])$/.exec(name)?.[1]);
}
