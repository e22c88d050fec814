import { mulDiv } from './fixed.ts';
import { tailSpread } from './weights.ts';

/** Shares of rank are in billionths. */
export const NANO = 1_000_000_000;

/** Share of the tail that the n worst assets decide, n/(n + tailSpread), in billionths. */
export function rankShare(n: number): number {
  return mulDiv(NANO, n, n + tailSpread);
}

/** Where one asset stands: all assets with the same impact share their ranks evenly. */
export interface Standing {
  /** Number of assets with exactly this impact. */
  readonly assets: number;
  /** Rank share of all of them together, in billionths. */
  readonly share: number;
}

/** The assets' impacts by rank. */
export interface Tail {
  /** Σ impact × rank share, in units of 10^-15 (millionths × billionths). */
  readonly sum: number;
  /** Σ impact in millionths. */
  readonly impactSum: number;
  readonly worstImpact: number;
  standingOf(microImpact: number): Standing;
}

/**
 * Ranks assets by impact (millionths, 0..1,000,000), worst first. The sums are exact integers: shares add up to at
 * most 10^9 and impacts are at most 10^6, so the tail stays below 10^15.
 */
export function tailOf(microImpacts: Uint32Array): Tail {
  const ascending = microImpacts.slice().sort();
  const count = ascending.length;
  let sum = 0;
  let impactSum = 0;
  for (let end = count; end > 0; ) {
    const impact = ascending[end - 1] ?? 0;
    let start = end - 1;
    while (start > 0 && ascending[start - 1] === impact) start -= 1;
    sum += impact * (rankShare(count - start) - rankShare(count - end));
    impactSum += impact * (end - start);
    end = start;
  }
  return {
    sum,
    impactSum,
    worstImpact: ascending[count - 1] ?? 0,
    standingOf(microImpact) {
      const start = lowerBound(ascending, microImpact);
      const end = lowerBound(ascending, microImpact + 1);
      return { assets: end - start, share: rankShare(count - start) - rankShare(count - end) };
    },
  };
}

/** Index of the first element that is at least `value`. */
function lowerBound(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
