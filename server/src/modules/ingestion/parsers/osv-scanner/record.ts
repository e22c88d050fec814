import { cvssStatement } from '../mapping/cvss.ts';
import { arrayOf, isObject, numberOf, objectOf, textOf } from '../mapping/json.ts';
import { severityOfWord } from '../mapping/severity.ts';
import type { CvssStatement } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** Entries of a record that speak of the package at hand; all when none names it. */
export function affectedOf(record: JsonObject, found: JsonObject): JsonObject[] {
  const all = arrayOf(record.affected).filter(isObject).slice(0, 10_000);
  const name = textOf(found.name)?.toLowerCase();
  const ecosystem = textOf(found.ecosystem)?.split(':')[0];
  const named = all.filter((entry) => textOf(objectOf(entry.package).name)?.toLowerCase() === name);
  const exact = named.filter(
    (entry) => textOf(objectOf(entry.package).ecosystem)?.split(':')[0] === ecosystem,
  );
  if (exact.length > 0) return exact;
  return named.length > 0 ? named : all;
}

const maxFixes = 20;

/** Versions with the fix, out of the ranges; commits only for a package that is known by its commit. */
export function fixesOf(affected: readonly JsonObject[], found: JsonObject): string | undefined {
  const fixes = new Set<string>();
  const isCommit = textOf(found.version) === undefined;
  for (const range of affected.flatMap(({ ranges }) => arrayOf(ranges)).map(objectOf)) {
    if (textOf(range.type) === 'GIT' && !isCommit) continue;
    for (const event of arrayOf(range.events)) {
      const fixed = textOf(objectOf(event).fixed);
      if (fixed !== undefined && fixes.size < maxFixes) fixes.add(fixed);
    }
  }
  return fixes.size === 0 ? undefined : [...fixes].join(', ');
}

export interface Rating {
  readonly word: string | undefined;
  readonly score: number | undefined;
  readonly cvss: readonly (CvssStatement | undefined)[];
}

const versionOfType: Readonly<Record<string, CvssStatement['version']>> = {
  CVSS_V2: '2.0',
  CVSS_V3: '3.1',
  CVSS_V4: '4.0',
};

/**
 * Severity as databases give it: a word of their own, a CVSS vector in `severity`, or a word there (Ubuntu). The scanner's
 * own worst score of the group is the last resort.
 */
export function ratingOf(
  record: JsonObject,
  affected: readonly JsonObject[],
  groupScore: string | undefined,
): Rating {
  const entries = [record, ...affected]
    .flatMap(({ severity }) => arrayOf(severity))
    .map(objectOf)
    .slice(0, 100);
  const cvss = entries.map(({ type, score }) => {
    const kind = textOf(type) ?? '';
    const version = Object.hasOwn(versionOfType, kind) ? versionOfType[kind] : undefined;
    const value = textOf(score);
    const points = numberOf(score);
    return version === undefined
      ? undefined
      : cvssStatement({ version, vector: points === undefined ? value : undefined, score: points });
  });
  const words = [
    ...[record, ...affected].flatMap((entry) => [
      textOf(objectOf(entry.database_specific).severity),
      textOf(objectOf(entry.ecosystem_specific).severity),
    ]),
    ...entries.map(({ score }) => textOf(score)),
  ].filter((word) => word !== undefined && severityOfWord(word) !== undefined);
  const score = numberOf(groupScore);
  return { word: words[0] ?? groupScore, score, cvss };
}
