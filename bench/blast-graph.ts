import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { answer } from '../server/src/modules/assets/graph/answer.ts';
import { buildGraph, type Graph, type GraphParts } from '../server/src/modules/assets/graph/graph.ts';
import { idAt } from '../server/src/modules/assets/graph/ids.ts';
import { likelyPaths } from '../server/src/modules/assets/graph/likely-paths.ts';
import type { GraphAnswer } from '../server/src/modules/assets/graph/question.ts';
import { startEmbedded } from '../server/src/platform/db/embedded/start-embedded.ts';

const hops = 12;

/** A graph without scale: every asset leads to five others anywhere, with any probability. The same on every machine. */
export function randomParts(size: number, edgesOfEach: number): GraphParts {
  const next = random(42);
  const edges = size * edgesOfEach;
  const ids = new Uint8Array(16 * size);
  const view = new DataView(ids.buffer);
  for (let n = 0; n < size; n++) view.setUint32(16 * n + 12, n);
  const [from, to, weight] = [new Uint32Array(edges), new Uint32Array(edges), new Float64Array(edges)];
  for (let e = 0; e < edges; e++) {
    from[e] = e % size;
    to[e] = next() % size;
    weight[e] = (1 + (next() % 99_999)) / 100_000;
  }
  return {
    ids,
    criticality: Uint8Array.from({ length: size }, (_none, n) => (n % 1_000 === 999 ? 5 : 1 + (n % 4))),
    value: new Float64Array(size).fill(1_000),
    currency: Uint8Array.from(Buffer.from('EUR'.repeat(size))),
    from,
    to,
    weight,
    type: new Uint8Array(edges),
    exploitAsset: new Uint32Array(0),
    exploitChance: new Float64Array(0),
    exploitIds: new Uint8Array(0),
  };
}

/** Xorshift of 32 bits (Marsaglia 2003). */
function random(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

export interface Timed<T> {
  readonly ms: number;
  readonly result: T;
}

export function timed<T>(work: () => T): Timed<T> {
  const start = performance.now();
  const result = work();
  return { ms: performance.now() - start, result };
}

/** Everything that the graph says of one fallen asset, without a simulation. */
export function askAll(graph: Graph, runs = 0): GraphAnswer {
  return answer(graph, {
    starts: [{ assetId: idAt(graph.ids, 0), fixes: [] }],
    removed: [],
    fixed: [],
    maxHops: hops,
    minProbability: 0,
    runs,
    seed: 1,
    limit: 1_000,
  });
}

/** The floor: what is reached at all, over the same arrays. */
export function breadthFirst({ size, offsets, targets }: Graph): number {
  const seen = new Uint8Array(size);
  const queue = new Uint32Array(size);
  let [start, count] = [0, 1];
  seen[0] = 1;
  for (; start < count; start++) {
    const node = queue[start] ?? 0;
    for (let e = offsets[node] ?? 0; e < (offsets[node + 1] ?? 0); e++) {
      const target = targets[e] ?? 0;
      if (seen[target] === 1) continue;
      seen[target] = 1;
      queue[count++] = target;
    }
  }
  return count;
}

/** Milliseconds of the most likely paths to everything, with no totals, list or cut; the middle of five. */
export function pathsAlone(graph: Graph): number {
  const times = Array.from(
    { length: 5 },
    () => timed(() => likelyPaths(graph, [0], { maxHops: hops, minProbability: 0 })).ms,
  );
  return times.toSorted((a, b) => a - b)[2] ?? 0;
}

/** By turns, so that a busy moment hits both; the middle of five, after three that count for nothing: the service runs for weeks. */
export function besideFloor(graph: Graph): { readonly ms: number; readonly floorMs: number } {
  for (let warm = 0; warm < 3; warm++) {
    breadthFirst(graph);
    askAll(graph);
  }
  const rounds = Array.from({ length: 5 }, () => ({
    floorMs: timed(() => breadthFirst(graph)).ms,
    ms: timed(() => askAll(graph)).ms,
  }));
  const middle = (list: readonly number[]) => list.toSorted((a, b) => a - b)[2] ?? 0;
  return { ms: middle(rounds.map((one) => one.ms)), floorMs: middle(rounds.map((one) => one.floorMs)) };
}

/** Milliseconds of a recursive query for the same assets, without their probabilities, on an indexed table of the same edges. */
export async function recursiveQuery(size: number, edgesOfEach: number): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crp-blast-'));
  const server = await startEmbedded({ dataDir, log: { info: () => undefined, warn: console.warn } });
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  try {
    await client.query(`create table edges as
      select (n % ${size})::int as f, (random() * ${size - 1})::int as t from generate_series(0, ${size * edgesOfEach - 1}) n`);
    await client.query('create index on edges (f) include (t)');
    await client.query('analyze edges');
    const start = performance.now();
    await client.query(`with recursive r(node, hop) as (
      select 0, 0 union select e.t, r.hop + 1 from r join edges e on e.f = r.node where r.hop < ${hops})
      select count(distinct node) from r`);
    return performance.now() - start;
  } finally {
    await client.end();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

export function graphOf(size: number, edgesOfEach: number): Timed<Graph> {
  const parts = randomParts(size, edgesOfEach);
  return timed(() => buildGraph(parts));
}
