import type { Static, TSchema } from 'typebox';
import Type from 'typebox';
import { roles } from './roles.ts';
import { resultClasses, severities } from './severity.ts';

/** Building blocks of operation schemas. Everything is bounded (house rule 7) and refuses unknown fields. */

/** `title` makes a schema a named component of the OpenAPI document, and so a named type of the SDK. Unique. */
export interface SchemaNotes {
  readonly title?: string;
  readonly description?: string;
}

/** An object that refuses fields it does not name. */
export function strict<const P extends Record<string, TSchema>>(properties: P, notes: SchemaNotes = {}) {
  return Type.Object(properties, { additionalProperties: false, ...notes });
}

/** As `strict`, with a name that the OpenAPI document and the SDK know it by. */
export function shape<const P extends Record<string, TSchema>>(title: string, properties: P) {
  return strict(properties, { title });
}

export const uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  title: 'Uuid',
  description: 'UUIDv7, lower case',
});

/** For answers, where the platform is the author of the text. */
export const string = Type.String();
export const boolean = Type.Boolean();

export function stringOf(description: string) {
  return Type.String({ description });
}

export function flag(description: string) {
  return Type.Boolean({ description });
}

export function countOf(description: string) {
  return Type.Integer({ minimum: 0, description });
}

export function shareOf(description: string) {
  return Type.Number({ minimum: 0, maximum: 1, description });
}

/** RFC 3339 in UTC. */
export const timestamp = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?Z$',
  maxLength: 27,
  title: 'Timestamp',
  description: 'RFC 3339 time in UTC',
});

export const date = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'Calendar day, UTC',
});

/** One of the given words. `notes`: a description, or a description and a name. */
export function oneOf<const Words extends string[]>(
  words: readonly [...Words],
  notes: string | SchemaNotes = {},
) {
  return Type.Enum(words, {
    type: 'string',
    ...(typeof notes === 'string' ? { description: notes } : notes),
  });
}

/**
 * A query parameter that takes several values, repeated (`severity=HIGH&severity=LOW`) or separated by commas
 * (`severity=HIGH,LOW`). The server splits before it validates, so an item never holds a comma.
 */
export function several<S extends TSchema>(item: S, max: number, description?: string) {
  return Type.Optional(
    Type.Array(item, { minItems: 1, maxItems: max, ...(description ? { description } : {}) }),
  );
}

/** Order of a list: allowed words, each also with a leading `-` for descending; ties break by id. */
export function sortBy<const Words extends readonly string[]>(words: readonly [...Words], byDefault: string) {
  const allowed: readonly (Words[number] | `-${Words[number]}`)[] = words.flatMap((word: Words[number]) => [
    word,
    `-${word}` as const,
  ]);
  return several(Type.Enum(allowed), 3, `At most three words, "-" for descending. Default ${byDefault}`);
}

/** Text of 1..max UTF-16 units without control characters (tab and line breaks are kept out too). */
export function line(max: number, description?: string) {
  return Type.String({
    minLength: 1,
    maxLength: max,
    pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    ...(description ? { description } : {}),
  });
}

/** Text of 0..max UTF-16 units that may have line breaks; no NUL. */
export function text(max: number, description?: string) {
  return Type.String({ maxLength: max, pattern: '^[^\\u0000]*$', ...(description ? { description } : {}) });
}

export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

export function list<S extends TSchema>(item: S, max: number) {
  return Type.Array(item, { maxItems: max });
}

export const share = Type.Number({ minimum: 0, maximum: 1 });
export const count = Type.Integer({ minimum: 0 });
export const severity = oneOf(severities, { title: 'Severity' });
export const resultClass = oneOf(resultClasses, {
  title: 'ResultClass',
  description: 'Only VULNERABILITY enters the lifecycle; none is dropped',
});
export const role = oneOf(roles, { title: 'Role' });
export const sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  title: 'Sha256',
  description: 'SHA-256, hex',
});

/** Page parameters of every list: `limit` (default 50, at most 200) and an opaque `cursor`. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'Default 50' })),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1_024, description: 'nextCursor of the page before' }),
  ),
};

/** `data` of a list answer. */
export function page<S extends TSchema>(item: S) {
  return strict({
    items: Type.Array(item),
    page: strict({
      limit: Type.Integer(),
      nextCursor: nullable(Type.String()),
      total: Type.Optional(count),
    }),
  });
}

export const money = strict({
  amount: Type.String({ pattern: '^-?[0-9]{1,18}(\\.[0-9]{1,4})?$' }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
});
export type Money = Static<typeof money>;

/** A number that rates something: 0 worst, 100 best. */
export const score = Type.Number({ minimum: 0, maximum: 100, description: '0..100, higher is better' });
export const riskLevel = oneOf(['Severe', 'Elevated', 'Moderate', 'Good', 'Strong'], {
  title: 'RiskLevel',
  description: 'Severe below 40, Elevated below 60, Moderate below 80, Good below 90, Strong from 90',
});

export const severityCounts = shape('SeverityCounts', {
  CRITICAL: count,
  HIGH: count,
  MEDIUM: count,
  LOW: count,
  INFO: count,
});
export const classCounts = shape('ClassCounts', {
  VULNERABILITY: count,
  EXPOSURE_SIGNAL: count,
  INFORMATIONAL: count,
  NEGATIVE_RESULT: count,
});

export const person = shape('Person', { id: uuid, displayName: string });
export const actor = shape('Actor', {
  kind: oneOf(['USER', 'API_KEY', 'SYSTEM', 'ANONYMOUS']),
  id: nullable(string),
  name: Type.String({ description: 'Display name, key name or name of the process' }),
});

export const email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' });
/** An absolute https or http address. */
export const webAddress = Type.String({ minLength: 8, maxLength: 2_048, pattern: '^https?://[^\\s]+$' });
export const cve = Type.String({ pattern: '^CVE-[0-9]{4}-[0-9]{4,19}$', maxLength: 28 });
export const tag = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f\\u007f,]+$' });
/** Version of a record; its ETag is the version in quotes. */
export const version = Type.Integer({ minimum: 1, description: 'Raised by every change; the ETag' });

/** Fields under names that the platform does not know beforehand. */
export const openRecord = Type.Record(string, Type.Unknown());

/** Waiting for a long step instead of polling. */
export const waitQuery = {
  wait: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 30, description: 'Seconds to wait for the step to end. Default 0' }),
  ),
};

/** Acknowledges a removal. */
export const removed = strict({ id: uuid, removed: Type.Literal(true) });

export const scopeKeyName = Type.String({
  minLength: 1,
  maxLength: 120,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._:/@-]*$',
  description: 'Names a scope from one scan to the next, for example prod-external',
});
