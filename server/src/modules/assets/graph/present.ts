import type { DataOf } from '../../../kernel/operation.ts';
import type { Money } from '../../../kernel/schema.ts';
import type { ReadCtx } from '../../../platform/db/ctx.ts';
import type { getBlastRadius } from '../contract.ts';
import { relationshipTypes } from '../shapes.ts';
import {
  type Ends,
  keyOfEnds,
  type NamedAsset,
  type NamedVulnerability,
  selectAssets,
  selectRelationshipIds,
  selectVulnerabilities,
} from './names-store.ts';
import type { GraphAnswer, Question, Reached, Step } from './question.ts';

type BlastRadius = DataOf<typeof getBlastRadius>;
type CutEntry = BlastRadius['cutSet'][number];

interface Names {
  readonly assets: ReadonlyMap<string, NamedAsset>;
  readonly vulnerabilities: ReadonlyMap<string, NamedVulnerability>;
  readonly relationships: ReadonlyMap<string, string>;
}

/** What the graph says by ids and places, in names and amounts. */
export async function presentAnswer(
  ctx: ReadCtx,
  question: Question,
  answer: GraphAnswer,
): Promise<BlastRadius> {
  const names = await namesFor(ctx, answer);
  const { cut, runs } = answer;
  return {
    origins: answer.originIds.map((id) => refOf(names, id)),
    reached: answer.reached.map((one) => presentReached(names, one)),
    totals: totalsOf(answer),
    cutSet: (cut?.items ?? []).flatMap((item) => presentCut(names, item)),
    cutProof: cut === null ? null : { size: cut.size, disjointWays: cut.flow },
    simulation: { runs, confidence: 0.95, seed: question.seed },
    maxHops: question.maxHops,
    minProbability: question.minProbability,
    computedAt: ctx.now,
  };
}

async function namesFor(ctx: ReadCtx, { originIds, reached, cut }: GraphAnswer): Promise<Names> {
  const steps = reached.flatMap(({ path }) => path);
  const edges = (cut?.items ?? []).flatMap((item) => (item.kind === 'RELATIONSHIP' ? [item] : []));
  const fixes = (cut?.items ?? []).flatMap((item) => (item.kind === 'VULNERABILITY' ? [item.id] : []));
  const assetIds = [
    ...originIds,
    ...reached.map(({ assetId }) => assetId),
    ...steps.flatMap(({ fromId, assetId }) => [fromId, assetId]),
    ...edges.flatMap(({ fromId, toId }) => [fromId, toId]),
  ];
  const ends = [...steps.map(endsOf), ...edges.map((edge) => ({ ...edge, type: wordOf(edge.type) }))];
  const [assets, vulnerabilities, relationships] = await Promise.all([
    selectAssets(ctx, [...new Set(assetIds)]),
    selectVulnerabilities(ctx, [
      ...new Set([...fixes, ...steps.flatMap(({ exploits }) => exploits.map(({ id }) => id))]),
    ]),
    selectRelationshipIds(ctx, [...new Map(ends.map((one) => [keyOfEnds(one), one])).values()]),
  ]);
  return { assets, vulnerabilities, relationships };
}

function wordOf(type: number) {
  return relationshipTypes[type] ?? 'CONNECTS_TO';
}

function endsOf({ fromId, assetId, type }: Step): Ends {
  return { fromId, toId: assetId, type: wordOf(type) };
}

function refOf({ assets }: Names, id: string) {
  const { name, criticality } = assets.get(id) ?? { name: id, criticality: 1 };
  return { id, name, criticality };
}

function presentReached(names: Names, one: Reached): BlastRadius['reached'][number] {
  const { interval, path, expectedValue, currency } = one;
  return {
    asset: refOf(names, one.assetId),
    kind: names.assets.get(one.assetId)?.kind ?? 'OTHER',
    probability: rounded(one.probability),
    interval: interval && { low: rounded(interval.low), high: rounded(interval.high) },
    pathProbability: rounded(one.pathProbability),
    hops: path.length,
    path: path.map((step) => presentStep(names, step)),
    impact: expectedValue === null ? null : moneyOf(expectedValue, currency),
  };
}

function presentStep(names: Names, step: Step): BlastRadius['reached'][number]['path'][number] {
  return {
    fromId: step.fromId,
    assetId: step.assetId,
    name: refOf(names, step.assetId).name,
    relationshipId: names.relationships.get(keyOfEnds(endsOf(step))) ?? null,
    type: wordOf(step.type),
    probability: rounded(step.chance),
    exploits: step.exploits.map(({ id, chance }) => ({
      id,
      title: names.vulnerabilities.get(id)?.title ?? '',
      probability: rounded(chance),
    })),
  };
}

/** What was taken away while the question was answered has no name, and nothing to cut. */
function presentCut(
  names: Names,
  item: NonNullable<GraphAnswer['cut']>['items'][number],
): readonly CutEntry[] {
  const riskRemoved = item.riskRemoved === null ? null : rounded(item.riskRemoved);
  if (item.kind === 'VULNERABILITY') {
    const named = names.vulnerabilities.get(item.id);
    return named
      ? [{ kind: item.kind, id: item.id, label: `${named.title} (${named.assetName})`, riskRemoved }]
      : [];
  }
  const { fromId, toId, kind } = item;
  const type = wordOf(item.type);
  const id = names.relationships.get(keyOfEnds({ fromId, toId, type }));
  const label = `${refOf(names, fromId).name} → ${refOf(names, toId).name}`;
  return id === undefined ? [] : [{ kind, id, label, riskRemoved }];
}

function totalsOf({ totals }: GraphAnswer): BlastRadius['totals'] {
  const impacts = totals.impacts.map(({ currency, expected, maximum }) => ({
    expected: moneyOf(expected, currency),
    maximum: moneyOf(maximum, currency),
  }));
  const [only, second] = impacts;
  const one = second === undefined ? only : undefined;
  return {
    reached: totals.reached,
    crownJewels: totals.crownJewels,
    allCrownJewels: totals.allCrownJewels,
    crownJewelShare: totals.allCrownJewels === 0 ? null : rounded(totals.crownJewels / totals.allCrownJewels),
    expectedCriticality: rounded(totals.expectedCriticality),
    maximumCriticality: totals.maximumCriticality,
    expectedImpact: one?.expected ?? null,
    maximumImpact: one?.maximum ?? null,
    impacts,
  };
}

/** Beyond six places stands only what binary numbers add. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}

function moneyOf(amount: number, currency: string): Money {
  return { amount: amount.toFixed(2), currency };
}
