import { impactOf } from '../models/posture-1/asset.ts';
import { type Loss, lossOfImpacts } from '../models/posture-1/score.ts';
import { tailParts } from '../models/posture-1/weights.ts';
import type { FixableAsset } from './choices.ts';

/** Impacts of all assets while some of their vulnerabilities are fixed. */
export interface State {
  readonly assets: readonly FixableAsset[];
  readonly counts: number[];
  readonly impacts: Uint32Array;
  /** Impact of an asset with the first `count` fixed, millionths. */
  impactWith(index: number, count: number): number;
  set(index: number, count: number): void;
  total(): number;
  fixAll(): void;
  loss(): Loss;
}

/** With what has to be fixed fixed, and nothing else. */
export function stateOf(assets: readonly FixableAsset[], cleanAssets: number): State {
  const left = assets.map(({ fixables }) => oddsLeft(fixables.map(({ microOdds }) => microOdds)));
  const impacts = new Uint32Array(assets.length + cleanAssets);
  const counts = assets.map(({ fixables }) => fixables.filter(({ forced }) => forced).length);
  const impactWith = (index: number, count: number) =>
    impactOf(assets[index]?.criticality ?? 1, left[index]?.[count] ?? 0);
  const set = (index: number, count: number) => {
    counts[index] = count;
    impacts[index] = impactWith(index, count);
  };
  for (const [index, count] of counts.entries()) set(index, count);
  return {
    assets,
    counts,
    impacts,
    impactWith,
    set,
    total: () => counts.reduce((sum, count) => sum + count, 0),
    fixAll: () => {
      for (const [index, { fixables }] of assets.entries()) set(index, fixables.length);
    },
    loss: () => lossOfImpacts(impacts),
  };
}

/** Odds that stay when the first 0, 1, 2 … are fixed. */
function oddsLeft(odds: readonly number[]): number[] {
  const left = [0];
  for (const one of odds.toReversed()) left.push((left.at(-1) ?? 0) + one);
  return left.reverse();
}

export function reaches(state: State, target: number): boolean {
  return 10_000 - state.loss().hundredths >= target;
}

/** What one millionth of an asset's impact weighs, by its rank now; only ratios matter. */
export function weightOf(state: State, { tail, breadthWeight }: Loss, index: number): number {
  const { share, assets: level } = tail.standingOf(state.impacts[index] ?? 0);
  return (tailParts * share) / level + breadthWeight / state.impacts.length;
}
