import { invalidField } from './errors.ts';
import { isUuid } from './ids.ts';

/** Rows of a page when the caller does not say. */
export const defaultLimit = 50;

/** What a value of a cursor has to look like. */
export type CursorKind = 'text' | 'small-integer' | 'integer' | 'number' | 'time' | 'uuid';

export interface SortTerm<Word extends string> {
  readonly word: Word;
  readonly descending: boolean;
}

/** Reads `["-severity", "dueAt"]`; of a word given twice the first counts. */
export function sortTerms<Word extends string>(
  sort: readonly (Word | `-${Word}`)[],
): readonly SortTerm<Word>[] {
  const terms = sort.map((word) => ({ word: plain(word), descending: word.startsWith('-') }));
  return terms.filter((term, index) => terms.findIndex(({ word }) => word === term.word) === index);
}

function plain<Word extends string>(word: Word | `-${Word}`): Word;
function plain(word: string): string {
  return word.startsWith('-') ? word.slice(1) : word;
}

/**
 * An opaque place in a list: the sort values of the last row and its id, as PostgreSQL writes them.
 * @param order names the list and its order, so that a cursor fits no other
 */
export function encodeCursor(order: string, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

/**
 * Checked to the last value, because it comes back from outside and goes into a comparison of the database.
 * @throws AppError VALIDATION_FAILED for anything that `encodeCursor` did not make for this order
 */
export function decodeCursor(cursor: string, order: string, kinds: readonly CursorKind[]): readonly string[] {
  const [head, ...values] = parse(cursor);
  const texts = values.filter((value) => typeof value === 'string');
  const fits =
    head === order &&
    values.length === kinds.length &&
    texts.length === kinds.length &&
    texts.every((text, index) => isOfKind(text, kinds[index] ?? 'uuid'));
  if (!fits) throw invalidField('querystring.cursor', 'is not one that this list gave out');
  return texts;
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isOfKind(text: string, kind: CursorKind): boolean {
  if (kind === 'uuid') return isUuid(text);
  if (kind === 'small-integer') return /^-?\d{1,4}$/.test(text);
  if (kind === 'integer') return /^-?\d{1,9}$/.test(text);
  if (kind === 'number') return /^-?\d{1,12}(\.\d{1,12})?$/.test(text);
  if (kind === 'time') return isTime(text);
  return text.length <= 500 && !text.includes('\u0000');
}

/** `timestamptz` as text in a session that runs in UTC, infinities included. */
function isTime(text: string): boolean {
  if (text === 'infinity' || text === '-infinity') return true;
  const [, day, clock] =
    /^((?!0000)\d{4}-\d\d-\d\d) ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.\d{1,6})?\+00$/.exec(text) ?? [];
  if (day === undefined || clock === undefined) return false;
  const ms = Date.parse(`${day}T${clock}Z`);
  // Date.parse takes 30 February for 2 March, PostgreSQL refuses it.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
