import type { CvssStatement } from '../parser.ts';
import type { Draft } from './draft.ts';

const maxVectorLength = 300;

export interface CvssSource {
  readonly vector?: string | undefined;
  readonly score?: string | number | undefined;
  /** What the field name says, when the vector carries no version prefix. */
  readonly version?: CvssStatement['version'] | undefined;
  readonly source?: string | undefined;
}

/**
 * A CVSS statement from the forms tools use: "CVSS:3.1/AV:…", "CVSS2#AV:…", "(AV:…)" or bare metrics.
 * Undefined when neither a vector nor a score within 0..10 is there, or no version can be told.
 */
export function cvssStatement({ vector, score, version, source }: CvssSource): CvssStatement | undefined {
  const text = cleanVector(vector);
  const stated = versionOfVector(text) ?? version;
  const points = scoreOf(score);
  if (stated === undefined || (text === undefined && points === undefined)) return undefined;
  const statement: Draft<CvssStatement> = { version: stated };
  if (text !== undefined) statement.vector = withPrefix(text, stated);
  if (points !== undefined) statement.score = points;
  if (source !== undefined && source !== '') statement.source = source.slice(0, 100);
  return statement;
}

/** A base score as number, undefined outside 0..10. */
export function scoreOf(score: string | number | undefined): number | undefined {
  if (score === undefined || score === '') return undefined;
  const points = typeof score === 'number' ? score : Number(score.trim());
  return points >= 0 && points <= 10 ? points : undefined;
}

function cleanVector(vector: string | undefined): string | undefined {
  if (vector === undefined || vector === '' || vector.length > maxVectorLength) return undefined;
  const text = vector.trim().replace(/^\((.*)\)$/, '$1');
  const metrics = text.startsWith('CVSS2#') ? text.slice(6) : text;
  return metrics.includes(':') && /^[A-Za-z0-9:./]+$/.test(metrics) ? metrics : undefined;
}

function versionOfVector(vector: string | undefined): CvssStatement['version'] | undefined {
  if (vector === undefined) return undefined;
  if (vector.startsWith('CVSS:3.1/')) return '3.1';
  if (vector.startsWith('CVSS:3.0/')) return '3.0';
  if (vector.startsWith('CVSS:4.0/')) return '4.0';
  if (vector.includes('Au:')) return '2.0';
  return undefined;
}

/** The specifications of 3.0, 3.1 and 4.0 demand the prefix; 2.0 has none. */
function withPrefix(vector: string, version: CvssStatement['version']): string {
  if (version === '2.0' || vector.startsWith('CVSS:')) return vector;
  return `CVSS:${version}/${vector}`;
}
