import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { isObject } from './json.ts';

const maxDepth = 4;
const maxFields = 2_000;

/**
 * The fields of an object as the columns of a table: objects inside give `asset.host`, lists stay values. At most 2,000 fields,
 * four objects deep; what lies deeper is one value.
 */
export function flatFields(object: JsonObject): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>();
  add(fields, { object, prefix: '', depth: 1 });
  return fields;
}

interface Inner {
  readonly object: JsonObject;
  readonly prefix: string;
  readonly depth: number;
}

function add(fields: Map<string, JsonValue>, { object, prefix, depth }: Inner): void {
  for (const [name, value] of Object.entries(object)) {
    if (fields.size >= maxFields) return;
    const path = prefix + name;
    if (isObject(value) && depth < maxDepth)
      add(fields, { object: value, prefix: `${path}.`, depth: depth + 1 });
    else if (value !== null && value !== '') fields.set(path, value);
  }
}

/** Lists in which the items of a document may stand: `/*`, `/findings/*`, `/data/items/*`. */
export function isItemPattern(pattern: string): boolean {
  return /^(?:\/[^/*]+){0,3}\/\*$/.test(pattern);
}

/** Objects on the way to such a list. */
export function isOnTheWay(pattern: string): boolean {
  return pattern === '' || /^(?:\/[^/*]+){1,3}$/.test(pattern);
}
