import type { Start } from './cut.ts';
import { eitherWay, type Graph, networkType, safeChance } from './graph.ts';
import { idAt } from './ids.ts';

/** What is taken as done. */
export interface Assumption {
  readonly edges: readonly number[];
  readonly fixes: readonly { readonly asset: number; readonly id: string }[];
  /** Places of vulnerabilities that an outer assumption fixed. */
  readonly already?: ReadonlySet<number>;
}

/** Works on the graph as it would be, and puts back what was: the graph is shared by all questions of its tenant. */
export function assuming<T>(
  graph: Graph,
  { edges, fixes, already = new Set() }: Assumption,
  work: (fixed: ReadonlySet<number>) => T,
): T {
  const { chances } = graph;
  const before = new Map<number, number>();
  const put = (edge: number, chance: number): void => {
    if (!before.has(edge)) before.set(edge, chances[edge] ?? 0);
    chances[edge] = chance;
  };
  const fixed = new Set([...already, ...fixes.flatMap((fix) => placesOf(graph, fix))]);
  try {
    for (const [edge, chance] of fixed.size > already.size ? chancesWithout(graph, { fixes, fixed }) : [])
      put(edge, chance);
    for (const edge of edges) put(edge, 0);
    return work(fixed);
  } finally {
    for (const [edge, chance] of before) chances[edge] = chance;
  }
}

function placesOf(
  { exploitOffsets, exploitIds }: Graph,
  { asset, id }: Assumption['fixes'][number],
): number[] {
  for (let i = exploitOffsets[asset] ?? 0; i < (exploitOffsets[asset + 1] ?? 0); i++)
    if (idAt(exploitIds, i) === id) return [i];
  return [];
}

function chancesWithout(
  graph: Graph,
  { fixes, fixed }: Pick<Assumption, 'fixes'> & { readonly fixed: ReadonlySet<number> },
): readonly (readonly [edge: number, chance: number])[] {
  const safe = new Map(fixes.map(({ asset }) => [asset, safeChance(graph, asset, fixed)]));
  const changed: [number, number][] = [];
  // Edges are kept by where they start. One look at each is cheaper than a second index that only this would use.
  for (let e = 0; e < graph.targets.length; e++) {
    const without = safe.get(graph.targets[e] ?? 0);
    // An edge that an outer assumption took away stays away.
    if (without === undefined || graph.types[e] !== networkType || graph.chances[e] === 0) continue;
    changed.push([e, eitherWay(graph.weights[e] ?? 0, without)]);
  }
  return changed;
}

/** A start that only vulnerabilities open falls away when all of them are fixed. */
export function startsAfter(starts: readonly Start[], fixes: Assumption['fixes']): readonly Start[] {
  const fixed = new Set(fixes.map(({ id }) => id));
  return starts.flatMap((start) => {
    if (start.fixes.length === 0) return [start];
    const left = start.fixes.filter((id) => !fixed.has(id));
    return left.length === 0 ? [] : [{ ...start, fixes: left }];
  });
}
