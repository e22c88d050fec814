import type { CutItem, Start } from './cut.ts';
import type { Graph } from './graph.ts';
import { likelyPaths } from './likely-paths.ts';
import type { Question } from './question.ts';
import { simulate } from './simulation.ts';
import { expectationOf } from './standing.ts';
import { type Assumption, assuming, startsAfter } from './what-if.ts';

interface Effects {
  readonly question: Question;
  readonly starts: readonly Start[];
  readonly items: readonly CutItem[];
  readonly fixed: ReadonlySet<number>;
}

const maxItems = 25;
const maxRuns = 100;
/** Edges of a graph in which each item's effect is still worked out. */
const maxEdges = 20_000;

/**
 * Share of the expected criticality that each item takes away by itself, with the same tosses of the simulation with and without
 * it. Shorter than the list, or empty, where that would take too long.
 */
export function effects(graph: Graph, { question, starts, items, fixed }: Effects): readonly number[] {
  if (graph.targets.length > maxEdges) return [];
  const before = expected(graph, question, starts);
  return items.slice(0, maxItems).map((item) => {
    const assumption = { ...assumptionOf(item), already: fixed };
    const after = assuming(graph, assumption, () =>
      expected(graph, question, startsAfter(starts, assumption.fixes)),
    );
    return before === 0 ? 0 : Math.min(1, Math.max(0, 1 - after / before));
  });
}

function assumptionOf(item: CutItem): Assumption {
  if (item.kind === 'RELATIONSHIP') return { edges: [item.edge], fixes: [] };
  return { edges: [], fixes: [item] };
}

function expected(graph: Graph, question: Question, starts: readonly Start[]): number {
  const origins = starts.map(({ asset }) => asset);
  const paths = likelyPaths(graph, origins, question);
  const simulation = simulate(graph, paths, { ...question, origins, runs: Math.min(question.runs, maxRuns) });
  const chanceOf = expectationOf(paths, simulation);
  let sum = 0;
  for (const asset of paths.reached) sum += chanceOf(asset) * (graph.criticality[asset] ?? 0);
  return sum;
}
