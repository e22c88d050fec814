/** What a graph is made of: column by column, the parts of one thing at one place. Probabilities are 0..1. */
export interface GraphParts {
  /** 16 bytes an asset, ascending. */
  readonly ids: Uint8Array<ArrayBuffer>;
  readonly criticality: Uint8Array;
  /** NaN where none is known. */
  readonly value: Float64Array;
  /** Three letters an asset; blanks where no value is known. */
  readonly currency: Uint8Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Chance that who holds `from` reaches `to`, as stated. */
  readonly weight: Float64Array;
  /** Place in the list of relationship types. */
  readonly type: Uint8Array;
  /** Asset of an open vulnerability that may be exploited. */
  readonly exploitAsset: Uint32Array;
  readonly exploitChance: Float64Array;
  /** 16 bytes a vulnerability. */
  readonly exploitIds: Uint8Array<ArrayBuffer>;
}

/** Compressed sparse rows: the edges of asset `n` are those from `offsets[n]` up to `offsets[n + 1]`. */
export interface Graph {
  readonly size: number;
  readonly ids: Uint8Array<ArrayBuffer>;
  readonly criticality: Uint8Array;
  readonly value: Float64Array;
  readonly currency: Uint8Array;
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
  readonly types: Uint8Array;
  readonly weights: Float64Array;
  /** Of each step, exploits included. A what-if writes here and puts back what stood there. */
  readonly chances: Float64Array;
  /** The vulnerabilities of asset `n` are those from `exploitOffsets[n]` up to `exploitOffsets[n + 1]`. */
  readonly exploitOffsets: Uint32Array;
  readonly exploitChances: Float64Array;
  readonly exploitIds: Uint8Array<ArrayBuffer>;
  /** Memory that it holds. */
  readonly bytes: number;
}

/** Relationship types, by place, over which a vulnerability of the far end is a second way across. */
export const networkType = 2;

/** Counting sort by the asset that an edge leaves; edges of one asset keep their order. */
export function buildGraph(parts: GraphParts): Graph {
  const size = parts.criticality.length;
  const offsets = offsetsOf(parts.from, size);
  const next = offsets.slice();
  const edges = parts.from.length;
  const targets = new Uint32Array(edges);
  const types = new Uint8Array(edges);
  const weights = new Float64Array(edges);
  for (let e = 0; e < edges; e++) {
    const n = parts.from[e] ?? 0;
    const place = next[n] ?? 0;
    next[n] = place + 1;
    targets[place] = parts.to[e] ?? 0;
    types[place] = parts.type[e] ?? 0;
    weights[place] = parts.weight[e] ?? 0;
  }
  const { exploitOffsets, exploitChances, exploitIds } = sortedExploits(parts, size);
  const rows = { size, offsets, targets, types, weights, exploitOffsets, exploitChances, exploitIds };
  const { ids, criticality, value, currency } = parts;
  const chances = chancesOf(rows);
  const bytes = 28 * size + 4 * offsets.length + 21 * edges + 24 * exploitChances.length;
  return { ...rows, ids, criticality, value, currency, chances, bytes };
}

function offsetsOf(owners: Uint32Array, size: number): Uint32Array {
  const offsets = new Uint32Array(size + 1);
  for (let i = 0; i < owners.length; i++) {
    const place = (owners[i] ?? 0) + 1;
    offsets[place] = (offsets[place] ?? 0) + 1;
  }
  for (let n = 0; n < size; n++) offsets[n + 1] = (offsets[n + 1] ?? 0) + (offsets[n] ?? 0);
  return offsets;
}

function sortedExploits(parts: GraphParts, size: number) {
  const exploitOffsets = offsetsOf(parts.exploitAsset, size);
  const next = exploitOffsets.slice();
  const exploitChances = new Float64Array(parts.exploitAsset.length);
  const exploitIds = new Uint8Array(parts.exploitIds.length);
  for (let i = 0; i < parts.exploitAsset.length; i++) {
    const n = parts.exploitAsset[i] ?? 0;
    const place = next[n] ?? 0;
    next[n] = place + 1;
    exploitChances[place] = parts.exploitChance[i] ?? 0;
    exploitIds.set(parts.exploitIds.subarray(16 * i, 16 * i + 16), 16 * place);
  }
  return { exploitOffsets, exploitChances, exploitIds };
}

function chancesOf(
  graph: Pick<Graph, 'size' | 'targets' | 'types' | 'weights' | 'exploitOffsets' | 'exploitChances'>,
): Float64Array {
  const { targets, types, weights } = graph;
  const chances = weights.slice();
  if (graph.exploitChances.length === 0) return chances;
  const safe = Float64Array.from({ length: graph.size }, (_none, n) => safeChance(graph, n));
  for (let e = 0; e < targets.length; e++)
    if (types[e] === networkType) chances[e] = eitherWay(weights[e] ?? 0, safe[targets[e] ?? 0] ?? 1);
  return chances;
}

/** Chance that no vulnerability of the asset is exploited; `fixed` are places that no longer count. */
export function safeChance(
  { exploitOffsets, exploitChances }: Pick<Graph, 'exploitOffsets' | 'exploitChances'>,
  asset: number,
  fixed?: ReadonlySet<number>,
): number {
  let safe = 1;
  for (let i = exploitOffsets[asset] ?? 0; i < (exploitOffsets[asset + 1] ?? 0); i++)
    if (!fixed?.has(i)) safe *= 1 - (exploitChances[i] ?? 0);
  return safe;
}

/** By the relationship as stated, or by an exploit. */
export function eitherWay(weight: number, safe: number): number {
  return 1 - (1 - weight) * safe;
}
