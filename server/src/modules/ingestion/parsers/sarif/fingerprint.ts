import { arrayOf, objectOf, textOf } from '../mapping/json.ts';
import type { FindingLocation } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

const maxLength = 1_000;

/** The tool's fingerprints in one text, "name:value|name:value" by name, the full ones before the partial ones. */
export function toolUniqueIdOf(result: JsonObject): string | undefined {
  return joined(result.fingerprints) ?? textOf(result.correlationGuid) ?? joined(result.partialFingerprints);
}

/**
 * What tells two results of one rule in one file apart and stays when lines move: a fingerprint, else the code, else the
 * name of the enclosing function or class, and the line number only when nothing else is there. A hash of the whole file is left out
 * because any edit changes it.
 */
export function matcherOf(result: JsonObject, place: FindingLocation | undefined): string | undefined {
  const fingerprint =
    joined(result.fingerprints) ??
    textOf(result.correlationGuid) ??
    joined(result.partialFingerprints, /file_?hash/i);
  if (fingerprint !== undefined) return fingerprint;
  if (place?.snippet !== undefined) return place.snippet.replace(/\s+/g, ' ').trim().slice(0, maxLength);
  const logical = arrayOf(objectOf(arrayOf(result.locations)[0]).logicalLocations).map(objectOf);
  const name = textOf(logical[0]?.fullyQualifiedName) ?? textOf(logical[0]?.name);
  if (name !== undefined) return name.slice(0, maxLength);
  return place?.line === undefined ? undefined : `line ${place.line}`;
}

function joined(fingerprints: JsonObject[string] | undefined, leaveOut?: RegExp): string | undefined {
  const parts: string[] = [];
  const entries = objectOf(fingerprints);
  for (const name of Object.keys(entries).sort().slice(0, 20)) {
    const value = textOf(entries[name]);
    if (value !== undefined && leaveOut?.test(name) !== true) parts.push(`${name}:${value}`);
  }
  return parts.length === 0 ? undefined : parts.join('|').slice(0, maxLength);
}
