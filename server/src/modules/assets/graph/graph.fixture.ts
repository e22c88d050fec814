import fc from 'fast-check';
import type { GraphParts } from './graph.ts';
import { idAt } from './ids.ts';
import type { Question } from './question.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly type: number;
  readonly weight: number;
}

export interface Exploit {
  readonly asset: number;
  readonly chance: number;
}

export interface Small {
  readonly size: number;
  readonly criticality: readonly number[];
  readonly edges: readonly Edge[];
  readonly exploits: readonly Exploit[];
}

/** A number as 16 bytes, in the order of numbers. */
function numbered(count: number, mark: number): Uint8Array<ArrayBuffer> {
  const ids = new Uint8Array(16 * count);
  const view = new DataView(ids.buffer);
  for (let n = 0; n < count; n++) {
    view.setUint32(16 * n, mark);
    view.setUint32(16 * n + 12, n);
  }
  return ids;
}

export const assetId = (n: number) => idAt(numbered(n + 1, 1), n);
export const exploitId = (n: number) => idAt(numbered(n + 1, 2), n);

export function partsOf({ size, criticality, edges, exploits }: Small): GraphParts {
  return {
    ids: numbered(size, 1),
    criticality: Uint8Array.from(criticality),
    value: Float64Array.from({ length: size }, (_none, n) => (n % 2 === 0 ? 100 * n : Number.NaN)),
    currency: Uint8Array.from(Buffer.from('EUR'.repeat(size))),
    from: Uint32Array.from(edges, ({ from }) => from),
    to: Uint32Array.from(edges, ({ to }) => to),
    weight: Float64Array.from(edges, ({ weight }) => weight),
    type: Uint8Array.from(edges, ({ type }) => type),
    exploitAsset: Uint32Array.from(exploits, ({ asset }) => asset),
    exploitChance: Float64Array.from(exploits, ({ chance }) => chance),
    exploitIds: numbered(exploits.length, 2),
  };
}

export function ask(question: Partial<Question>): Question {
  const none = {
    starts: [],
    removed: [],
    fixed: [],
    maxHops: 12,
    minProbability: 0,
    runs: 0,
    seed: 1,
    limit: 5_000,
  };
  return { ...none, ...question };
}

const chance = fc.constantFrom(0, 0.1, 0.25, 0.5, 0.9, 1);

/** At most `maxEdges` relationships of distinct ends and type, so that all subsets can be gone through. */
export function smallGraph(maxEdges: number): fc.Arbitrary<Small> {
  return fc.integer({ min: 2, max: 6 }).chain((size) => {
    const asset = fc.integer({ min: 0, max: size - 1 });
    const edge = fc
      .record({ from: asset, to: asset, type: fc.constantFrom(0, 2), weight: chance })
      .filter(({ from, to }) => from !== to);
    return fc.record({
      size: fc.constant(size),
      criticality: fc.array(fc.constantFrom(1, 3, 5), { minLength: size, maxLength: size }),
      edges: fc.uniqueArray(edge, {
        maxLength: maxEdges,
        selector: ({ from, to, type }) => `${from} ${to} ${type}`,
      }),
      exploits: fc.array(fc.record({ asset, chance: fc.constantFrom(0.2, 0.7) }), { maxLength: 3 }),
    });
  });
}

/** Probability of a step, by its definition: as stated, or by any exploit over the network. */
export function stepChance({ exploits }: Small, { to, type, weight }: Edge): number {
  const ways = type === 2 ? exploits.filter(({ asset }) => asset === to).map((one) => one.chance) : [];
  return 1 - [weight, ...ways].reduce((safe, way) => safe * (1 - way), 1);
}

/** Of every asset, over all simple paths of at most `maxHops` steps. */
export function bruteForcePaths(small: Small, start: number, maxHops: number): readonly number[] {
  const best = Array.from({ length: small.size }, () => 0);
  const walk = (asset: number, so: { far: number; chance: number; seen: ReadonlySet<number> }): void => {
    best[asset] = Math.max(best[asset] ?? 0, so.chance);
    if (so.far === maxHops) return;
    for (const edge of small.edges) {
      if (edge.from !== asset || so.seen.has(edge.to)) continue;
      const next = {
        far: so.far + 1,
        chance: so.chance * stepChance(small, edge),
        seen: new Set([...so.seen, edge.to]),
      };
      walk(edge.to, next);
    }
  };
  walk(start, { far: 0, chance: 1, seen: new Set([start]) });
  return best;
}

/** Of every asset, over all 2^edges worlds in which each step holds or not. */
export function bruteForceReliability(small: Small, start: number, maxHops: number): readonly number[] {
  const sum = Array.from({ length: small.size }, () => 0);
  for (let world = 0; world < 2 ** small.edges.length; world++) {
    const holds = small.edges.filter((_edge, n) => (world >> n) & 1);
    const odds = small.edges.reduce((product, edge, n) => {
      const step = stepChance(small, edge);
      return product * ((world >> n) & 1 ? step : 1 - step);
    }, 1);
    for (const asset of reachable(holds, [start], maxHops)) sum[asset] = (sum[asset] ?? 0) + odds;
  }
  return sum;
}

export function reachable(
  edges: readonly Edge[],
  starts: readonly number[],
  maxHops: number,
): ReadonlySet<number> {
  let reached = new Set(starts);
  for (let hop = 0; hop < maxHops; hop++)
    reached = new Set([...reached, ...edges.filter(({ from }) => reached.has(from)).map(({ to }) => to)]);
  return reached;
}

/** Size of a smallest set of relationships and fixes that keeps the start from every crown jewel; undefined: none does. */
export function bruteForceCut(small: Small, start: number): number | undefined {
  const [edges, exploits] = [small.edges.length, small.exploits.length];
  let least: number | undefined;
  for (let set = 0; set < 2 ** (edges + exploits); set++) {
    const size = set.toString(2).replaceAll('0', '').length;
    if (least !== undefined && size >= least) continue;
    const left: Small = {
      ...small,
      edges: small.edges.filter((_edge, n) => !((set >> n) & 1)),
      exploits: small.exploits.filter((_one, n) => !((set >> (edges + n)) & 1)),
    };
    const open = left.edges.filter((edge) => stepChance(left, edge) > 0);
    if (![...reachable(open, [start], small.size)].some((asset) => small.criticality[asset] === 5))
      least = size;
  }
  return least;
}
