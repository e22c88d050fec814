import { maxEdges, type Start, smallestCut } from './cut.ts';
import type { Graph } from './graph.ts';
import { idAt, placeOf } from './ids.ts';
import { likelyPaths } from './likely-paths.ts';
import type { GraphAnswer, Question } from './question.ts';
import { effects } from './risk-removed.ts';
import { simulate } from './simulation.ts';
import { describe, expectationOf, totalsOf } from './standing.ts';
import { type Assumption, assuming, startsAfter } from './what-if.ts';

const crownJewel = 5;
const maxCutItems = 500;

/** All that is said of a question. Pure but for the graph's chances, which stand as before when it returns. */
export function answer(graph: Graph, question: Question): GraphAnswer {
  const assumption = assumptionOf(graph, question);
  return assuming(graph, assumption, (fixed) => {
    const starts = startsAfter(startsOf(graph, question), assumption.fixes);
    const origins = [...new Set(starts.map(({ asset }) => asset))].sort((a, b) => a - b);
    const paths = likelyPaths(graph, origins, question);
    const simulation = simulate(graph, paths, { ...question, origins });
    const chanceOf = expectationOf(paths, simulation);
    return {
      originIds: origins.map((asset) => idAt(graph.ids, asset)),
      reached: describe(graph, { paths, simulation, chanceOf, limit: question.limit, fixed }),
      totals: totalsOf(graph, paths, chanceOf),
      cut: cutOf(graph, { question, starts, fixed, reached: paths.reached }),
      runs: simulation.runs,
    };
  });
}

function assumptionOf(graph: Graph, { removed, fixed }: Question): Assumption {
  return {
    edges: removed.flatMap(({ fromId, toId, type }) => edgeOf(graph, { fromId, toId, type })),
    fixes: fixed.map(({ id, assetId }) => ({ id, asset: placeOf(graph, assetId) })),
  };
}

function edgeOf(graph: Graph, { fromId, toId, type }: Question['removed'][number]): readonly number[] {
  const [from, to] = [placeOf(graph, fromId), placeOf(graph, toId)];
  if (from < 0 || to < 0) return [];
  for (let e = graph.offsets[from] ?? 0; e < (graph.offsets[from + 1] ?? 0); e++)
    if (graph.targets[e] === to && graph.types[e] === type) return [e];
  return [];
}

function startsOf(graph: Graph, { starts }: Question): readonly Start[] {
  return starts
    .flatMap(({ assetId, fixes }) => {
      const asset = placeOf(graph, assetId);
      return asset < 0 ? [] : [{ asset, fixes }];
    })
    .sort((a, b) => a.asset - b.asset);
}

interface CutQuestion {
  readonly question: Question;
  readonly starts: readonly Start[];
  readonly fixed: ReadonlySet<number>;
  readonly reached: Uint32Array;
}

function cutOf(graph: Graph, { question, starts, fixed, reached }: CutQuestion): GraphAnswer['cut'] {
  if (edgesOf(graph, reached) > maxEdges) return null;
  const origins = starts.map(({ asset }) => asset);
  const targets = [...reached, ...origins].filter((asset) => graph.criticality[asset] === crownJewel);
  const cut = smallestCut(graph, starts, { targets, fixed });
  if (cut === undefined) return null;
  const shown = cut.items.slice(0, maxCutItems);
  const removed = effects(graph, { question, starts, items: shown, fixed });
  return {
    size: cut.items.length,
    flow: cut.flow,
    items: shown.map((item, n) => {
      const riskRemoved = removed[n] ?? null;
      if (item.kind === 'VULNERABILITY') return { kind: item.kind, id: item.id, riskRemoved };
      const [fromId, toId] = [idAt(graph.ids, item.from), idAt(graph.ids, graph.targets[item.edge] ?? 0)];
      return { kind: item.kind, fromId, toId, type: graph.types[item.edge] ?? 0, riskRemoved };
    }),
  };
}

/** That leave what is reached: what a cut would at least have to look at. */
function edgesOf({ offsets }: Graph, reached: Uint32Array): number {
  let edges = 0;
  for (const asset of reached) edges += (offsets[asset + 1] ?? 0) - (offsets[asset] ?? 0);
  return edges;
}
