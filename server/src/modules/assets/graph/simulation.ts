import type { Graph } from './graph.ts';
import type { Bounds, LikelyPaths } from './likely-paths.ts';

export interface Simulation {
  /** 0: the graph is too large for enough runs within the budget. */
  readonly runs: number;
  /** In how many runs each asset was reached. */
  readonly hits: Uint32Array;
}

/** Edges looked at, over all runs: what bounds the time. */
const budget = 20_000_000;
const leastRuns = 50;

/**
 * How often each asset is reached when every step holds with its own probability, by any path of at most `maxHops` steps over the
 * assets that `paths` reaches. A toss is a hash of seed, run and edge, so that two questions with one seed toss alike: taking an
 * edge away never raises a probability.
 */
export function simulate(
  graph: Graph,
  paths: LikelyPaths,
  {
    origins,
    maxHops,
    runs: wanted,
    seed,
  }: Pick<Bounds, 'maxHops'> & {
    readonly origins: readonly number[];
    readonly runs: number;
    readonly seed: number;
  },
): Simulation {
  const runs = affordable(graph, { origins, paths, wanted });
  const hits = new Uint32Array(graph.size);
  if (runs === 0) return { runs, hits };
  const seen = new Uint32Array(graph.size);
  const queue = new Uint32Array(paths.reached.length + origins.length);
  for (let run = 1; run <= runs; run++) {
    const count = walk({ graph, paths, origins, maxHops, seen, queue, run, seed });
    for (let i = 0; i < count; i++) {
      const asset = queue[i] ?? 0;
      hits[asset] = (hits[asset] ?? 0) + 1;
    }
  }
  return { runs, hits };
}

function affordable(
  { offsets }: Graph,
  {
    origins,
    paths,
    wanted,
  }: { readonly origins: readonly number[]; readonly paths: LikelyPaths; readonly wanted: number },
): number {
  let edges = 1;
  for (const asset of origins) edges += (offsets[asset + 1] ?? 0) - (offsets[asset] ?? 0);
  for (const asset of paths.reached) edges += 1 + (offsets[asset + 1] ?? 0) - (offsets[asset] ?? 0);
  const runs = Math.min(wanted, Math.floor(budget / edges));
  return runs < Math.min(wanted, leastRuns) ? 0 : runs;
}

interface Walk {
  readonly graph: Graph;
  readonly paths: LikelyPaths;
  readonly origins: readonly number[];
  readonly maxHops: number;
  /** Run in which an asset was last seen. */
  readonly seen: Uint32Array;
  readonly queue: Uint32Array;
  readonly run: number;
  readonly seed: number;
}

/** One breadth-first walk; what it reaches stands in the queue. @returns how many */
function walk({ graph, paths, origins, maxHops, seen, queue, run, seed }: Walk): number {
  const { offsets, targets, chances } = graph;
  const mix = hash(hash(seed) ^ run);
  let count = 0;
  for (const origin of origins) {
    if (seen[origin] === run) continue;
    seen[origin] = run;
    queue[count++] = origin;
  }
  let start = 0;
  for (let hop = 1; hop <= maxHops && start < count; hop++) {
    const end = count;
    for (; start < end; start++) {
      const asset = queue[start] ?? 0;
      for (let e = offsets[asset] ?? 0; e < (offsets[asset + 1] ?? 0); e++) {
        const target = targets[e] ?? 0;
        if (seen[target] === run || (paths.best[target] ?? -1) < 0) continue;
        if (hash(mix ^ e) >= (chances[e] ?? 0) * 4_294_967_296) continue;
        seen[target] = run;
        queue[count++] = target;
      }
    }
  }
  return count;
}

/** 32 bits, well mixed (the finaliser "lowbias32" of Chris Wellons). No secret depends on it. */
function hash(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

const z = 1.959964;

/** Of a share that was seen `hits` times in `runs`, at 95 % (Wilson 1927). */
export function wilson(hits: number, runs: number): { readonly low: number; readonly high: number } {
  const share = hits / runs;
  const square = (z * z) / runs;
  const middle = share + square / 2;
  const spread = z * Math.sqrt((share * (1 - share)) / runs + square / (4 * runs));
  return {
    low: Math.max(0, (middle - spread) / (1 + square)),
    high: Math.min(1, (middle + spread) / (1 + square)),
  };
}
