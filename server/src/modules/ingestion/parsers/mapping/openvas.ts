import type { Severity } from '../../../../kernel/severity.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import { severityOrProblem } from './severity.ts';

export interface OpenVasRating {
  /** "High", "Medium", "Low", "Log", "Debug", "False Positive", "Alarm", "Critical". */
  readonly threat: string;
  /** 0..10; -1 false positive, -2 debug, -3 error. */
  readonly score: number;
  readonly where: string;
}

const words: ReadonlyMap<string, Severity> = new Map([
  ['log', 'INFO'],
  ['debug', 'INFO'],
  ['false positive', 'INFO'],
  ['error', 'INFO'],
  ['error message', 'INFO'],
  ['alarm', 'HIGH'],
]);

/** Severity by the threat word of OpenVAS, else by its score, whose negative values are words too. */
export function openVasSeverity(
  sink: ParseSink,
  { threat, score, where }: OpenVasRating,
): { readonly severity: Severity; readonly sourceStatus: RawFinding['sourceStatus'] } {
  const word = threat.trim().toLowerCase();
  const isFalsePositive = word === 'false positive' || (word === '' && score === -1);
  const known = words.get(word) ?? (word === '' && score < 0 ? 'INFO' : undefined);
  return {
    severity:
      known ??
      severityOrProblem(sink, { word: threat, score: Number.isNaN(score) ? undefined : score, where }),
    sourceStatus: isFalsePositive ? 'FALSE_POSITIVE' : undefined,
  };
}
