import type { ParseLimits } from '../../parser.ts';
import type { XmlAttributes, XmlEvents, XmlPosition } from './reader.ts';

/** An element with all it holds. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: XmlAttributes;
  readonly children: readonly XmlElement[];
  /** Character data after the last tag, as written: for an element without children that is all of it. */
  readonly text: string;
  /** Character data between the tag before and this element: where text and elements are mixed, nothing else holds it. */
  readonly before: string;
  readonly line: number;
}

export interface ElementEvents {
  /** Elements that are given whole, with all they hold. */
  readonly whole: ReadonlySet<string>;
  /** Elements inside them that are passed by with all they hold. */
  readonly leaveOut?: ReadonlySet<string>;
  element(element: XmlElement): void;
  /** An element to be given whole takes more memory than an item may. */
  tooLarge(name: string, where: string): void;
  /** Elements outside those. */
  open?(name: string, attributes: XmlAttributes): void;
  close?(name: string, text: string): void;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: XmlAttributes;
  readonly children: XmlElement[];
  readonly before: string;
  readonly line: number;
}

/** Characters that an element costs beside its texts. */
const elementCost = 100;

/** Gathers the elements that a format's items are, one at a time and bounded, and passes the others on as events. */
export class ElementReader implements XmlEvents {
  readonly #events: ElementEvents;
  readonly #position: XmlPosition;
  readonly #limits: ParseLimits;
  readonly #open: OpenElement[] = [];
  #size = 0;
  /** Depth inside an element that is passed by. */
  #passing = 0;

  constructor(events: ElementEvents, position: XmlPosition, limits: ParseLimits) {
    this.#events = events;
    this.#position = position;
    this.#limits = limits;
  }

  open(name: string, attributes: XmlAttributes, before: string): void {
    if (this.#open.length === 0 && !this.#events.whole.has(name)) {
      this.#events.open?.(name, attributes);
      return;
    }
    if (this.#passing > 0 || this.#events.leaveOut?.has(name) === true || this.#isTooLarge()) {
      this.#passing += 1;
      return;
    }
    if (this.#open.length === 0) this.#size = 0;
    this.#size += elementCost + before.length;
    for (const [key, value] of Object.entries(attributes)) this.#size += key.length + value.length;
    this.#open.push({ name, attributes, children: [], before, line: this.#position.line });
  }

  close(name: string, text: string): void {
    if (this.#passing > 0) {
      this.#passing -= 1;
      return;
    }
    const element = this.#open.pop();
    if (element === undefined) {
      this.#events.close?.(name, text);
      return;
    }
    this.#size += text.length;
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.children.push({ ...element, text });
    else if (this.#isTooLarge()) this.#events.tooLarge(name, `line ${element.line}`);
    else this.#events.element({ ...element, text });
    if (parent === undefined) this.#size = 0;
  }

  #isTooLarge(): boolean {
    return this.#size > this.#limits.maxItemBytes;
  }
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** Trimmed text of the first child of that name; undefined when there is none or it is empty. */
export function textIn(element: XmlElement | undefined, name: string): string | undefined {
  return trimmed(childOf(element, name)?.text);
}

/** Trimmed value of an attribute; undefined when it is missing or empty. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return trimmed(element?.attributes[name]);
}

function trimmed(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value === '' ? undefined : value;
}

/** Trimmed texts of an element and everything below it, in document order. */
export function textsBelow(element: XmlElement | undefined): string[] {
  if (element === undefined) return [];
  const texts: string[] = [];
  const add = (text: string): void => {
    const own = text.trim();
    if (own !== '') texts.push(own);
  };
  for (const child of element.children) {
    add(child.before);
    for (const text of textsBelow(child)) texts.push(text);
  }
  add(element.text);
  return texts;
}
