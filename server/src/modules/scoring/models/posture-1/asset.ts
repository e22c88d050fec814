import { invalidField } from '../../../../kernel/errors.ts';
import type { Severity } from '../../../../kernel/severity.ts';
import type { CapTrip } from './caps.ts';
import { capIndexOf, tripsOf } from './caps.ts';
import { findingOdds } from './finding.ts';
import { MICRO, mulDiv, safe } from './fixed.ts';
import { groupByIdentity } from './identity.ts';
import type { PostureAsset, PostureFinding } from './input.ts';
import { checkAsset, checkFinding } from './input.ts';
import type { OddsByCode } from './losses.ts';
import { oddsByCodeOf } from './losses.ts';
import type { Tally } from './tally.ts';
import { tallyOf } from './tally.ts';
import { impactPercent } from './weights.ts';

/** An asset carries at most this many findings onward; the rest of its odds stay in its sum. */
export const mostNamedFindings = 50;

/** A vulnerability on one asset after its findings were counted once; `findingId` is the one that weighs most. */
export interface CountedFinding {
  readonly findingId: string;
  readonly microOdds: number;
  readonly severity: Severity;
  readonly knownExploited: boolean;
  readonly clientFixed: boolean;
  readonly recurring: boolean;
  readonly overdue: boolean;
  /** How many further findings name the same vulnerability on this asset. */
  readonly duplicates: number;
  /** Strictest rule of `capRules` that any finding of the group trips. */
  readonly capIndex: number | null;
}

/** All that the tenant's score needs to know of one asset. Plain data: it can be stored and combined later. */
export interface AssetRisk {
  readonly assetId: string;
  /** Whether the asset counts in the mean. */
  readonly counts: boolean;
  readonly microOdds: number;
  readonly oddsByCode: OddsByCode;
  /** The asset's risk, 0..1, in millionths. */
  readonly microRisk: number;
  /** Risk weighted by the asset's criticality, 0..1, in millionths; at least 1 while anything is open. */
  readonly microImpact: number;
  /** The heaviest `mostNamedFindings`, heaviest first, ties by id. */
  readonly heaviest: readonly CountedFinding[];
  readonly tally: Tally;
  readonly trips: readonly CapTrip[];
}

export interface AssessAssetInput {
  readonly asset: PostureAsset;
  readonly findings: readonly PostureFinding[];
  readonly asOfMs: number;
}

/**
 * Risk of one asset from its open findings, in any order: their odds add up, so that the risk is a noisy-or whose
 * causes share one unknown attacker (docs/scoring.md, "Asset").
 * @throws AppError VALIDATION_FAILED naming the field.
 */
export function assessAsset({ asset, findings, asOfMs }: AssessAssetInput): AssetRisk {
  checkAsset(asset);
  const counted = countOnce({ asset, findings, asOfMs });
  let microOdds = 0;
  for (const finding of counted) microOdds = safe(microOdds + finding.microOdds);
  return {
    assetId: asset.assetId,
    counts: counted.length > 0 || asset.assessed !== false,
    microOdds,
    oddsByCode: oddsByCodeOf(counted),
    microRisk: mulDiv(MICRO, microOdds, MICRO + microOdds),
    microImpact: impactOf(asset.criticality, microOdds),
    heaviest: counted.slice(0, mostNamedFindings),
    tally: tallyOf(counted),
    trips: tripsOf(counted, asset.assetId),
  };
}

/** Risk weighted by criticality, in millionths, of an asset whose findings have these odds together. */
export function impactOf(criticality: number, microOdds: number): number {
  return mulDiv(((impactPercent[criticality] ?? 0) * MICRO) / 100, microOdds, MICRO + microOdds);
}

function countOnce({ asset, findings, asOfMs }: AssessAssetInput): CountedFinding[] {
  const seen = new Set<string>();
  const all = findings.map((finding) => {
    checkFinding(finding);
    if (finding.assetId !== asset.assetId) {
      throw invalidField(`findings[${finding.findingId}].assetId`, 'belongs to another asset');
    }
    seen.add(finding.findingId);
    return count(finding, asset, asOfMs);
  });
  if (seen.size < all.length) throw invalidField(`findings[${twiceIn(findings)}]`, 'is given twice');
  const groups = groupByIdentity(findings, asset.aliases);
  return (groups ? worstOfEach(all, groups) : all).sort(byWeight);
}

function worstOfEach(all: readonly CountedFinding[], groups: readonly number[]): CountedFinding[] {
  const worst = new Map<number, CountedFinding>();
  for (const [index, finding] of all.entries()) {
    const group = groups[index] ?? index;
    const known = worst.get(group);
    worst.set(group, known ? merge(known, finding) : finding);
  }
  return [...worst.values()];
}

function twiceIn(findings: readonly PostureFinding[]): string | undefined {
  const ids = findings.map(({ findingId }) => findingId).sort();
  return ids.find((id, index) => id === ids[index + 1]);
}

function count(finding: PostureFinding, asset: PostureAsset, asOfMs: number): CountedFinding {
  return {
    findingId: finding.findingId,
    microOdds: findingOdds(finding, { exposure: asset.exposure, asOfMs }),
    severity: finding.severity,
    knownExploited: finding.knownExploited,
    clientFixed: finding.status === 'CLIENT_FIXED',
    recurring: finding.recurrences > 0,
    overdue: finding.slaDueAtMs != null && asOfMs > finding.slaDueAtMs,
    duplicates: 0,
    capIndex: capIndexOf(finding, asset),
  };
}

function merge(one: CountedFinding, other: CountedFinding): CountedFinding {
  const heavier = byWeight(one, other) <= 0 ? one : other;
  return {
    ...heavier,
    duplicates: one.duplicates + other.duplicates + 1,
    capIndex: stricter(one.capIndex, other.capIndex),
  };
}

function stricter(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function byWeight(one: CountedFinding, other: CountedFinding): number {
  return other.microOdds - one.microOdds || (one.findingId < other.findingId ? -1 : 1);
}
