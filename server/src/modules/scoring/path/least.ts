import { rankShare } from '../models/posture-1/tail.ts';
import { tailParts } from '../models/posture-1/weights.ts';
import type { State } from './state.ts';

interface Bounding {
  /** With only what has to be fixed fixed. */
  readonly start: State;
  /** Impacts at the end of the path that was found, by asset as in `start`. */
  readonly end: Uint32Array;
  /** Hundredths of a point. */
  readonly target: number;
}

/** Impacts that differ by no more than such a share are weighed alike; each gives a bound, and the best one counts. */
const tolerances = [0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.7, 1];

/**
 * A number of further fixes that no set can do without. The loss is a sum of impacts by rank with weights that fall with the rank: the
 * largest of all sums that hand out the same weights in another order, or an average of such orders. So each fixed hand-out bounds every
 * loss from below. What fixes take off such a sum, asset by asset, is at most its concave hull; the steepest parts of all
 * hulls together are the most that any number of fixes can take off.
 */
export function leastFixes({ start, end, target }: Bounding): number {
  if (10_000 - start.loss().hundredths >= target) return 0;
  const possible = start.assets.reduce((sum, { fixables }) => sum + fixables.length, 0) - start.total();
  // An open finding costs at least the last digit.
  if (target === 10_000) return possible;
  const hulls = start.assets.map((_, index) => hullSlopes(start, index));
  const bounds = tolerances.map((tolerance) => boundWith(start, hulls, weightsOf(end, tolerance), target));
  return Math.max(1, ...bounds);
}

/** What one millionth of each asset's impact adds to the loss, as a share of 1, by its rank among these impacts. */
function weightsOf(impacts: Uint32Array, tolerance: number): Float64Array {
  const order = [...impacts.keys()].sort((one, other) => (impacts[other] ?? 0) - (impacts[one] ?? 0));
  const count = impacts.length;
  const breadth = (4 - tailParts * (rankShare(count) / 1e9)) / count;
  const weights = new Float64Array(count);
  for (let from = 0; from < count; ) {
    const least = (impacts[order[from] ?? 0] ?? 0) * (1 - tolerance);
    let to = from + 1;
    while (to < count && (impacts[order[to] ?? 0] ?? 0) >= least) to += 1;
    const share = (rankShare(to) - rankShare(from)) / 1e9 / (to - from);
    for (const index of order.slice(from, to)) weights[index] = (tailParts * share + breadth) / 4 / 1e6;
    from = to;
  }
  return weights;
}

function boundWith(
  start: State,
  hulls: readonly (readonly number[])[],
  weights: Float64Array,
  target: number,
): number {
  const sum = start.impacts.reduce((total, impact, index) => total + impact * (weights[index] ?? 0), 0);
  // The score is rounded: half of the last digit more may be lost.
  const needed = sum - (10_000 - target + 0.5) / 10_000;
  const slopes = hulls.flatMap((hull, index) => hull.map((slope) => slope * (weights[index] ?? 0)));
  slopes.sort((one, other) => other - one);
  // Rank shares are rounded and floats may be off by their last digits; the bound must not be too high.
  const safely = needed - 1e-6;
  let taken = 0;
  for (const [index, slope] of slopes.entries()) {
    if (taken >= safely) return index;
    taken += slope;
  }
  return slopes.length;
}

/** Slopes, one for each fix, of the concave hull over what the first k fixes take off an asset's impact. */
function hullSlopes(state: State, index: number): number[] {
  const from = state.counts[index] ?? 0;
  const most = state.assets[index]?.fixables.length ?? 0;
  const now = state.impacts[index] ?? 0;
  const hull: Point[] = [{ k: 0, won: 0 }];
  for (let k = 1; k <= most - from; k++) {
    const point = { k, won: now - state.impactWith(index, from + k) };
    while (hull.length > 1 && isBelow(hull, point)) hull.pop();
    hull.push(point);
  }
  return hull.flatMap((end, at) => {
    const start = hull[at - 1];
    if (!start) return [];
    const slope = (end.won - start.won) / (end.k - start.k);
    return Array.from({ length: end.k - start.k }, () => slope);
  });
}

interface Point {
  readonly k: number;
  readonly won: number;
}

/** Whether the last point of the hull lies under the line from the one before it to the new one. */
function isBelow(hull: readonly Point[], point: Point): boolean {
  const [before, last] = hull.slice(-2);
  if (!before || !last) return false;
  return (last.won - before.won) * (point.k - before.k) <= (point.won - before.won) * (last.k - before.k);
}
