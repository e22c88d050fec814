import type { Severity } from '../../../../kernel/severity.ts';

/** Numbers from 0 to 5 that Fortify rates a rule and an instance with. */
export interface Ratings {
  readonly impact?: number | undefined;
  readonly probability?: number | undefined;
  readonly accuracy?: number | undefined;
  readonly confidence?: number | undefined;
  readonly instanceSeverity?: number | undefined;
}

/** Where the scales of impact and likelihood are cut. */
const middle = 2.5;

/**
 * Fortify Priority Order: impact against likelihood, which is accuracy × confidence × probability / 25 (Fortify Audit Workbench
 * guide, "Prioritized by Fortify"). A file without the ratings of its rules has the instance severity alone.
 */
export function priorityOf({
  impact,
  probability,
  accuracy,
  confidence,
  instanceSeverity,
}: Ratings): Severity {
  if (
    impact === undefined ||
    probability === undefined ||
    accuracy === undefined ||
    confidence === undefined
  ) {
    return severityOfInstance(instanceSeverity);
  }
  const likelihood = (accuracy * confidence * probability) / 25;
  if (impact >= middle) return likelihood >= middle ? 'CRITICAL' : 'HIGH';
  return likelihood >= middle ? 'MEDIUM' : 'LOW';
}

function severityOfInstance(rating: number | undefined): Severity {
  if (rating === undefined) return 'MEDIUM';
  if (rating >= 4.5) return 'CRITICAL';
  if (rating >= 3) return 'HIGH';
  if (rating >= 2) return 'MEDIUM';
  return rating >= 1 ? 'LOW' : 'INFO';
}
