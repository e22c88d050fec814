import calculator from 'ae-cvss-calculator';
import { invalidField } from '../../../kernel/errors.ts';

/** What a CVSS vector says, computed and not taken over from whoever states it. */
export interface CvssScores {
  readonly version: '2.0' | '3.0' | '3.1' | '4.0';
  /** Of the base metrics alone, 0..10, one decimal: how bad it is wherever and whenever. */
  readonly base: number;
  /** Of all metrics that the vector has: temporal or threat, and environmental. */
  readonly overall: number;
}

const calculators = [
  { version: '4.0', prefix: 'CVSS:4.0/', of: (vector: string) => new calculator.Cvss4P0(vector) },
  { version: '3.1', prefix: 'CVSS:3.1/', of: (vector: string) => new calculator.Cvss3P1(vector) },
  { version: '3.0', prefix: 'CVSS:3.0/', of: (vector: string) => new calculator.Cvss3P0(vector) },
  { version: '2.0', prefix: '', of: (vector: string) => new calculator.Cvss2(vector) },
] as const;

/** Longer than a vector with all metrics of any version. */
const longestVector = 400;
const metrics = /^[A-Za-z]{1,4}:[A-Za-z]{1,6}(?:\/[A-Za-z]{1,4}:[A-Za-z]{1,6})*$/;

/**
 * Scores a vector of CVSS 2.0, 3.0, 3.1 or 4.0 (FIRST's specifications).
 * @throws AppError VALIDATION_FAILED naming `field`: not a vector, a metric that the version does not have, is given twice or has no
 * such value, or a base metric that is missing
 */
export function scoreCvss(text: string, field: string): CvssScores {
  const scores = scoresOf(text);
  if (typeof scores === 'string') throw invalidField(field, scores);
  return scores;
}

/** Base score of a vector as reports state it, 0..10; null when it is none that can be scored. */
export function baseScoreOf(text: string): number | null {
  const scores = scoresOf(text);
  return typeof scores === 'string' ? null : scores.base;
}

/** Scores, or what is wrong with the vector. */
function scoresOf(text: string): CvssScores | string {
  const vector = text.trim().replace(/^\((.*)\)$/, '$1');
  if (vector.length > longestVector) return `must have at most ${longestVector} characters`;
  const found = calculators.find(({ prefix }) => vector.startsWith(prefix));
  if (!found) return 'must be a CVSS vector';
  const parts = vector.slice(found.prefix.length);
  if (!metrics.test(parts)) return 'must be a CVSS vector of version 2.0, 3.0, 3.1 or 4.0';
  const names = parts.split('/').map((part) => part.slice(0, part.indexOf(':')));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return `gives the metric ${twice} twice`;
  return calculated(found, vector, parts);
}

function calculated(
  { version, of }: (typeof calculators)[number],
  vector: string,
  parts: string,
): CvssScores | string {
  try {
    const model = of(vector);
    const unknown = parts.split('/').find((part) => !understood(model, part));
    if (unknown !== undefined) return `${unknown} is no metric of CVSS ${version}`;
    if (!model.isBaseFullyDefined()) return `lacks a base metric of CVSS ${version}`;
    const scores = model.calculateScores();
    // CVSS 4.0 has one formula for all metrics; the library keeps the score of the base metrics apart.
    const base = 'baseMetricsOnly' in scores ? scores.baseMetricsOnly : scores.base;
    const { overall } = scores;
    return base !== undefined && isScore(base) && isScore(overall)
      ? { version, base, overall }
      : 'has no score';
  } catch {
    // The library throws plain errors at metrics that it does not know.
    return `has a metric that CVSS ${version} does not have`;
  }
}

function isScore(value: number): boolean {
  return value >= 0 && value <= 10;
}

interface Model {
  getComponentByStringOpt(name: string): { readonly shortName: string } | null;
}

/** The library leaves a value that it does not know undefined; a score must not come of that. */
function understood(model: Model, part: string): boolean {
  const [name = '', value = ''] = part.split(':');
  return model.getComponentByStringOpt(name)?.shortName === value;
}
