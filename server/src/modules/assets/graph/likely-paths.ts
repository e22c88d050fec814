import type { Graph } from './graph.ts';

export interface Bounds {
  /** 1..12 */
  readonly maxHops: number;
  /** Paths less likely than this are left out. */
  readonly minProbability: number;
}

/**
 * Most likely paths. A record is a step onto an asset: `node`, the record that it came from (-1 at an origin) and the edge. An
 * asset has at most one record a hop, so that a path never grows longer when an asset on it is later reached by a likelier,
 * longer way.
 */
export interface LikelyPaths {
  readonly node: Uint32Array;
  readonly parent: Int32Array;
  readonly edge: Int32Array;
  readonly chance: Float64Array;
  /** Record of each asset's most likely path; -1 where none is likely enough. */
  readonly best: Int32Array;
  /** Assets reached, origins not among them, in order of discovery. */
  readonly reached: Uint32Array;
}

/**
 * The largest product of probabilities over paths of at most `maxHops` steps, exactly: Bellman and Ford, hop by hop, where only
 * assets that the hop before improved go on. With a bound on hops Dijkstra is not exact, because the likeliest way to an asset
 * may leave too few hops for what lies behind it. Of equally likely paths the shortest wins, then the one found first in order of
 * assets and edges.
 */
export function likelyPaths(graph: Graph, origins: readonly number[], bounds: Bounds): LikelyPaths {
  const { offsets, targets, chances, size } = graph;
  const best = new Int32Array(size).fill(-1);
  const known = new Float64Array(size);
  const found = new Uint32Array(size);
  const records = growing(Math.max(1_024, 4 * size));
  for (const origin of origins) {
    if (known[origin] === 1) continue;
    known[origin] = 1;
    best[origin] = records.add(origin, -1, -1, 1);
  }
  const least = bounds.minProbability;
  let [count, start] = [0, 0];
  for (let hop = 1; hop <= bounds.maxHops; hop++) {
    const layer = records.count();
    if (start === layer) break;
    for (let r = start; r < layer; r++) {
      const { node, chance: chanceOf } = records.columns();
      const held = node[r] ?? 0;
      const chance = chanceOf[r] ?? 0;
      const end = offsets[held + 1] ?? 0;
      for (let e = offsets[held] ?? 0; e < end; e++) {
        const through = chance * (chances[e] ?? 0);
        if (through < least) continue;
        const target = targets[e] ?? 0;
        if (through <= (known[target] ?? 0)) continue;
        known[target] = through;
        const record = best[target] ?? -1;
        if (record >= layer) records.set(record, r, e, through);
        else {
          if (record < 0) found[count++] = target;
          best[target] = records.add(target, r, e, through);
        }
      }
    }
    start = layer;
  }
  return { ...records.columns(), best, reached: found.subarray(0, count) };
}

type Columns = Pick<LikelyPaths, 'node' | 'parent' | 'edge' | 'chance'>;

function growing(capacity: number) {
  let count = 0;
  let room = capacity;
  let columns: Columns = columnsOf(room);
  const set = (record: number, parent: number, edge: number, chance: number): void => {
    columns.parent[record] = parent;
    columns.edge[record] = edge;
    columns.chance[record] = chance;
  };
  return {
    count: () => count,
    columns: () => columns,
    set,
    add(node: number, parent: number, edge: number, chance: number): number {
      if (count === room) {
        room *= 2;
        columns = columnsOf(room, columns);
      }
      columns.node[count] = node;
      set(count, parent, edge, chance);
      return count++;
    },
  };
}

function columnsOf(room: number, old?: Columns): Columns {
  const columns = {
    node: new Uint32Array(room),
    parent: new Int32Array(room),
    edge: new Int32Array(room),
    chance: new Float64Array(room),
  };
  if (old) {
    columns.node.set(old.node);
    columns.parent.set(old.parent);
    columns.edge.set(old.edge);
    columns.chance.set(old.chance);
  }
  return columns;
}

/** Records from the first step to the last; empty for an origin. */
export function stepsTo({ parent, best }: LikelyPaths, asset: number): readonly number[] {
  const steps: number[] = [];
  for (let r = best[asset] ?? -1; r >= 0 && (parent[r] ?? -1) >= 0; r = parent[r] ?? -1) steps.push(r);
  return steps.reverse();
}
