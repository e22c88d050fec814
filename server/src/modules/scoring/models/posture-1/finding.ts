import { bigDiv, MICRO, mulDiv } from './fixed.ts';
import type { PostureFinding } from './input.ts';
import type { Exposure } from './weights.ts';
import * as weights from './weights.ts';

const dayMs = 86_400_000;

/** One factor of a finding's odds, in the order of multiplication. */
export interface OddsFactor {
  readonly factor: 'exploit' | 'exposure' | 'recurrence' | 'overdue' | 'age' | 'status' | 'mitigation';
  /** Millionths; 1,000,000 changes nothing. */
  readonly micro: number;
}

/** Why a finding weighs what it weighs. */
export interface FindingExplanation {
  /** Odds of severity and CVSS alone, in millionths. */
  readonly baseMicroOdds: number;
  readonly factors: readonly OddsFactor[];
  readonly microOdds: number;
  /** The finding's risk, odds ÷ (1 + odds), in millionths of 1. */
  readonly microRisk: number;
}

interface Circumstances {
  readonly exposure: Exposure;
  readonly asOfMs: number;
}

/**
 * Odds of a finding in millionths, at least 3 by the smallest of all factors: base odds of the severity, times each factor, rounded half to even
 * after every step. Never falls when the severity, the CVSS score, the exploit evidence, the exposure, the recurrence
 * or the delay gets worse.
 */
export function findingOdds(finding: PostureFinding, { exposure, asOfMs }: Circumstances): number {
  let odds = baseOdds(finding);
  odds = mulDiv(odds, exploit(finding), MICRO);
  odds = mulDiv(odds, weights.exposureFactor[exposure], MICRO);
  odds = mulDiv(odds, recurrence(finding.recurrences), MICRO);
  odds = mulDiv(odds, overdue(finding, asOfMs), MICRO);
  odds = mulDiv(odds, age(finding, asOfMs), MICRO);
  odds = mulDiv(odds, weights.statusFactor[finding.status], MICRO);
  return mulDiv(odds, mitigation(finding), MICRO);
}

/** The same odds with every factor named, for people who ask "why this number". */
export function explainFinding(
  finding: PostureFinding,
  { exposure, asOfMs }: Circumstances,
): FindingExplanation {
  const microOdds = findingOdds(finding, { exposure, asOfMs });
  return {
    baseMicroOdds: baseOdds(finding),
    factors: [
      { factor: 'exploit', micro: exploit(finding) },
      { factor: 'exposure', micro: weights.exposureFactor[exposure] },
      { factor: 'recurrence', micro: recurrence(finding.recurrences) },
      { factor: 'overdue', micro: overdue(finding, asOfMs) },
      { factor: 'age', micro: age(finding, asOfMs) },
      { factor: 'status', micro: weights.statusFactor[finding.status] },
      { factor: 'mitigation', micro: mitigation(finding) },
    ],
    microOdds,
    microRisk: riskOfOdds(microOdds),
  };
}

/** odds ÷ (1 + odds), both in millionths. */
export function riskOfOdds(microOdds: number): number {
  return mulDiv(MICRO, microOdds, MICRO + microOdds);
}

function baseOdds({ severity, cvssScore }: PostureFinding): number {
  const band = weights.severityOdds[severity];
  if (cvssScore == null) return band.unscored;
  const tenths = Math.round(cvssScore * 10);
  const inside = Math.min(Math.max(tenths, band.cvssFrom), band.cvssTo) - band.cvssFrom;
  return band.from + mulDiv(band.to - band.from, inside, band.cvssTo - band.cvssFrom);
}

function exploit({ knownExploited, epss }: PostureFinding): number {
  if (knownExploited) return weights.exploitFactor.knownExploited;
  if (epss == null) return weights.exploitFactor.unknown;
  return weights.exploitFactor.epssFloor + weights.exploitFactor.epssStep * Math.round(epss * 100_000);
}

function recurrence(recurrences: number): number {
  return weights.recurrenceFactors[recurrences] ?? weights.recurrenceFactors[3];
}

function overdue({ slaDueAtMs }: PostureFinding, asOfMs: number): number {
  if (slaDueAtMs == null) return MICRO;
  return stepFactor(weights.overdueFactors, asOfMs - slaDueAtMs);
}

function age({ openedAtMs }: PostureFinding, asOfMs: number): number {
  return stepFactor(weights.ageFactors, asOfMs - openedAtMs);
}

function stepFactor(steps: readonly { moreThanDays: number; factor: number }[], elapsedMs: number): number {
  for (const { moreThanDays, factor } of steps) if (elapsedMs > moreThanDays * dayMs) return factor;
  return MICRO;
}

/** Each control with evidence lets through what it does not remove; one product of integers, so that order cannot matter. */
function mitigation({ controls }: PostureFinding): number {
  if (!controls) return MICRO;
  let left = 1n;
  let whole = 1n;
  for (const { share, evidenceIds } of controls) {
    if (evidenceIds.length === 0) continue;
    left *= BigInt(MICRO - Math.round(share * MICRO));
    whole *= BigInt(MICRO);
  }
  return Math.max(bigDiv(left * BigInt(MICRO), whole), MICRO - weights.largestMitigation);
}
