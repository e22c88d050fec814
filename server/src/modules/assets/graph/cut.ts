import type { Graph } from './graph.ts';
import { networkType } from './graph.ts';
import { idAt } from './ids.ts';
import { addArc, addNode, emptyNetwork, levels, maxFlow, type Network } from './max-flow.ts';

/** Where the attacker starts. `fixes`: ids of vulnerabilities whose fix takes the start away; empty when nothing does. */
export interface Start {
  readonly asset: number;
  readonly fixes: readonly string[];
}

/** A relationship by its edge, or a vulnerability by its id. */
export type CutItem =
  | { readonly kind: 'RELATIONSHIP'; readonly edge: number; readonly from: number }
  | { readonly kind: 'VULNERABILITY'; readonly id: string; readonly asset: number };

export interface Cut {
  readonly items: readonly CutItem[];
  /** Value of the maximum flow: as many ways to crown jewels share nothing, so that no smaller set cuts them all. */
  readonly flow: number;
}

/** Beyond it nobody waits for a cut. */
export const maxEdges = 300_000;

interface Drawing {
  readonly graph: Graph;
  readonly network: Network;
  readonly source: number;
  readonly sink: number;
  readonly nodeOf: Map<number, number>;
  readonly gateOf: Map<number, number>;
  /** Edge that an arc stands for, by half its number; nothing where it stands for none. */
  readonly edgeOf: (number | undefined)[];
  /** Asset that the edge leaves, at the same place. */
  readonly tailOf: (number | undefined)[];
  /** Fixes that an arc stands for. */
  readonly fixesOf: Map<number, readonly CutItem[]>;
  readonly fixed: ReadonlySet<number>;
}

/**
 * A smallest set of relationships and fixes without which no target is reached, by any path of any length. By Menger's theorem in
 * the form of Ford and Fulkerson: relationships are arcs of capacity 1, an asset that only exploits open is behind an arc of as
 * many as must be fixed. A vulnerability that is a start and also opens its asset to others counts at both places.
 * @returns undefined when no set does (a start that cannot be taken away is a target), or the graph is beyond `maxEdges`
 */
export function smallestCut(
  graph: Graph,
  starts: readonly Start[],
  {
    targets,
    fixed = new Set(),
  }: { readonly targets: readonly number[]; readonly fixed?: ReadonlySet<number> },
): Cut | undefined {
  const network = emptyNetwork();
  const drawing: Drawing = {
    graph,
    network,
    source: addNode(network),
    sink: addNode(network),
    nodeOf: new Map(),
    gateOf: new Map(),
    edgeOf: [],
    tailOf: [],
    fixesOf: new Map(),
    fixed,
  };
  for (const start of starts) drawStart(drawing, start);
  if (!drawReach(drawing)) return undefined;
  const wanted = targets.flatMap((asset) => drawing.nodeOf.get(asset) ?? []);
  for (const node of wanted) addArc(network, node, drawing.sink, Number.POSITIVE_INFINITY);
  if (hopeless(starts, targets)) return undefined;
  const flow = maxFlow(network, drawing.source, drawing.sink);
  const items = acrossOf(drawing);
  return { items, flow };
}

/** Arcs from the near side of the cut to the far side. */
function acrossOf({ network, source, edgeOf, tailOf, fixesOf }: Drawing): readonly CutItem[] {
  const level = levels(network, source);
  const items: CutItem[] = [];
  for (let arc = 0; arc < network.heads.length; arc += 2) {
    const near = (level[network.heads[arc + 1] ?? 0] ?? -1) >= 0;
    if (!near || (level[network.heads[arc] ?? 0] ?? -1) >= 0) continue;
    items.push(...(fixesOf.get(arc) ?? []));
    const [edge, from] = [edgeOf[arc / 2], tailOf[arc / 2]];
    if (edge !== undefined && from !== undefined) items.push({ kind: 'RELATIONSHIP', edge, from });
  }
  return items;
}

function hopeless(starts: readonly Start[], targets: readonly number[]): boolean {
  const wanted = new Set(targets);
  return starts.some(({ asset, fixes }) => fixes.length === 0 && wanted.has(asset));
}

function nodeFor({ network, nodeOf }: Drawing, asset: number): number {
  const known = nodeOf.get(asset);
  if (known !== undefined) return known;
  const node = addNode(network);
  nodeOf.set(asset, node);
  return node;
}

function drawStart(drawing: Drawing, { asset, fixes }: Start): void {
  const capacity = fixes.length === 0 ? Number.POSITIVE_INFINITY : fixes.length;
  const arc = addArc(drawing.network, drawing.source, nodeFor(drawing, asset), capacity);
  if (fixes.length > 0) drawing.fixesOf.set(arc, fixes.map(fixOf(asset)));
}

const fixOf =
  (asset: number) =>
  (id: string): CutItem => ({ kind: 'VULNERABILITY', id, asset });

/** Every asset that can be reached at all. @returns false when there is too much of it */
function drawReach(drawing: Drawing): boolean {
  const { graph, nodeOf, network } = drawing;
  const { offsets, targets, chances } = graph;
  // A map keeps the order of its keys, and takes those that are added meanwhile.
  for (const [asset, node] of nodeOf) {
    for (let e = offsets[asset] ?? 0; e < (offsets[asset + 1] ?? 0); e++) {
      if ((chances[e] ?? 0) <= 0) continue;
      if (network.heads.length > 2 * maxEdges) return false;
      const far = nodeFor(drawing, targets[e] ?? 0);
      const arc = addArc(network, node, onlyByExploit(graph, e) ? gateFor(drawing, targets[e] ?? 0) : far, 1);
      drawing.edgeOf[arc / 2] = e;
      drawing.tailOf[arc / 2] = asset;
    }
  }
  return true;
}

function onlyByExploit({ types, weights }: Graph, edge: number): boolean {
  return types[edge] === networkType && weights[edge] === 0;
}

/** Behind it lies the asset, at the price of fixing all that opens it. */
function gateFor(drawing: Drawing, asset: number): number {
  const { network, gateOf, graph, fixesOf, fixed } = drawing;
  const known = gateOf.get(asset);
  if (known !== undefined) return known;
  const gate = addNode(network);
  gateOf.set(asset, gate);
  const ids: string[] = [];
  for (let i = graph.exploitOffsets[asset] ?? 0; i < (graph.exploitOffsets[asset + 1] ?? 0); i++)
    if (!fixed.has(i) && (graph.exploitChances[i] ?? 0) > 0) ids.push(idAt(graph.exploitIds, i));
  fixesOf.set(addArc(network, gate, nodeFor(drawing, asset), ids.length), ids.map(fixOf(asset)));
  return gate;
}
