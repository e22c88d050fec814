import type { ResultClass } from '../../../../kernel/severity.ts';

/** What tools write beside a check of a configuration, lower-case letters alone. */
const classes: ReadonlyMap<string, ResultClass> = new Map([
  ['fail', 'EXPOSURE_SIGNAL'],
  ['failed', 'EXPOSURE_SIGNAL'],
  ['failure', 'EXPOSURE_SIGNAL'],
  ['notpassed', 'EXPOSURE_SIGNAL'],
  ['noncompliant', 'EXPOSURE_SIGNAL'],
  ['warn', 'EXPOSURE_SIGNAL'],
  ['warning', 'EXPOSURE_SIGNAL'],
  ['alert', 'EXPOSURE_SIGNAL'],
  ['pass', 'NEGATIVE_RESULT'],
  ['passed', 'NEGATIVE_RESULT'],
  ['ok', 'NEGATIVE_RESULT'],
  ['success', 'NEGATIVE_RESULT'],
  ['compliant', 'NEGATIVE_RESULT'],
  ['fixed', 'NEGATIVE_RESULT'],
]);

/**
 * Class of the outcome of a configuration check: what fails is an exposure signal, what passes a negative result. Outcomes that
 * decide nothing (manual, error, not applicable, skipped, unknown …) are informational. Undefined without a word.
 */
export function classOfOutcome(word: string | undefined): ResultClass | undefined {
  const letters = word?.toLowerCase().replaceAll(/[^a-z]/g, '') ?? '';
  return letters === '' ? undefined : (classes.get(letters) ?? 'INFORMATIONAL');
}
