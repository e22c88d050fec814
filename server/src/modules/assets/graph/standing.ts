import { type Graph, networkType } from './graph.ts';
import { idAt } from './ids.ts';
import { type LikelyPaths, stepsTo } from './likely-paths.ts';
import type { GraphAnswer, Impact, Reached, Step } from './question.ts';
import { type Simulation, wilson } from './simulation.ts';

export type ChanceOf = (asset: number) => number;

/** By the simulation, and never below the most likely path, which is exact and a lower bound. */
export function expectationOf({ best, chance }: LikelyPaths, { runs, hits }: Simulation): ChanceOf {
  return (asset) => {
    const likely = chance[best[asset] ?? -1] ?? 0;
    return runs === 0 ? likely : Math.max(likely, (hits[asset] ?? 0) / runs);
  };
}

export interface Found {
  readonly paths: LikelyPaths;
  readonly simulation: Simulation;
  readonly chanceOf: ChanceOf;
  readonly limit: number;
  readonly fixed: ReadonlySet<number>;
}

/** What is most at risk first: probability times criticality, then probability, then the id. */
export function describe(graph: Graph, found: Found): readonly Reached[] {
  const { paths, chanceOf, limit } = found;
  const harm = (asset: number) => chanceOf(asset) * (graph.criticality[asset] ?? 0);
  return mostOf(paths.reached, harm, limit)
    .sort((a, b) => harm(b) - harm(a) || chanceOf(b) - chanceOf(a) || a - b)
    .slice(0, limit)
    .map((asset) => describeOne(graph, found, asset));
}

/** At least the `limit` with the largest key, without sorting a million by comparison. */
function mostOf(assets: Uint32Array, key: (asset: number) => number, limit: number): number[] {
  if (assets.length <= limit) return [...assets];
  const keys = new Float64Array(assets.length);
  for (let i = 0; i < assets.length; i++) keys[i] = key(assets[i] ?? 0);
  const least = keys.slice().sort()[keys.length - limit] ?? 0;
  const more: number[] = [];
  const same: number[] = [];
  for (let i = 0; i < assets.length; i++) {
    const own = keys[i] ?? 0;
    if (own > least) more.push(assets[i] ?? 0);
    else if (own === least) same.push(assets[i] ?? 0);
  }
  return [...more, ...same];
}

function describeOne(graph: Graph, { paths, simulation, chanceOf, fixed }: Found, asset: number): Reached {
  const probability = chanceOf(asset);
  const value = graph.value[asset] ?? Number.NaN;
  const pathProbability = paths.chance[paths.best[asset] ?? -1] ?? 0;
  return {
    assetId: idAt(graph.ids, asset),
    probability,
    interval: intervalOf(simulation, asset, pathProbability),
    pathProbability,
    path: stepsTo(paths, asset).map((record) => stepOf(graph, { paths, fixed }, record)),
    expectedValue: Number.isNaN(value) ? null : value * probability,
    currency: currencyAt(graph, asset),
  };
}

function intervalOf({ runs, hits }: Simulation, asset: number, least: number): Reached['interval'] {
  if (runs === 0) return null;
  const { low, high } = wilson(hits[asset] ?? 0, runs);
  return { low: Math.max(low, least), high: Math.max(high, least) };
}

const maxExploits = 3;

function stepOf(graph: Graph, { paths, fixed }: Pick<Found, 'paths' | 'fixed'>, record: number): Step {
  const edge = paths.edge[record] ?? 0;
  const asset = paths.node[record] ?? 0;
  const from = paths.node[paths.parent[record] ?? 0] ?? 0;
  const type = graph.types[edge] ?? 0;
  const exploits: Step['exploits'][number][] = [];
  const end = type === networkType ? (graph.exploitOffsets[asset + 1] ?? 0) : 0;
  for (let i = graph.exploitOffsets[asset] ?? 0; i < end; i++)
    if (!fixed.has(i)) exploits.push({ id: idAt(graph.exploitIds, i), chance: graph.exploitChances[i] ?? 0 });
  exploits.sort((a, b) => b.chance - a.chance || (a.id < b.id ? -1 : 1));
  return {
    fromId: idAt(graph.ids, from),
    assetId: idAt(graph.ids, asset),
    type,
    chance: graph.chances[edge] ?? 0,
    exploits: exploits.slice(0, maxExploits),
  };
}

const crownJewel = 5;

export function totalsOf(graph: Graph, { reached }: LikelyPaths, chanceOf: ChanceOf): GraphAnswer['totals'] {
  let [crownJewels, expectedCriticality, maximumCriticality] = [0, 0, 0];
  // By the three letters as a number: a million strings would cost more than the rest.
  const impacts = new Map<number, Sum>();
  for (let i = 0; i < reached.length; i++) {
    const asset = reached[i] ?? 0;
    const chance = chanceOf(asset);
    const criticality = graph.criticality[asset] ?? 0;
    if (criticality === crownJewel) crownJewels++;
    expectedCriticality += chance * criticality;
    maximumCriticality += criticality;
    const value = graph.value[asset] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const sum = sumOf(impacts, graph, asset);
    sum.expected += chance * value;
    sum.maximum += value;
  }
  let allCrownJewels = 0;
  for (const criticality of graph.criticality) if (criticality === crownJewel) allCrownJewels++;
  return {
    reached: reached.length,
    crownJewels,
    allCrownJewels,
    expectedCriticality,
    maximumCriticality,
    impacts: [...impacts.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

function currencyAt({ currency }: Graph, asset: number): string {
  return String.fromCharCode(...currency.subarray(3 * asset, 3 * asset + 3));
}

type Sum = { -readonly [Field in keyof Impact]: Impact[Field] };

function sumOf(impacts: Map<number, Sum>, graph: Graph, asset: number): Sum {
  const { currency } = graph;
  const [a = 0, b = 0, c = 0] = [currency[3 * asset], currency[3 * asset + 1], currency[3 * asset + 2]];
  const key = (a << 16) | (b << 8) | c;
  const known = impacts.get(key);
  if (known) return known;
  const sum = { currency: currencyAt(graph, asset), expected: 0, maximum: 0 };
  impacts.set(key, sum);
  return sum;
}
