import { ReportError } from '../../parser.ts';

/** Names are lower-case. `raw` is the tag as it stands. */
export interface HtmlTag {
  readonly name: string;
  readonly closes: boolean;
  readonly raw: string;
}

export interface HtmlEvents {
  tag(tag: HtmlTag, line: number): void;
  /** Text between tags, references not decoded; long texts come in pieces. */
  text(text: string): void;
}

/** A tag above this is no tag of an honest page. */
const maxTagLength = 64 * 1024;
/** Elements whose content is text up to their own end tag (HTML Living Standard, 13.2.5.4 and on). */
const rawTextElements: ReadonlySet<string> = new Set([
  'script',
  'style',
  'textarea',
  'xmp',
  'iframe',
  'noembed',
]);
const tagStart = /^<(\/?)([a-zA-Z][a-zA-Z0-9:-]{0,60})/;

/**
 * Cuts HTML into tags and text, window by window, as tolerant as browsers are: what is no tag is text. Comments, document types,
 * scripts and styles are passed by. It builds no tree, so nesting costs nothing.
 */
export class HtmlScanner {
  readonly #events: HtmlEvents;
  #rest = '';
  #line = 1;
  /** What ends the part that is passed by, lower-case; '' outside of one. */
  #until = '';

  constructor(events: HtmlEvents) {
    this.#events = events;
  }

  write(window: string): void {
    this.#rest += window;
    this.#run(false);
  }

  end(): void {
    this.#run(true);
  }

  #run(ended: boolean): void {
    let text = this.#rest;
    while (text !== '') {
      const state = this.#until;
      const used = state === '' ? this.#step(text, ended) : this.#skip(text);
      if (used === 0 && this.#until === state) break;
      this.#line += linesIn(text, used);
      text = text.slice(used);
    }
    this.#rest = text;
    if (ended && text !== '' && this.#until === '') this.#events.text(text);
  }

  /** @returns characters used; 0 when more are needed */
  #step(text: string, ended: boolean): number {
    const open = text.indexOf('<');
    if (open !== 0) {
      const length = open === -1 ? text.length : open;
      this.#events.text(text.slice(0, length));
      return length;
    }
    if (text.length < 4 && !ended) return 0;
    if (text.startsWith('<!--')) return this.#passBy('-->', 4);
    if (/^<[!?]/.test(text)) return this.#passBy('>', 2);
    const match = tagStart.exec(text);
    if (match === null) {
      this.#events.text('<');
      return 1;
    }
    const length = tagLength(text);
    if (length === 0 && text.length > maxTagLength) {
      throw new ReportError(
        `A tag near line ${this.#line} of the page is longer than ${maxTagLength} characters.`,
        {
          code: 'PAYLOAD_TOO_LARGE',
          where: `line ${this.#line}`,
        },
      );
    }
    if (length === 0) return 0;
    const [, slash = '', word = ''] = match;
    const name = word.toLowerCase();
    const closes = slash !== '';
    this.#events.tag({ name, closes, raw: text.slice(0, length) }, this.#line);
    if (!closes && rawTextElements.has(name)) this.#until = `</${name}`;
    return length;
  }

  #passBy(until: string, length: number): number {
    this.#until = until;
    return length;
  }

  #skip(text: string): number {
    const until = this.#until;
    const end = text.toLowerCase().indexOf(until);
    if (end === -1) return Math.max(0, text.length - until.length + 1);
    this.#until = '';
    // The end tag of such an element is a tag like any other.
    return until.startsWith('</') ? end : end + until.length;
  }
}

/** Length of the tag at the start, quotes respected; 0 when it does not end here. */
function tagLength(text: string): number {
  let quote = '';
  for (let at = 1; at < text.length && at <= maxTagLength; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '>') return at + 1;
    else if ((character === '"' || character === "'") && text.charAt(at - 1) === '=') quote = character;
  }
  return 0;
}

function linesIn(text: string, length: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < length; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
