import { invalidField } from '../../../../kernel/errors.ts';
import type { AssetRisk } from './asset.ts';
import { mostNamedFindings } from './asset.ts';
import type { Band } from './bands.ts';
import { bandOf } from './bands.ts';
import type { AppliedCap, CapTrip } from './caps.ts';
import { applyCaps, sumTrips } from './caps.ts';
import type { Contribution } from './contributions.ts';
import { attributeCaps, attributeFindings, microPointsPerHundredth } from './contributions.ts';
import { bigDiv, decimal, MICRO, safe } from './fixed.ts';
import { checkAsOf } from './input.ts';
import type { Loss as LossOfCode } from './losses.ts';
import { attributeLosses } from './losses.ts';
import type { Tail } from './tail.ts';
import { NANO, rankShare, tailOf } from './tail.ts';
import type { Tally } from './tally.ts';
import { sumTallies } from './tally.ts';
import { formulaVersion, tailParts, wholeParts } from './weights.ts';

/** One line of the derivation; every value is exact decimal text. */
export interface DerivationStep {
  readonly step: 'count' | 'tail' | 'breadth' | 'loss' | 'caps' | 'score';
  readonly values: Readonly<Record<string, string>>;
}

export interface PostureCounts extends Tally {
  /** Assets in the mean. */
  readonly assets: number;
  readonly assetsAtRisk: number;
  /** Left out: never assessed and without findings. */
  readonly unassessedAssets: number;
}

export interface PostureResult {
  readonly formulaVersion: typeof formulaVersion;
  readonly asOfMs: number;
  /** As supplied by the caller. */
  readonly inputsHash: string;
  /** 0..100 in steps of 0.01, higher is better; null when nothing was ever assessed. */
  readonly score: number | null;
  readonly band: Band | null;
  /** The score before caps. */
  readonly uncappedScore: number | null;
  readonly capsApplied: readonly AppliedCap[];
  /** Heaviest first within caps, then findings, then the rest; they add up to (100 − score) × 1,000,000. */
  readonly contributions: readonly Contribution[];
  /** The loss before caps by kind of finding, largest first; they add up to (100 − uncappedScore) × 1,000,000. */
  readonly losses: readonly LossOfCode[];
  readonly counts: PostureCounts;
  readonly steps: readonly DerivationStep[];
}

export interface ScoreInput {
  /** Each asset once, in any order. */
  readonly assets: Iterable<AssetRisk>;
  readonly asOfMs: number;
  readonly inputsHash: string;
  /** How many findings `contributions` names, 1..50; default 20. */
  readonly topN?: number;
}

export interface Loss {
  readonly tail: Tail;
  readonly breadthWeight: number;
  readonly weighted: bigint;
  /** Hundredths of a point. */
  readonly hundredths: number;
}

/**
 * Posture score of a population of assets (docs/scoring.md, "Tenant").
 * @throws AppError VALIDATION_FAILED naming the field.
 */
export function scorePosture({ assets, asOfMs, inputsHash, topN = 20 }: ScoreInput): PostureResult {
  checkAsOf(asOfMs);
  if (!Number.isInteger(topN) || topN < 1 || topN > mostNamedFindings) {
    throw invalidField('topN', `must be a whole number from 1 to ${mostNamedFindings}`);
  }
  const { counted, counts, trips } = collect(assets);
  const head = { formulaVersion, asOfMs, inputsHash, counts } as const;
  if (counted.length === 0) {
    return {
      ...head,
      score: null,
      band: null,
      uncappedScore: null,
      capsApplied: [],
      contributions: [],
      losses: [],
      steps: [countStep(counts)],
    };
  }
  const loss = lossOf(counted);
  const uncapped = 10_000 - loss.hundredths;
  const capsApplied = applyCaps(uncapped, trips);
  const final = below(uncapped, capsApplied);
  const microPoints = loss.hundredths * microPointsPerHundredth;
  const contributions = [
    ...attributeCaps(capsApplied),
    ...attributeFindings({ ...loss, assets: counted, findings: counts.findings, microPoints, topN }),
  ];
  const steps = [countStep(counts), ...lossSteps(counted.length, loss), ...scoreSteps(capsApplied, final)];
  return {
    ...head,
    score: final / 100,
    band: bandOf(final),
    uncappedScore: uncapped / 100,
    capsApplied,
    contributions,
    losses: attributeLosses({ ...loss, assets: counted, microPoints }),
    steps,
  };
}

/** The score alone, in hundredths of a point, for asking "what if" many times; null when nothing was ever assessed. */
export function scoreHundredths(assets: Iterable<AssetRisk>): number | null {
  const { counted, trips } = collect(assets);
  if (counted.length === 0) return null;
  const uncapped = 10_000 - lossOf(counted).hundredths;
  return below(uncapped, applyCaps(uncapped, trips));
}

function below(uncapped: number, caps: readonly AppliedCap[]): number {
  return caps.reduce((score, cap) => score - cap.lossHundredths, uncapped);
}

function collect(assets: Iterable<AssetRisk>) {
  const counted: AssetRisk[] = [];
  const trips: CapTrip[] = [];
  let unassessedAssets = 0;
  let assetsAtRisk = 0;
  for (const asset of assets) {
    if (!asset.counts) {
      unassessedAssets += 1;
      continue;
    }
    counted.push(asset);
    if (asset.microOdds > 0) assetsAtRisk += 1;
    for (const trip of asset.trips) trips.push(trip);
  }
  const tally = sumTallies(counted);
  const counts: PostureCounts = { assets: counted.length, assetsAtRisk, unassessedAssets, ...tally };
  return { counted, counts, trips: sumTrips(trips) };
}

/**
 * Loss = ¾ tail + (1 − ¾ n/(n+2)) mean: what the ranks of a small population leave undecided goes to the mean. All
 * in integers; `weighted` ÷ (wholeParts × NANO × MICRO × assets) is the loss as a share of 1.
 */
function lossOf(assets: readonly AssetRisk[]): Loss {
  const impacts = new Uint32Array(assets.length);
  for (let index = 0; index < impacts.length; index += 1) impacts[index] = assets[index]?.microImpact ?? 0;
  return lossOfImpacts(impacts);
}

/** The loss before caps of assets with these impacts, in millionths, in any order; at least one. */
export function lossOfImpacts(impacts: Uint32Array): Loss {
  const tail = tailOf(impacts);
  const breadthWeight = wholeParts * NANO - tailParts * rankShare(impacts.length);
  const weighted =
    BigInt(tailParts) * BigInt(safe(tail.sum)) * BigInt(impacts.length) +
    BigInt(breadthWeight) * BigInt(safe(tail.impactSum));
  const whole = BigInt(wholeParts) * BigInt(NANO) * BigInt(MICRO) * BigInt(impacts.length);
  const rounded = bigDiv(weighted * 10_000n, whole);
  // 100.00 is kept for "nothing open": an open finding costs at least the last digit.
  return { tail, breadthWeight, weighted, hundredths: weighted > 0n ? Math.max(1, rounded) : 0 };
}

function countStep(counts: PostureCounts): DerivationStep {
  const { assets, assetsAtRisk, unassessedAssets, findings, duplicates } = counts;
  return {
    step: 'count',
    values: {
      assets: String(assets),
      assetsAtRisk: String(assetsAtRisk),
      unassessedAssets: String(unassessedAssets),
      findings: String(findings),
      duplicates: String(duplicates),
    },
  };
}

function lossSteps(assets: number, { tail, breadthWeight, weighted, hundredths }: Loss): DerivationStep[] {
  const share = bigDiv(weighted, BigInt(wholeParts) * BigInt(assets));
  return [
    {
      step: 'tail',
      values: { tail: decimal(tail.sum, 15), worstImpact: decimal(tail.worstImpact, 6), weight: '0.75' },
    },
    {
      step: 'breadth',
      values: {
        impactSum: decimal(tail.impactSum, 6),
        assets: String(assets),
        weight: decimal(breadthWeight * (100 / wholeParts), 11),
      },
    },
    { step: 'loss', values: { share: decimal(share, 15), points: decimal(hundredths, 2) } },
  ];
}

function scoreSteps(caps: readonly AppliedCap[], final: number): DerivationStep[] {
  const ceilings = Object.fromEntries(caps.map(({ rule, ceiling }) => [rule, ceiling.toFixed(2)]));
  return [
    { step: 'caps', values: ceilings },
    { step: 'score', values: { score: decimal(final, 2), band: bandOf(final) } },
  ];
}
