import type { Severity } from '../../../../kernel/severity.ts';
import { MICRO } from './fixed.ts';

/**
 * Every number of the formula `posture-1`, each explained in docs/scoring.md. None of them may change: another
 * weight is another formula, in another folder.
 */

export const formulaVersion = 'posture-1';

export const exposures = ['INTERNET', 'INTERNAL', 'ISOLATED', 'UNKNOWN'] as const;
export type Exposure = (typeof exposures)[number];

export const findingStatuses = ['OPEN', 'CLIENT_FIXED'] as const;
export type FindingStatus = (typeof findingStatuses)[number];

/** Odds in millionths by severity, rising with the CVSS score (in tenths) inside the severity's own band. */
export interface SeverityOdds {
  readonly from: number;
  readonly to: number;
  /** Used when no CVSS score is known. */
  readonly unscored: number;
  readonly cvssFrom: number;
  readonly cvssTo: number;
}

export const severityOdds: Readonly<Record<Severity, SeverityOdds>> = {
  CRITICAL: { from: 150_000, to: 350_000, unscored: 250_000, cvssFrom: 90, cvssTo: 100 },
  HIGH: { from: 30_000, to: 90_000, unscored: 60_000, cvssFrom: 70, cvssTo: 89 },
  MEDIUM: { from: 6_000, to: 20_000, unscored: 12_000, cvssFrom: 40, cvssTo: 69 },
  LOW: { from: 1_000, to: 4_000, unscored: 2_500, cvssFrom: 1, cvssTo: 39 },
  INFO: { from: 200, to: 200, unscored: 200, cvssFrom: 0, cvssTo: 1 },
};

/** Factors are in millionths: 1,000,000 changes nothing. */
export const exploitFactor = {
  knownExploited: 8 * MICRO,
  unknown: MICRO,
  /** Factor for an EPSS of 0, and what each 0.00001 of EPSS adds: 0.75 + 5 × EPSS, neutral at 5 %. */
  epssFloor: 750_000,
  epssStep: 50,
} as const;

export const exposureFactor: Readonly<Record<Exposure, number>> = {
  INTERNET: 2 * MICRO,
  UNKNOWN: 1_250_000,
  INTERNAL: MICRO,
  ISOLATED: 400_000,
};

/** By how often the same vulnerability came back: never, once, twice, more. */
export const recurrenceFactors = [MICRO, 1_250_000, 1_500_000, 2 * MICRO] as const;

/** First matching row wins; `moreThanDays` past the SLA due date. */
export const overdueFactors = [
  { moreThanDays: 90, factor: 2 * MICRO },
  { moreThanDays: 30, factor: 1_500_000 },
  { moreThanDays: 0, factor: 1_250_000 },
] as const;

/** First matching row wins; days since the vulnerability was first opened. */
export const ageFactors = [
  { moreThanDays: 365, factor: 1_500_000 },
  { moreThanDays: 180, factor: 1_300_000 },
  { moreThanDays: 90, factor: 1_200_000 },
  { moreThanDays: 30, factor: 1_100_000 },
] as const;

/** A declared fix keeps a quarter of the odds until somebody independent has verified it. */
export const statusFactor: Readonly<Record<FindingStatus, number>> = { OPEN: MICRO, CLIENT_FIXED: 250_000 };

/** Compensating controls together never remove more than this share of the odds. */
export const largestMitigation = 800_000;

/** Share of an asset's risk that counts, in percent, by criticality 1..5. */
export const impactPercent: readonly number[] = [0, 20, 45, 70, 85, 100];

/** The criticality of a crown jewel. */
export const crownJewel = 5;

/** The n worst assets decide n/(n + tailSpread) of the tail: the worst alone a third, the 18 worst 90 %. */
export const tailSpread = 2;

/** The tail decides up to tailParts/wholeParts (three quarters) of the loss, the mean over all assets the rest. */
export const tailParts = 3;
export const wholeParts = 4;
