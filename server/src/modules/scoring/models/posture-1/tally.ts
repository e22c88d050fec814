import type { Severity } from '../../../../kernel/severity.ts';
import type { CountedFinding } from './asset.ts';

/** Vulnerabilities, each counted once per asset. */
export interface Tally {
  readonly findings: number;
  /** Further findings that named a vulnerability already counted on the same asset. */
  readonly duplicates: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly knownExploited: number;
  readonly clientFixed: number;
  readonly recurring: number;
  readonly overdue: number;
}

/** Counts of the given findings. */
export function tallyOf(findings: readonly CountedFinding[]): Tally {
  const bySeverity = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 };
  const tally = { duplicates: 0, knownExploited: 0, clientFixed: 0, recurring: 0, overdue: 0 };
  for (const finding of findings) {
    bySeverity[finding.severity] += 1;
    tally.duplicates += finding.duplicates;
    tally.knownExploited += Number(finding.knownExploited);
    tally.clientFixed += Number(finding.clientFixed);
    tally.recurring += Number(finding.recurring);
    tally.overdue += Number(finding.overdue);
  }
  return { findings: findings.length, bySeverity, ...tally };
}

/** Sum of the counts of all assets. */
export function sumTallies(assets: readonly { readonly tally: Tally }[]): Tally {
  const bySeverity = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 };
  const sum = { findings: 0, duplicates: 0, knownExploited: 0, clientFixed: 0, recurring: 0, overdue: 0 };
  for (const { tally } of assets) {
    bySeverity.CRITICAL += tally.bySeverity.CRITICAL;
    bySeverity.HIGH += tally.bySeverity.HIGH;
    bySeverity.MEDIUM += tally.bySeverity.MEDIUM;
    bySeverity.LOW += tally.bySeverity.LOW;
    bySeverity.INFO += tally.bySeverity.INFO;
    sum.findings += tally.findings;
    sum.duplicates += tally.duplicates;
    sum.knownExploited += tally.knownExploited;
    sum.clientFixed += tally.clientFixed;
    sum.recurring += tally.recurring;
    sum.overdue += tally.overdue;
  }
  return { ...sum, bySeverity };
}
