/** Severity words of the register, worst first (contract, section 0). */
export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;
export type Severity = (typeof severities)[number];

/** 0 (worst) to 4; orders lists. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/**
 * Qualitative band of a CVSS base score, 0..10 (CVSS v3.1 specification, section 5; v4.0, section 6).
 * @throws RangeError outside 0..10.
 */
export function severityOfCvss(score: number): Severity {
  if (!(score >= 0 && score <= 10)) throw new RangeError(`CVSS score out of range: ${score}`);
  if (score >= 9) return 'CRITICAL';
  if (score >= 7) return 'HIGH';
  if (score >= 4) return 'MEDIUM';
  if (score > 0) return 'LOW';
  return 'INFO';
}

/** What a single report line states (contract, section 3). Only VULNERABILITY enters the lifecycle. */
export const resultClasses = [
  'VULNERABILITY',
  'EXPOSURE_SIGNAL',
  'INFORMATIONAL',
  'NEGATIVE_RESULT',
] as const;
export type ResultClass = (typeof resultClasses)[number];
