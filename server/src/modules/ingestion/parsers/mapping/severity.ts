import { type Severity, severityOfCvss } from '../../../../kernel/severity.ts';
import type { ParseSink } from '../parser.ts';
import { noteProblem } from './draft.ts';

/** Words that scanners use, lower-case, and the word of the register each one means. */
const words: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'CRITICAL'],
  ['urgent', 'CRITICAL'],
  ['high', 'HIGH'],
  ['important', 'HIGH'],
  ['serious', 'HIGH'],
  ['error', 'HIGH'],
  ['medium', 'MEDIUM'],
  ['moderate', 'MEDIUM'],
  ['warning', 'MEDIUM'],
  ['low', 'LOW'],
  ['minor', 'LOW'],
  ['note', 'INFO'],
  ['negligible', 'INFO'],
  ['info', 'INFO'],
  ['information', 'INFO'],
  ['informational', 'INFO'],
  ['none', 'INFO'],
]);

/** Severity of the tool's own word, whatever its case; undefined for a word without one ("unknown", "unassigned" …). */
export function severityOfWord(word: string): Severity | undefined {
  return words.get(word) ?? words.get(word.trim().toLowerCase());
}

export interface SeveritySource {
  readonly word: string;
  /** CVSS base score, 0..10, used when the word says nothing. */
  readonly score?: number | undefined;
  readonly where: string;
}

/**
 * Severity of a word, else of a score, else MEDIUM with a problem: an unrated weakness must neither vanish among the
 * informational ones nor raise an alarm.
 */
export function severityOrProblem(sink: ParseSink, { word, score, where }: SeveritySource): Severity {
  const known = severityOfWord(word);
  if (known !== undefined) return known;
  if (score !== undefined && score >= 0 && score <= 10) return severityOfCvss(score);
  noteProblem(sink, {
    code: 'UNKNOWN_SEVERITY',
    message: `The severity "${word.slice(0, 100)}" is not known and no score stands beside it; MEDIUM was taken.`,
    where,
  });
  return 'MEDIUM';
}
