import type { Severity } from '../../../../kernel/severity.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink } from '../parser.ts';

/** Semgrep's own table: ERROR, WARNING and INFO are the older names of HIGH, MEDIUM and LOW; the last two only take stock. */
const ownWords: Readonly<Record<string, Severity>> = {
  ERROR: 'HIGH',
  WARNING: 'MEDIUM',
  INFO: 'LOW',
  INVENTORY: 'INFO',
  EXPERIMENT: 'INFO',
};

export function severityOf(sink: ParseSink, word: string, where: string): Severity {
  const own = word.toUpperCase();
  return Object.hasOwn(ownWords, own)
    ? (ownWords[own] ?? 'MEDIUM')
    : severityOrProblem(sink, { word, where });
}
