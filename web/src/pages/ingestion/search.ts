import { defined, readText, readWords } from '../../shared/search.ts';
import { severities } from '../../ui/severity.tsx';

export const jobStates = [
  'RECEIVED',
  'EXTRACTING',
  'EXTRACTED',
  'VALIDATING',
  'VALIDATED',
  'FINALIZING',
  'FINALIZED',
  'REJECTED',
  'FAILED',
  'DISCARDED',
] as const;

export const changes = [
  'NEW',
  'CHANGED',
  'REOPENED',
  'RECURRING',
  'WOULD_CLOSE',
  'FIX_CONFIRMED',
  'UNCHANGED',
  'RECORDED',
] as const;

export function readJobsSearch(search: Record<string, unknown>) {
  return defined({ state: readWords(search.state, jobStates), q: readText(search.q) });
}

export function readJobSearch(search: Record<string, unknown>) {
  return defined({
    change: readWords(search.change, changes),
    severity: readWords(search.severity, severities),
    q: readText(search.q),
  });
}

export type JobSearch = ReturnType<typeof readJobSearch>;
