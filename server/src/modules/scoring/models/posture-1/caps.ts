import type { CountedFinding } from './asset.ts';
import type { PostureAsset, PostureFinding } from './input.ts';
import { crownJewel } from './weights.ts';

/**
 * Rules for what must never be averaged away. Each finding can trip at most one; the score never exceeds the ceiling
 * (hundredths of a point) of a tripped rule. Strictest first, each one band apart.
 */
export const capRules = [
  { rule: 'KEV_CRITICAL_ON_EXPOSED_CROWN_JEWEL', ceiling: 3_999 },
  { rule: 'KEV_CRITICAL_ON_CROWN_JEWEL', ceiling: 5_999 },
  { rule: 'KEV_SERIOUS_ON_IMPORTANT_ASSET', ceiling: 7_999 },
  { rule: 'KEV_OPEN', ceiling: 8_999 },
] as const;

export type CapRule = (typeof capRules)[number]['rule'];

/**
 * Index into `capRules` of the rule a finding trips, or null. A declared fix moves one rule down until it is verified:
 * it lifts the ceiling by a band, and lifts the mildest one altogether.
 */
export function capIndexOf(finding: PostureFinding, asset: PostureAsset): number | null {
  if (!finding.knownExploited) return null;
  const index = openCapIndex(finding, asset) + (finding.status === 'CLIENT_FIXED' ? 1 : 0);
  return index < capRules.length ? index : null;
}

function openCapIndex({ severity }: PostureFinding, { criticality, exposure }: PostureAsset): number {
  if (severity === 'CRITICAL' && criticality === crownJewel) return exposure === 'INTERNET' ? 0 : 1;
  if ((severity === 'CRITICAL' || severity === 'HIGH') && criticality >= 4) return 2;
  return 3;
}

/** How often one rule is tripped, and by whom first (smallest asset id, then finding id). */
export interface CapTrip {
  readonly capIndex: number;
  readonly findings: number;
  readonly assetId: string;
  readonly findingId: string;
}

/** The rules that the findings of one asset trip, strictest first. */
export function tripsOf(findings: readonly CountedFinding[], assetId: string): CapTrip[] {
  const trips: CapTrip[] = [];
  for (const { capIndex, findingId } of findings) {
    if (capIndex !== null) trips.push({ capIndex, findings: 1, assetId, findingId });
  }
  return sumTrips(trips);
}

/** The same trips with one entry per rule, strictest first. */
export function sumTrips(trips: Iterable<CapTrip>): CapTrip[] {
  const byRule = new Map<number, CapTrip>();
  for (const trip of trips) {
    const known = byRule.get(trip.capIndex);
    if (!known) byRule.set(trip.capIndex, trip);
    else byRule.set(trip.capIndex, { ...first(known, trip), findings: known.findings + trip.findings });
  }
  return [...byRule.values()].sort((one, other) => one.capIndex - other.capIndex);
}

function first(one: CapTrip, other: CapTrip): CapTrip {
  if (one.assetId !== other.assetId) return one.assetId < other.assetId ? one : other;
  return one.findingId < other.findingId ? one : other;
}

/** A rule that lowered the score. */
export interface AppliedCap {
  readonly rule: CapRule;
  /** Highest score it allows, in points. */
  readonly ceiling: number;
  /** What resolving all findings that trip it would give back next, in hundredths of a point. */
  readonly lossHundredths: number;
  readonly findings: number;
  readonly assetId: string;
  readonly findingId: string;
}

/** The tripped rules whose ceiling lies below the score (in hundredths), strictest first. */
export function applyCaps(scoreHundredths: number, trips: readonly CapTrip[]): AppliedCap[] {
  const applied: AppliedCap[] = [];
  let above = scoreHundredths;
  for (const { capIndex, ...trip } of [...trips].reverse()) {
    const cap = capRules[capIndex];
    if (!cap || cap.ceiling >= above) continue;
    const { rule, ceiling } = cap;
    applied.push({ rule, ceiling: ceiling / 100, lossHundredths: above - ceiling, ...trip });
    above = ceiling;
  }
  return applied.reverse();
}
