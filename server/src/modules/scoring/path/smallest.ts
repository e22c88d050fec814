import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Loss } from '../models/posture-1/score.ts';
import type { FixableAsset } from './choices.ts';
import { leastFixes } from './least.ts';
import { reaches, type State, stateOf, weightOf } from './state.ts';

/** How many to fix on each asset: the first so many of its `fixables`. */
export interface Path {
  readonly counts: readonly number[];
  readonly total: number;
  /** Of these, so many have no substitute: each trips a cap below the target. */
  readonly forced: number;
  /** No set with fewer fixes can reach the target. Equal to `total`: the path is proven to be the smallest. */
  readonly atLeast: number;
}

interface Search {
  /** Assets with something to fix, in order of id. */
  readonly assets: readonly FixableAsset[];
  /** Assets that count and have nothing open. */
  readonly cleanAssets: number;
  /** Hundredths of a point, 0..10,000. */
  readonly target: number;
}

/** Each round halves what is left, so that these are never reached; they bound the time whatever the register is. */
const mostRounds = 60;
const mostTrims = 300;

/**
 * A small set of fixes after which the score before caps is at least the target and no cap below it is tripped. The same register
 * gives the same set. The smallest one is a hard problem (it contains the knapsack problem): this one tries two ways,
 * asks the engine after every step, drops what turns out not to be needed, and says how far from the smallest it can be at most.
 */
export async function smallestPath({ assets, cleanAssets, target }: Search): Promise<Path> {
  if (assets.length === 0) return { counts: [], total: 0, forced: 0, atLeast: 0 };
  const found = [];
  for (const way of [byGain, byLevel]) {
    const state = stateOf(assets, cleanAssets);
    await way(state, target);
    if (!reaches(state, target)) state.fixAll();
    await trim(state, target);
    found.push(state);
  }
  const [one, other] = found;
  const best = one && other && one.total() <= other.total() ? one : other;
  const start = stateOf(assets, cleanAssets);
  const forced = start.total();
  const { counts } = best ?? start;
  const bounds = found.map(({ impacts: end }) => leastFixes({ start, end, target }));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { counts, total, forced, atLeast: forced + Math.max(...bounds) };
}

/** Step by step, whatever gains most for each fix on the ranks of then. */
async function byGain(state: State, target: number): Promise<void> {
  for (let round = 0; round < mostRounds && !reaches(state, target); round++) {
    await nextTurn();
    fixBest(state, target);
  }
}

/** All assets down to one impact, the highest that is enough: what the worst ranks ask for in large estates. */
async function byLevel(state: State, target: number): Promise<void> {
  const start = [...state.counts];
  const most = state.impacts.reduce((worst, impact) => Math.max(worst, impact), 0);
  const levelTo = (level: number) => {
    for (const [index, { fixables }] of state.assets.entries()) {
      const from = start[index] ?? 0;
      const more = fewest(fixables.length - from, (count) => state.impactWith(index, from + count) <= level);
      state.set(index, from + more);
    }
  };
  const down = fewest(most, (lower) => {
    levelTo(most - lower);
    return reaches(state, target);
  });
  await nextTurn();
  levelTo(most - down);
}

interface Step {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly gain: number;
}

/** Takes half of the best steps that would be enough, since every step moves the ranks on which the others were judged. */
function fixBest(state: State, target: number): void {
  const loss = state.loss();
  const steps = state.assets
    .map((_, index) => bestStep(state, loss, index))
    .filter((step) => step !== undefined)
    .sort((one, other) => other.gain - one.gain || one.index - other.index);
  const enough = fewest(steps.length, (count) => enoughWith(state, steps.slice(0, count), target));
  const taken = steps.slice(0, Math.max(1, Math.ceil(enough / 2)));
  for (const { index, to } of taken) state.set(index, to);
  const last = taken.at(-1);
  if (last && enough === 1) shorten(state, last, target);
}

/** The number of fixes on one asset that gains most for each. */
function bestStep(state: State, loss: Loss, index: number): Step | undefined {
  const from = state.counts[index] ?? 0;
  const most = state.assets[index]?.fixables.length ?? 0;
  const now = state.impacts[index] ?? 0;
  const weight = weightOf(state, loss, index);
  let best: Step | undefined;
  for (let to = from + 1; to <= most; to++) {
    const gain = (weight * (now - state.impactWith(index, to))) / (to - from);
    if (!best || gain > best.gain) best = { index, from, to, gain };
  }
  return best;
}

function enoughWith(state: State, steps: readonly Step[], target: number): boolean {
  for (const { index, to } of steps) state.set(index, to);
  const enough = reaches(state, target);
  for (const { index, from } of steps) state.set(index, from);
  return enough;
}

/** Fixing more never lowers the score, so that the shortest end of the last step is found by halving. */
function shorten(state: State, { index, from, to }: Step, target: number): void {
  const needed = fewest(to - from, (count) => {
    state.set(index, from + count);
    return reaches(state, target);
  });
  state.set(index, from + needed);
}

/** The smallest count that is enough, or `most` when none is. */
function fewest(most: number, enough: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (enough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Takes back the last fix of an asset wherever the target holds without it, least impact first. */
async function trim(state: State, target: number): Promise<void> {
  const order = state.assets
    .map((asset, index) => ({ index, forced: asset.fixables.filter(({ forced }) => forced).length }))
    .filter(({ index, forced }) => (state.counts[index] ?? 0) > forced)
    .map((one) => ({ ...one, won: wonByLast(state, one.index) }))
    .sort((one, other) => one.won - other.won || one.index - other.index);
  let tries = 0;
  for (const { index, forced } of order) {
    while ((state.counts[index] ?? 0) > forced && tries < mostTrims) {
      tries += 1;
      const count = state.counts[index] ?? 0;
      state.set(index, count - 1);
      if (reaches(state, target)) continue;
      state.set(index, count);
      break;
    }
    await nextTurn();
  }
}

function wonByLast(state: State, index: number): number {
  const count = state.counts[index] ?? 0;
  return state.impactWith(index, count - 1) - state.impactWith(index, count);
}
