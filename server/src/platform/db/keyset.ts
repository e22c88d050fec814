import { type RawBuilder, sql } from 'kysely';
import { type CursorKind, decodeCursor, encodeCursor } from '../../kernel/pagination.ts';

/** One criterion of an order. The expression is never null: what is unknown gets a value that puts it last. */
export interface KeysetTerm {
  readonly expression: RawBuilder<unknown>;
  readonly type: 'text' | 'smallint' | 'integer' | 'numeric' | 'timestamptz' | 'uuid';
  readonly descending: boolean;
}

interface KeysetInput {
  /** Name of the list and its order as the caller asked for it; ties a cursor to them. */
  readonly order: string;
  readonly terms: readonly KeysetTerm[];
  /** The id that makes the order total; follows the direction of the last term. */
  readonly id: RawBuilder<unknown>;
  readonly cursor: string | undefined;
}

/** Text keys are cut to this many characters, so that the cursor stays short. */
export const maxTextKey = 100;

/**
 * The parts of a keyset-paged query: a page costs the same at any depth, and rows that come or go move none of the others.
 * The query selects `columns` inside, `keys` outside, and orders by `orderBy` inside, `orderOutside` outside.
 */
export interface Keyset {
  /** `… as k0, … as k1, … as kid` */
  readonly columns: RawBuilder<unknown>;
  /** What lies beyond the cursor; true on the first page. */
  readonly beyond: RawBuilder<unknown>;
  readonly orderBy: RawBuilder<unknown>;
  /** `array[…]` of the keys of one row of `page`, as text. */
  readonly keys: RawBuilder<unknown>;
  /** The same order over the columns of `page`. */
  readonly orderOutside: RawBuilder<unknown>;
  readonly cursorOf: (keys: readonly string[]) => string;
}

const kinds: Readonly<Record<KeysetTerm['type'], CursorKind>> = {
  text: 'text',
  smallint: 'small-integer',
  integer: 'integer',
  numeric: 'number',
  timestamptz: 'time',
  uuid: 'uuid',
};

/** @throws AppError VALIDATION_FAILED for a cursor of another list or order, or a made-up one */
export function keyset({ order, terms: given, id, cursor }: KeysetInput): Keyset {
  const last = given.at(-1)?.descending ?? false;
  const terms: readonly KeysetTerm[] = [...given, { expression: id, type: 'uuid', descending: last }];
  const place =
    cursor === undefined
      ? undefined
      : decodeCursor(
          cursor,
          order,
          terms.map(({ type }) => kinds[type]),
        );
  const name = (index: number) => sql.ref(`k${index}`);
  return {
    columns: sql.join(terms.map(({ expression }, index) => sql`${expression} as ${name(index)}`)),
    beyond: place === undefined ? sql`true` : beyondOf(terms, place),
    orderBy: sql.join(terms.map((term) => sql`${term.expression} ${direction(term)}`)),
    keys: sql`array[${sql.join(terms.map((_, index) => sql`page.${name(index)}::text`))}]`,
    orderOutside: sql.join(terms.map((term, index) => sql`page.${name(index)} ${direction(term)}`)),
    cursorOf: (keys) => encodeCursor(order, keys),
  };
}

function direction({ descending }: KeysetTerm): RawBuilder<unknown> {
  return descending ? sql`desc` : sql`asc`;
}

/** One direction throughout is one row comparison, which an index answers; mixed ones are spelt out. */
function beyondOf(terms: readonly KeysetTerm[], place: readonly string[]): RawBuilder<unknown> {
  const values = terms.map((term, index) => sql`${place[index]}::${sql.raw(term.type)}`);
  if (terms.every(({ descending }) => descending === terms[0]?.descending)) {
    const expressions = sql.join(terms.map(({ expression }) => expression));
    return sql`(${expressions}) ${terms[0]?.descending ? sql`<` : sql`>`} (${sql.join(values)})`;
  }
  return terms.reduceRight<RawBuilder<unknown>>((rest, term, index) => {
    const { expression, descending } = term;
    const further = sql`${expression} ${descending ? sql`<` : sql`>`} ${values[index]}`;
    return sql`(${further} or (${expression} = ${values[index]} and ${rest}))`;
  }, sql`false`);
}
