import Type from 'typebox';
import {
  count,
  countOf,
  money,
  nullable,
  oneOf,
  shape,
  shareOf,
  strict,
  string,
  timestamp,
  uuid,
} from '../../../kernel/schema.ts';
import { assetKind, assetRef, relationshipType } from '../shapes.ts';

/** Steps of a path, runs of a simulation and assets in an answer are bounded. */
export const bounds = { maxHops: 12, runs: 10_000, listed: 5_000 } as const;
export const defaults = { maxHops: 6, minProbability: 0.01, runs: 1_000, listed: 1_000 } as const;

export const hop = shape('BlastHop', {
  fromId: uuid,
  assetId: uuid,
  name: string,
  relationshipId: nullable(uuid),
  type: relationshipType,
  probability: shareOf('Of this step alone'),
  exploits: Type.Array(strict({ id: uuid, title: string, probability: shareOf('That it is exploited') }), {
    description: 'Open vulnerabilities of the asset that help over this step, the three likeliest',
  }),
});

const amount = Type.Number({ minimum: 0 });

export const blastRadius = shape('BlastRadius', {
  origins: Type.Array(assetRef),
  reached: Type.Array(
    strict({
      asset: assetRef,
      kind: assetKind,
      probability: shareOf('That it is reached at all; without a simulation, by its most likely path'),
      interval: nullable(strict({ low: shareOf('95 %'), high: shareOf('95 %') })),
      pathProbability: shareOf('Of the most likely path, exactly'),
      hops: countOf('Steps of the most likely path'),
      path: Type.Array(hop),
      impact: nullable(money),
    }),
    { description: 'Probability times criticality, the largest first; at most `limit`. Totals count all' },
  ),
  totals: strict({
    reached: count,
    crownJewels: count,
    allCrownJewels: countOf('Of the tenant: assets of criticality 5'),
    crownJewelShare: nullable(shareOf('Reached ones among all; null when there is none')),
    expectedCriticality: amount,
    maximumCriticality: amount,
    expectedImpact: nullable(money),
    maximumImpact: nullable(money),
    impacts: Type.Array(strict({ expected: money, maximum: money }), {
      description: 'By currency. The two fields above are null unless there is exactly one',
    }),
  }),
  cutSet: Type.Array(
    strict({
      kind: oneOf(['RELATIONSHIP', 'VULNERABILITY']),
      id: uuid,
      label: string,
      riskRemoved: nullable(
        shareOf('Of the expected criticality, by this entry alone; null in long lists and large graphs'),
      ),
    }),
    { description: 'A smallest set without which no crown jewel is reached, by a path of any length' },
  ),
  cutProof: nullable(
    strict({
      size: countOf('Entries of the whole set'),
      disjointWays: countOf('Ways to crown jewels that share nothing: as many as that must be cut'),
    }),
  ),
  simulation: strict({
    runs: countOf('0: none was asked for, or the graph is too large for enough of them'),
    confidence: shareOf('Of the intervals'),
    seed: count,
  }),
  maxHops: count,
  minProbability: shareOf('Paths below it are left out'),
  computedAt: timestamp,
});
