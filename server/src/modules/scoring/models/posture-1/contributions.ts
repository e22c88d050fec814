import type { AssetRisk } from './asset.ts';
import type { AppliedCap, CapRule } from './caps.ts';
import { bigFloor } from './fixed.ts';
import type { Standing, Tail } from './tail.ts';
import { tailParts } from './weights.ts';

/** One millionth of a point. Contributions are whole numbers of these, so that they add up exactly. */
export const microPointsPerHundredth = 10_000;

/** A part of the loss of score, 100 − score. All parts of a result add up to it to the last millionth of a point. */
export type Contribution =
  | {
      readonly kind: 'FINDING';
      readonly assetId: string;
      readonly findingId: string;
      readonly duplicates: number;
      readonly microPoints: number;
    }
  | {
      readonly kind: 'CAP';
      readonly rule: CapRule;
      readonly findings: number;
      /** First of the findings that trip the rule. */
      readonly assetId: string;
      readonly findingId: string;
      readonly microPoints: number;
    }
  | { readonly kind: 'REST'; readonly findings: number; readonly microPoints: number };

export interface AttributionInput {
  readonly assets: readonly AssetRisk[];
  readonly tail: Tail;
  /** Weight of the mean, in the units of `weighted`. */
  readonly breadthWeight: number;
  /** Loss before caps, as the integer that the score was rounded from. */
  readonly weighted: bigint;
  /** Loss before caps as shown, in millionths of a point. */
  readonly microPoints: number;
  /** Findings of all assets, each counted once. */
  readonly findings: number;
  readonly topN: number;
}

interface Candidate {
  readonly asset: AssetRisk;
  readonly findingId: string;
  readonly microOdds: number;
  readonly duplicates: number;
  readonly key: number;
}

/**
 * The heaviest `topN` findings and a rest. An asset's share follows from the formula, which is linear in impacts once
 * they are ranked; inside the asset, findings share in proportion to their odds.
 */
export function attributeFindings(input: AttributionInput): Contribution[] {
  if (input.microPoints === 0) return [];
  const named = heaviest(input).map((candidate) => name(input, candidate));
  const findings = input.findings - named.length;
  let left = input.microPoints;
  for (const { microPoints } of named) left -= microPoints;
  if (findings > 0) return [...named, { kind: 'REST', findings, microPoints: left }];
  // Nothing but what rounding down left over: less than one millionth per finding, to the heaviest first.
  return named.map((part, index) => ({ ...part, microPoints: part.microPoints + (index < left ? 1 : 0) }));
}

/** What the caps took, in the form of contributions. */
export function attributeCaps(caps: readonly AppliedCap[]): Contribution[] {
  return caps.map(({ rule, findings, assetId, findingId, lossHundredths }) => ({
    kind: 'CAP',
    rule,
    findings,
    assetId,
    findingId,
    microPoints: lossHundredths * microPointsPerHundredth,
  }));
}

/** Ranks by a double computed from each finding alone in fixed order, hence the same on every machine. */
function heaviest({ assets, tail, breadthWeight, topN }: AttributionInput): Candidate[] {
  let best: Candidate[] = [];
  let threshold = 0;
  // Weights rise with the impact, so one hopeless asset rules out all with no more impact.
  let hopeless = 0;
  for (const asset of assets) {
    if (asset.microImpact <= hopeless) continue;
    const { share, assets: level } = tail.standingOf(asset.microImpact);
    const weight = asset.microImpact * ((tailParts * share) / level + breadthWeight / assets.length);
    if (weight < threshold) hopeless = asset.microImpact;
    for (const { findingId, microOdds, duplicates } of asset.heaviest) {
      const key = weight * (microOdds / asset.microOdds);
      if (key < threshold) break;
      best.push({ asset, findingId, microOdds, duplicates, key });
    }
    if (best.length < 8 * topN) continue;
    best = best.sort(byKey).slice(0, topN);
    threshold = best[topN - 1]?.key ?? 0;
  }
  return best.sort(byKey).slice(0, topN);
}

function byKey(one: Candidate, other: Candidate): number {
  if (one.key !== other.key) return other.key - one.key;
  if (one.asset.assetId !== other.asset.assetId) return one.asset.assetId < other.asset.assetId ? -1 : 1;
  return one.findingId < other.findingId ? -1 : 1;
}

function name(input: AttributionInput, { asset, findingId, microOdds, duplicates }: Candidate) {
  const standing = input.tail.standingOf(asset.microImpact);
  const numerator =
    BigInt(input.microPoints) * BigInt(asset.microImpact) * levelWeight(input, standing) * BigInt(microOdds);
  const denominator = BigInt(standing.assets) * BigInt(asset.microOdds) * input.weighted;
  const microPoints = bigFloor(numerator, denominator);
  return { kind: 'FINDING' as const, assetId: asset.assetId, findingId, duplicates, microPoints };
}

/** Weight of one asset's impact, times the number of assets that share its rank. */
function levelWeight(
  { assets, breadthWeight }: AttributionInput,
  { share, assets: level }: Standing,
): bigint {
  return BigInt(tailParts) * BigInt(share) * BigInt(assets.length) + BigInt(breadthWeight) * BigInt(level);
}
