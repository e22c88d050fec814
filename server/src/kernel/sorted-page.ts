import { invalidField } from './errors.ts';

/** A value that lists are ordered by; null comes last. */
export type SortKey = string | number | null;

interface SortedPage<T, Word extends string> {
  /** All that the filters let through; for lists that are small by nature and capped where they are read. */
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  readonly keyOf: (item: T, word: Word) => SortKey;
  readonly sort: readonly (Word | `-${Word}`)[];
  readonly cursor: string | undefined;
  readonly limit: number;
}

interface Criterion {
  readonly descending: boolean;
  readonly key: SortKey;
}

/**
 * One page in a total, stable order; ties break by id. The cursor holds the order's values of the last item, so that a page
 * goes on rightly although items came or went.
 * @throws AppError VALIDATION_FAILED for a cursor of another order
 */
export function sortedPage<T, Word extends string>({
  items,
  idOf,
  keyOf,
  sort,
  cursor,
  limit,
}: SortedPage<T, Word>) {
  const placeOf = (item: T): readonly Criterion[] => [
    ...sort.map((word) => criterion(item, word, keyOf)),
    { descending: false, key: idOf(item) },
  ];
  const placed = items
    .map((item) => ({ item, place: placeOf(item) }))
    .sort((a, b) => compare(a.place, b.place));
  const from = cursor === undefined ? null : placeOfCursor(cursor, sort);
  const rest = from === null ? placed : placed.filter(({ place }) => compare(place, from) > 0);
  const shown = rest.slice(0, limit);
  const last = rest.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ item }) => item),
    page: { limit, nextCursor: last ? cursorOf(last.place, sort) : null, total: items.length },
  };
}

function criterion<T, Word extends string>(
  item: T,
  word: Word | `-${Word}`,
  keyOf: (item: T, word: Word) => SortKey,
): Criterion {
  const descending = word.startsWith('-');
  return { descending, key: keyOf(item, plain(word)) };
}

function plain<Word extends string>(word: Word | `-${Word}`): Word;
function plain(word: string): string {
  return word.startsWith('-') ? word.slice(1) : word;
}

function compare(a: readonly Criterion[], b: readonly Criterion[]): number {
  for (const [index, left] of a.entries()) {
    const order = compareKeys(left.key, b[index]?.key ?? null, left.descending);
    if (order !== 0) return order;
  }
  return 0;
}

function compareKeys(a: SortKey, b: SortKey, descending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b === descending ? 1 : -1;
}

function cursorOf(place: readonly Criterion[], sort: readonly string[]): string {
  return Buffer.from(JSON.stringify([sort.join(), ...place.map(({ key }) => key)])).toString('base64url');
}

function placeOfCursor(cursor: string, sort: readonly string[]): readonly Criterion[] {
  const [order, ...keys] = parse(cursor);
  if (order !== sort.join() || keys.length !== sort.length + 1)
    throw invalidField('query.cursor', 'is not one that this list gave out');
  return keys.map((key, index) => ({
    key: isSortKey(key) ? key : null,
    descending: sort[index]?.startsWith('-') ?? false,
  }));
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isSortKey(value: unknown): value is SortKey {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
