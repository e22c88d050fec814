import type { CountedFinding } from './asset.ts';
import { bigFloor, MICRO, safe } from './fixed.ts';
import type { Tail } from './tail.ts';
import { tailParts } from './weights.ts';

/** Kinds of findings that lower a score; each counted finding is of exactly one kind. */
export const lossCodes = [
  'OPEN_CRITICAL',
  'OPEN_HIGH',
  'OPEN_MEDIUM',
  'OPEN_LOW',
  'OPEN_INFO',
  'CLIENT_FIXED',
] as const;
export type LossCode = (typeof lossCodes)[number];

/** Odds of an asset's findings by kind, in millionths; they add up to the asset's odds. */
export type OddsByCode = Readonly<Record<LossCode, number>>;

/** What one kind of findings takes from the score before caps. */
export interface Loss {
  readonly code: LossCode;
  /** Millionths of a point. */
  readonly microPoints: number;
}

export function lossCodeOf({ severity, clientFixed }: CountedFinding): LossCode {
  return clientFixed ? 'CLIENT_FIXED' : `OPEN_${severity}`;
}

export function oddsByCodeOf(findings: readonly CountedFinding[]): OddsByCode {
  const odds = noOdds();
  for (const finding of findings) {
    const code = lossCodeOf(finding);
    odds[code] = safe(odds[code] + finding.microOdds);
  }
  return odds;
}

export interface LossInput {
  readonly assets: readonly {
    readonly microImpact: number;
    readonly microOdds: number;
    readonly oddsByCode: OddsByCode;
  }[];
  readonly tail: Tail;
  readonly breadthWeight: number;
  /** Loss before caps as shown, in millionths of a point. */
  readonly microPoints: number;
}

/** Fine enough that rounding down 100,000 assets stays below a millionth of a point. */
const grains = MICRO * MICRO;

/**
 * The loss before caps by kind of finding, largest first; the parts add up to it exactly. An asset's part follows from its
 * rank as in `contributions`, and inside the asset kinds share by odds. Every asset's share becomes an integer before
 * it is added, so that order cannot matter.
 */
export function attributeLosses({ assets, tail, breadthWeight, microPoints }: LossInput): Loss[] {
  if (microPoints === 0) return [];
  const sums = noOdds();
  const weights = assets.map(({ microImpact }) => weightOf(microImpact, { tail, breadthWeight, assets }));
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  for (const [index, { microOdds, oddsByCode }] of assets.entries()) {
    if (microOdds === 0) continue;
    const scale = ((weights[index] ?? 0) / largest) * (grains / assets.length);
    for (const code of lossCodes) sums[code] += Math.floor(scale * (oddsByCode[code] / microOdds));
  }
  return split(sums, microPoints);
}

function weightOf(
  microImpact: number,
  { tail, breadthWeight, assets }: Omit<LossInput, 'microPoints'>,
): number {
  if (microImpact === 0) return 0;
  const { share, assets: level } = tail.standingOf(microImpact);
  return microImpact * ((tailParts * share) / level + breadthWeight / assets.length);
}

/** In proportion, rounded down; what that leaves goes to the largest first. */
function split(sums: OddsByCode, microPoints: number): Loss[] {
  const total = lossCodes.reduce((sum, code) => sum + sums[code], 0);
  const parts = lossCodes
    .filter((code) => sums[code] > 0)
    .sort((one, other) => sums[other] - sums[one])
    .map((code) => ({
      code,
      microPoints: bigFloor(BigInt(microPoints) * BigInt(sums[code]), BigInt(total)),
    }));
  const left = parts.reduce((rest, part) => rest - part.microPoints, microPoints);
  return parts.map((part, index) => ({ ...part, microPoints: part.microPoints + (index < left ? 1 : 0) }));
}

function noOdds(): Record<LossCode, number> {
  return {
    OPEN_CRITICAL: 0,
    OPEN_HIGH: 0,
    OPEN_MEDIUM: 0,
    OPEN_LOW: 0,
    OPEN_INFO: 0,
    CLIENT_FIXED: 0,
  };
}
