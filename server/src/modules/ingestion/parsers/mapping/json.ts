import type { JsonObject, JsonValue } from '../readers/json/value.ts';

/** The object, or an empty one when something else stands there. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The array, or an empty one when something else stands there. */
export function arrayOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** Trimmed text that is not empty; a number becomes text, because tools write ids both ways. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** Own property of an object; inherited names such as `constructor` are not there. */
export function fieldOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Texts of an array of texts, of one text, or none. */
export function textsOf(value: JsonValue | undefined): string[] {
  const values = Array.isArray(value) ? value : [value];
  const texts: string[] = [];
  for (const entry of values) {
    const text = textOf(entry);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

/** A whole number from 1, for example a line; undefined for 0 and everything else. */
export function positiveOf(value: JsonValue | undefined): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) && number >= 1 ? number : undefined;
}

/** At most 64 KiB of JSON (the bound of `sourceData`), counted roughly before anything is copied. */
const maxSourceDataLength = 60_000;

/**
 * Fields of `object` worth keeping, under their own names, as long as they fit. `leaveOut` names those that have a place
 * of their own in a finding.
 */
export function sourceDataOf(object: JsonObject, leaveOut: ReadonlySet<string>): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = {};
  let length = 0;
  for (const [name, value] of Object.entries(object)) {
    if (leaveOut.has(name) || value === null || value === '' || name === '__proto__') continue;
    length += name.length + lengthOf(value) + 6;
    if (length > maxSourceDataLength) break;
    kept[name] = value;
  }
  return kept;
}

/** As JSON: a text of quotes or control characters is up to six times as long there. */
function lengthOf(value: JsonValue): number {
  return JSON.stringify(value).length;
}
