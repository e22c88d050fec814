/** A JSON value as read. Objects are plain; a key `__proto__` is an own property like any other. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Something in a value that was repaired; `pointer` is relative to the value (RFC 6901). */
export interface JsonNote {
  readonly code: 'DUPLICATE_KEY' | 'FIELD_TRUNCATED' | 'NUMBER_KEPT_AS_TEXT' | 'CHARACTER_REPLACED';
  readonly message: string;
  readonly pointer: string;
}

/** The text is not JSON; `at` counts UTF-16 units from its start. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

export interface JsonBounds {
  readonly maxDepth: number;
  readonly maxTextLength: number;
}

/** Notes kept per value; a value that needs more is described well enough by these. */
const maxNotes = 100;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259, section 7 forbids exactly these unescaped.
const controlPattern = /[\u0000-\u001f]/;
const quote = 0x22;
const backslash = 0x5c;

/**
 * Reads one whole JSON value (RFC 8259) with bounds and without losing what `JSON.parse` hides: of duplicate keys the
 * last is kept and noted, whole numbers beyond 2^53 and numbers beyond the range of a double stay text, long strings are
 * cut, NUL and lone surrogates become U+FFFD because no database keeps them.
 * @throws JsonSyntaxError
 */
export function readJsonValue(
  text: string,
  bounds: JsonBounds,
): { value: JsonValue; notes: readonly JsonNote[] } {
  const reader = new JsonValueReader(text, bounds);
  return { value: reader.document(), notes: reader.notes };
}

class JsonValueReader {
  readonly notes: JsonNote[] = [];
  readonly #text: string;
  readonly #bounds: JsonBounds;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string, bounds: JsonBounds) {
    this.#text = text;
    this.#bounds = bounds;
  }

  document(): JsonValue {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  #value(): JsonValue {
    this.#skipSpace();
    const code = this.#text.charCodeAt(this.#at);
    if (code === quote) return this.#string(this.#bounds.maxTextLength);
    if (code === 0x7b) return this.#object();
    if (code === 0x5b) return this.#array();
    if (code === 0x2d || (code >= 0x30 && code <= 0x39)) return this.#number();
    return this.#literal();
  }

  #object(): JsonObject {
    this.#enter();
    const object: JsonObject = {};
    this.#at += 1;
    if (this.#closes(0x7d)) return object;
    for (;;) {
      this.#skipSpace();
      if (this.#text.charCodeAt(this.#at) !== quote) throw this.#unexpected();
      const key = this.#string(1_024);
      this.#skipSpace();
      if (this.#text.charCodeAt(this.#at) !== 0x3a) throw this.#unexpected();
      this.#at += 1;
      this.#path.push(key);
      const value = this.#value();
      this.#put(object, key, value);
      this.#path.pop();
      if (this.#closes(0x7d)) return object;
      this.#comma();
    }
  }

  #put(object: JsonObject, key: string, value: JsonValue): void {
    if (Object.hasOwn(object, key)) {
      this.#note(
        'DUPLICATE_KEY',
        `The key "${key.slice(0, 100)}" stands twice in one object; the last value was kept.`,
      );
    }
    if (key === '__proto__') {
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    } else object[key] = value;
  }

  #array(): JsonValue[] {
    this.#enter();
    const array: JsonValue[] = [];
    this.#at += 1;
    if (this.#closes(0x5d)) return array;
    for (;;) {
      this.#path.push(array.length);
      array.push(this.#value());
      this.#path.pop();
      if (this.#closes(0x5d)) return array;
      this.#comma();
    }
  }

  #enter(): void {
    if (this.#path.length < this.#bounds.maxDepth) return;
    throw new JsonSyntaxError(`nested deeper than ${this.#bounds.maxDepth} levels`, this.#at);
  }

  #closes(code: number): boolean {
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }

  #comma(): void {
    if (this.#text.charCodeAt(this.#at) !== 0x2c) throw this.#unexpected();
    this.#at += 1;
  }

  #string(maxLength: number): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (end !== -1 && this.#isEscaped(end, start)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) throw new JsonSyntaxError('a string is not closed', start);
    this.#at = end + 1;
    return this.#cleaned(this.#decoded(start, end), maxLength);
  }

  #isEscaped(at: number, start: number): boolean {
    let before = at - 1;
    while (before > start && this.#text.charCodeAt(before) === backslash) before -= 1;
    return (at - 1 - before) % 2 === 1;
  }

  /** Without escapes the text between the quotes is the string; control characters must be escaped. */
  #decoded(start: number, end: number): string {
    const raw = this.#text.slice(start + 1, end);
    if (!raw.includes('\\')) {
      if (!controlPattern.test(raw)) return raw;
    } else {
      try {
        const value: unknown = JSON.parse(this.#text.slice(start, end + 1));
        if (typeof value === 'string') return value;
      } catch {
        // The message of JSON.parse quotes the input; ours gives the place instead.
      }
    }
    throw new JsonSyntaxError('a string holds an unescaped control character or a wrong escape', start);
  }

  #cleaned(value: string, maxLength: number): string {
    let text = value;
    if (text.length > maxLength) {
      this.#note(
        'FIELD_TRUNCATED',
        `A text is ${text.length} characters long; the first ${maxLength} were kept.`,
      );
      text = text.slice(0, maxLength);
      return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
    }
    if (text.isWellFormed() && !text.includes('\u0000')) return text;
    this.#note('CHARACTER_REPLACED', 'A text holds NUL or half a character; U+FFFD was put in its place.');
    return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
  }

  #number(): number | string {
    const start = this.#at;
    let end = start + 1;
    while (isNumberCode(this.#text.charCodeAt(end))) end += 1;
    const digits = this.#text.slice(start, end);
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(digits)) throw this.#unexpected();
    this.#at = end;
    const value = Number(digits);
    const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (exact) return value === 0 ? 0 : value;
    this.#note(
      'NUMBER_KEPT_AS_TEXT',
      `The number ${digits.slice(0, 40)} cannot be held exactly; it was kept as text.`,
    );
    return digits.slice(0, 1_024);
  }

  #literal(): boolean | null {
    for (const [word, value] of literals) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    throw this.#unexpected();
  }

  #skipSpace(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.#at += 1;
      code = this.#text.charCodeAt(this.#at);
    }
  }

  #unexpected(): JsonSyntaxError {
    const found = this.#text.slice(this.#at, this.#at + 1);
    return new JsonSyntaxError(
      found === '' ? 'it ends too early' : `"${found}" is not expected there`,
      this.#at,
    );
  }

  #note(code: JsonNote['code'], message: string): void {
    if (this.notes.length >= maxNotes) return;
    this.notes.push({ code, message, pointer: pointerOf(this.#path) });
  }
}

const literals: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

function isNumberCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2e ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x65 ||
    code === 0x45
  );
}

/** JSON pointer (RFC 6901) of a path; long keys are cut. */
export function pointerOf(path: readonly (string | number)[]): string {
  let pointer = '';
  for (const part of path) {
    pointer += '/';
    pointer +=
      typeof part === 'number' ? part : part.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1');
  }
  return pointer;
}
