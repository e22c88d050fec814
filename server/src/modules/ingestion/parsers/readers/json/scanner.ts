import { ReportError } from '../../parser.ts';
import { pointerOf } from './value.ts';

/**
 * What a format wants to be done with the value at a pattern: step into a container, get the value's text, or pass it by.
 * A pattern is a JSON pointer with `*` for each array index, for example "/Results/&#42;/Vulnerabilities/&#42;".
 */
export type ScanPlan = 'ENTER' | 'TEXT' | 'SKIP';

export interface ScanEvents {
  plan(pattern: string): ScanPlan;
  /** The complete text of a value that was asked for; a scalar where 'ENTER' was planned comes here too. */
  text(pattern: string, text: string): void;
  /** The value is longer than `maxItemLength` and was passed by. */
  tooLong(pattern: string, length: number): void;
  enter(pattern: string): void;
  leave(pattern: string): void;
  duplicateKey(pattern: string): void;
}

interface Frame {
  readonly isArray: boolean;
  readonly pattern: string;
  readonly childPattern: string;
  readonly keys: Set<string>;
  key: string;
  index: number;
}

type State = 'VALUE' | 'VALUE_OR_END' | 'KEY' | 'KEY_OR_END' | 'COLON' | 'COMMA_OR_END' | 'DONE';

const maxKeys = 100_000;
const maxKeyLength = 1_024;

/**
 * Finds the values of a JSON document without materialising it: text goes in window by window, and only the values a
 * format asks for come out, one at a time. Nesting is bounded before anything is built.
 * @throws ReportError where the document is not JSON or crosses a bound.
 */
export class JsonScanner {
  readonly #events: ScanEvents;
  readonly #maxDepth: number;
  readonly #maxItemLength: number;
  readonly #many: boolean;
  readonly #stack: Frame[] = [];
  #state: State = 'VALUE';
  #window = '';
  #at = 0;
  /** Characters before this window. */
  #offset = 0;

  /** The value being passed over: none, a key, a string, a scalar or a container. */
  #run: 'NONE' | 'KEY' | 'STRING' | 'SCALAR' | 'CONTAINER' = 'NONE';
  #runPattern = '';
  #runWanted = false;
  #runLength = 0;
  #runPieces: string[] = [];
  #inString = false;
  #escaped = false;
  #opens: number[] = [];

  /** With `many` the text may hold any number of documents, one after the other; each is planned from '' again. */
  constructor(events: ScanEvents, bounds: { maxDepth: number; maxItemLength: number; many?: boolean }) {
    this.#events = events;
    this.#many = bounds.many ?? false;
    this.#maxDepth = bounds.maxDepth;
    this.#maxItemLength = bounds.maxItemLength;
  }

  /** JSON pointer of the value that the events at hand speak of. */
  get pointer(): string {
    return pointerOf(this.#stack.map((frame) => (frame.isArray ? frame.index : frame.key)));
  }

  write(window: string): void {
    this.#window = window;
    this.#at = 0;
    while (this.#at < window.length) {
      if (this.#run === 'NONE') this.#step();
      else this.#continueRun();
    }
    this.#offset += window.length;
  }

  end(): void {
    this.#window = '';
    this.#at = 0;
    if (this.#run === 'SCALAR') this.#endRun(0);
    if (this.#state === 'DONE') return;
    if (this.#offset === 0) throw new ReportError('The file is empty: it holds no JSON value.');
    const where = this.pointer;
    throw new ReportError(
      `The report is cut off: the JSON ends after ${this.#offset} characters${where === '' ? '' : ` inside ${where}`}. Export it again.`,
      { where },
    );
  }

  #step(): void {
    const code = this.#window.charCodeAt(this.#at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.#at += 1;
      return;
    }
    if (this.#state === 'VALUE' || this.#state === 'VALUE_OR_END') {
      if (code === 0x5d && this.#state === 'VALUE_OR_END') this.#leave();
      else this.#beginValue(code);
    } else if (this.#state === 'KEY' || this.#state === 'KEY_OR_END') {
      if (code === 0x7d && this.#state === 'KEY_OR_END') this.#leave();
      else this.#beginKey(code);
    } else if (this.#state === 'COLON') {
      if (code !== 0x3a) throw this.#unexpected();
      this.#at += 1;
      this.#state = 'VALUE';
    } else if (this.#state === 'COMMA_OR_END') {
      this.#commaOrEnd(code);
    } else if (this.#many) this.#beginValue(code);
    else {
      throw new ReportError('The file holds more than one JSON value, so it is not one report.', {
        where: `character ${this.#offset + this.#at + 1}`,
      });
    }
  }

  #commaOrEnd(code: number): void {
    const frame = this.#stack.at(-1);
    if (frame === undefined) throw this.#unexpected();
    if (code === (frame.isArray ? 0x5d : 0x7d)) {
      this.#leave();
      return;
    }
    if (code !== 0x2c) throw this.#unexpected();
    this.#at += 1;
    this.#state = frame.isArray ? 'VALUE' : 'KEY';
  }

  #beginKey(code: number): void {
    if (code !== 0x22) throw this.#unexpected();
    this.#beginRun('KEY', '', true);
    this.#inString = true;
  }

  #beginValue(code: number): void {
    const frame = this.#stack.at(-1);
    if (frame?.isArray === true) frame.index += 1;
    const pattern =
      frame === undefined ? '' : frame.isArray ? frame.childPattern : `${frame.pattern}/${frame.key}`;
    const plan = this.#events.plan(pattern);
    const container = code === 0x7b || code === 0x5b;
    if (container && plan === 'ENTER') {
      this.#enter(code === 0x5b, pattern);
      return;
    }
    this.#beginRun(container ? 'CONTAINER' : code === 0x22 ? 'STRING' : 'SCALAR', pattern, plan !== 'SKIP');
    if (container) this.#open(code);
    else this.#inString = code === 0x22;
  }

  #enter(isArray: boolean, pattern: string): void {
    this.#checkDepth(this.#stack.length + 1);
    this.#events.enter(pattern);
    this.#stack.push({ isArray, pattern, childPattern: `${pattern}/*`, keys: new Set(), key: '', index: -1 });
    this.#state = isArray ? 'VALUE_OR_END' : 'KEY_OR_END';
    this.#at += 1;
  }

  #leave(): void {
    const frame = this.#stack.pop();
    this.#at += 1;
    this.#state = this.#stack.length === 0 ? 'DONE' : 'COMMA_OR_END';
    if (frame !== undefined) this.#events.leave(frame.pattern);
  }

  #beginRun(run: 'KEY' | 'STRING' | 'SCALAR' | 'CONTAINER', pattern: string, wanted: boolean): void {
    this.#run = run;
    this.#runPattern = pattern;
    this.#runWanted = wanted;
    this.#runLength = 0;
    this.#runPieces = [];
    this.#inString = false;
    this.#escaped = false;
    this.#opens = [];
    // The opening character is part of the run but must not be looked at again.
    if (run !== 'SCALAR') this.#take(this.#at, this.#at + 1);
  }

  /** Takes characters into the value at hand and moves on; above the bound nothing more is kept. */
  #take(from: number, to: number): void {
    this.#runLength += to - from;
    this.#at = to;
    if (!this.#runWanted) return;
    if (this.#runLength > this.#maxItemLength) this.#runPieces = [];
    else this.#runPieces.push(this.#window.slice(from, to));
  }

  #continueRun(): void {
    if (this.#run === 'SCALAR') this.#continueScalar();
    else if (this.#run === 'CONTAINER') this.#continueContainer();
    else {
      const end = this.#stringEnd(this.#at);
      if (end === -1) this.#take(this.#at, this.#window.length);
      else this.#endRun(end);
    }
  }

  /** Looks for the end of the container only; what is inside is checked when the value is read. */
  #continueContainer(): void {
    const window = this.#window;
    const { length } = window;
    let at = this.#at;
    while (at < length) {
      if (this.#inString) {
        at = this.#stringEnd(at);
        if (at === -1) break;
        continue;
      }
      const code = window.charCodeAt(at);
      at += 1;
      if (code === 0x22) this.#inString = true;
      else if (code === 0x7b || code === 0x5b) this.#open(code);
      else if (code === 0x7d || code === 0x5d) {
        if (this.#opens.pop() !== code - 2) throw this.#unexpectedAt(at - 1);
        if (this.#opens.length === 0) {
          this.#endRun(at);
          return;
        }
      }
    }
    this.#take(this.#at, length);
  }

  /** Index after the quote that closes the string at hand; -1 when this window does not hold it. */
  #stringEnd(at: number): number {
    const window = this.#window;
    const from = this.#escaped ? at + 1 : at;
    this.#escaped = false;
    let end = window.indexOf('"', from);
    while (end !== -1 && backslashesBefore(window, end, from) % 2 === 1) end = window.indexOf('"', end + 1);
    if (end === -1) {
      this.#escaped = backslashesBefore(window, window.length, from) % 2 === 1;
      return -1;
    }
    this.#inString = false;
    return end + 1;
  }

  #continueScalar(): void {
    const window = this.#window;
    for (let at = this.#at; at < window.length; at += 1) {
      const code = window.charCodeAt(at);
      if (code > 0x20 && code !== 0x2c && code !== 0x5d && code !== 0x7d) continue;
      this.#endRun(at);
      return;
    }
    this.#take(this.#at, window.length);
  }

  #endRun(to: number): void {
    this.#take(this.#at, to);
    const run = this.#run;
    const length = this.#runLength;
    const text = this.#runPieces.length === 1 ? (this.#runPieces[0] ?? '') : this.#runPieces.join('');
    this.#runPieces = [];
    this.#run = 'NONE';
    if (run === 'KEY') {
      this.#key(text, length);
      return;
    }
    this.#state = this.#stack.length === 0 ? 'DONE' : 'COMMA_OR_END';
    if (run === 'SCALAR' && length === 0) throw this.#unexpected();
    if (!this.#runWanted) return;
    if (length > this.#maxItemLength) this.#events.tooLong(this.#runPattern, length);
    else this.#events.text(this.#runPattern, text);
  }

  #key(text: string, length: number): void {
    const frame = this.#stack.at(-1);
    if (frame === undefined) return;
    this.#state = 'COLON';
    const key = length > maxKeyLength ? undefined : decodedKey(text);
    if (key === undefined) {
      throw new ReportError(
        `A key inside ${this.pointer} is longer than ${maxKeyLength} characters or not valid JSON.`,
        {
          where: this.pointer,
        },
      );
    }
    frame.key = key;
    if (frame.keys.has(key)) this.#events.duplicateKey(`${frame.pattern}/${key}`);
    frame.keys.add(key);
    if (frame.keys.size <= maxKeys) return;
    throw new ReportError(`An object of the JSON has more than ${maxKeys} keys.`, {
      code: 'PAYLOAD_TOO_LARGE',
      where: frame.pattern,
    });
  }

  #open(code: number): void {
    this.#opens.push(code);
    this.#checkDepth(this.#stack.length + this.#opens.length);
  }

  #checkDepth(depth: number): void {
    if (depth <= this.#maxDepth) return;
    throw new ReportError(
      `The JSON is nested deeper than ${this.#maxDepth} levels inside ${this.pointer || 'the document'}.`,
      {
        code: 'PAYLOAD_TOO_LARGE',
        where: this.pointer,
      },
    );
  }

  #unexpected(): ReportError {
    return this.#unexpectedAt(this.#at);
  }

  #unexpectedAt(at: number): ReportError {
    const found = this.#window.slice(at, at + 1);
    const where = `character ${this.#offset + at + 1}`;
    return new ReportError(`The JSON is not valid: "${found}" is not expected at ${where}.`, { where });
  }
}

/** Length of the run of backslashes that ends before `at`, looking back no further than `from`. */
function backslashesBefore(text: string, at: number, from: number): number {
  let before = at - 1;
  while (before >= from && text.charCodeAt(before) === 0x5c) before -= 1;
  return at - 1 - before;
}

function decodedKey(text: string): string | undefined {
  if (!text.includes('\\')) return text.slice(1, -1).toWellFormed();
  try {
    const key: unknown = JSON.parse(text);
    return typeof key === 'string' ? key.toWellFormed() : undefined;
  } catch {
    return undefined;
  }
}
