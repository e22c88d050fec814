import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer } from './answer.ts';
import {
  ask,
  assetId,
  bruteForceCut,
  bruteForcePaths,
  bruteForceReliability,
  exploitId,
  partsOf,
  type Small,
  smallGraph,
} from './graph.fixture.ts';
import { buildGraph } from './graph.ts';
import { createShelf } from './shelf.ts';

const graphOf = (small: Small) => buildGraph(partsOf(small));
const from = (...assets: number[]) => assets.map((n) => ({ assetId: assetId(n), fixes: [] }));
const line: Small = {
  size: 4,
  criticality: [1, 2, 3, 5],
  edges: [
    { from: 0, to: 1, type: 0, weight: 0.5 },
    { from: 1, to: 2, type: 2, weight: 0 },
    { from: 2, to: 3, type: 5, weight: 0.4 },
    { from: 3, to: 0, type: 0, weight: 1 },
  ],
  exploits: [
    { asset: 2, chance: 0.5 },
    { asset: 2, chance: 0.5 },
  ],
};

describe('the most likely path', () => {
  it('is the one that brute force over all simple paths finds, within any bound on hops', () => {
    fc.assert(
      fc.property(smallGraph(12), fc.integer({ min: 1, max: 6 }), (small, maxHops) => {
        const { reached } = answer(graphOf(small), ask({ starts: from(0), maxHops }));
        const expected = bruteForcePaths(small, 0, maxHops).map((chance, n) => [assetId(n), chance] as const);
        const found = new Map(reached.map((one) => [one.assetId, one]));
        for (const [id, chance] of expected.slice(1)) {
          expect(found.get(id)?.pathProbability ?? 0).toBeCloseTo(chance, 12);
          const path = found.get(id)?.path ?? [];
          expect(path.length).toBeLessThanOrEqual(maxHops);
          if (path.length > 0)
            expect(path.reduce((all, step) => all * step.chance, 1)).toBeCloseTo(chance, 12);
        }
      }),
    );
  });

  it('hangs together from origin to asset, and is the same when asked again', () => {
    fc.assert(
      fc.property(smallGraph(12), (small) => {
        const graph = graphOf(small);
        const first = answer(graph, ask({ starts: from(0, 1), runs: 50 }));
        expect(answer(graph, ask({ starts: from(1, 0), runs: 50 }))).toEqual(first);
        for (const { path, assetId: end } of first.reached) {
          expect(path.at(-1)?.assetId).toBe(end);
          expect(first.originIds).toContain(path[0]?.fromId);
          for (const [n, step] of path.slice(1).entries()) expect(step.fromId).toBe(path[n]?.assetId);
        }
      }),
    );
  });

  it('goes around the shorter but less likely way, unless the bound on hops forbids it', () => {
    const around: Small = {
      size: 4,
      criticality: [1, 1, 1, 5],
      edges: [
        { from: 0, to: 1, type: 0, weight: 0.9 },
        { from: 1, to: 2, type: 0, weight: 0.9 },
        { from: 0, to: 2, type: 0, weight: 0.5 },
        { from: 2, to: 3, type: 0, weight: 1 },
      ],
      exploits: [],
    };
    const last = (maxHops: number) =>
      answer(graphOf(around), ask({ starts: from(0), maxHops })).reached.find(
        (one) => one.assetId === assetId(3),
      );
    expect(last(3)?.pathProbability).toBeCloseTo(0.81, 12);
    expect(last(2)?.pathProbability).toBe(0.5);
    expect(last(2)?.path).toHaveLength(2);
  });
});

describe('the simulation', () => {
  it('agrees with the sum over all worlds, and its interval holds it', () => {
    let [inside, all] = [0, 0];
    fc.assert(
      fc.property(smallGraph(7), fc.integer({ min: 1, max: 4 }), (small, maxHops) => {
        const exact = bruteForceReliability(small, 0, maxHops);
        const { reached, runs } = answer(graphOf(small), ask({ starts: from(0), maxHops, runs: 4_000 }));
        expect(runs).toBe(4_000);
        for (const one of reached) {
          const truth = exact[Number.parseInt(one.assetId.slice(-8), 16)] ?? 0;
          expect(Math.abs(one.probability - truth)).toBeLessThan(0.05);
          expect(one.probability).toBeGreaterThanOrEqual(one.pathProbability);
          all++;
          if ((one.interval?.low ?? 1) <= truth + 1e-9 && truth <= (one.interval?.high ?? 0) + 1e-9) inside++;
        }
      }),
      { numRuns: 60, seed: 7 },
    );
    expect(inside / all).toBeGreaterThan(0.9);
  });

  it('never says that less is reached less safely: taking away raises no probability', () => {
    fc.assert(
      fc.property(smallGraph(10), (small) => {
        const graph = graphOf(small);
        const [edge] = small.edges;
        if (!edge) return;
        const before = answer(graph, ask({ starts: from(0), runs: 200 }));
        const removed = [{ fromId: assetId(edge.from), toId: assetId(edge.to), type: edge.type }];
        const after = answer(graph, ask({ starts: from(0), runs: 200, removed }));
        const chances = new Map(before.reached.map((one) => [one.assetId, one.probability]));
        for (const one of after.reached)
          expect(one.probability).toBeLessThanOrEqual(chances.get(one.assetId) ?? 0);
        expect(answer(graph, ask({ starts: from(0), runs: 200 }))).toEqual(before);
      }),
    );
  });
});

describe('the cut', () => {
  it('is as small as brute force over all sets finds, and no crown jewel is reached without it', () => {
    fc.assert(
      fc.property(smallGraph(7), (small) => {
        const graph = graphOf(small);
        const { cut } = answer(graph, ask({ starts: from(0) }));
        const least = bruteForceCut(small, 0);
        expect(cut?.size).toBe(least);
        expect(cut?.flow).toBe(least);
        if (!cut) return;
        const removed = cut.items.flatMap((item) => (item.kind === 'RELATIONSHIP' ? [item] : []));
        const fixed = cut.items.flatMap((item) => {
          if (item.kind !== 'VULNERABILITY') return [];
          const place = Number.parseInt(item.id.slice(-8), 16);
          return [{ id: item.id, assetId: assetId(small.exploits[place]?.asset ?? 0) }];
        });
        expect(answer(graph, ask({ starts: from(0), removed, fixed })).totals.crownJewels).toBe(0);
      }),
    );
  });

  it('is the fix of a vulnerability where that alone is the start', () => {
    const starts = [{ assetId: assetId(0), fixes: [exploitId(9)] }];
    const { cut } = answer(graphOf(line), ask({ starts }));
    expect(cut).toMatchObject({ size: 1, flow: 1, items: [{ riskRemoved: 1 }] });
    const fixed = [{ id: exploitId(9), assetId: assetId(0) }];
    expect(answer(graphOf(line), ask({ starts, fixed }))).toMatchObject({ originIds: [], reached: [] });
  });

  it('does not exist where a crown jewel is held from the start', () => {
    expect(answer(graphOf(line), ask({ starts: from(3) })).cut).toBeNull();
  });
});

describe('an exploit', () => {
  it('is a second way over the network, gone when it is fixed', () => {
    const graph = graphOf(line);
    const all = answer(graph, ask({ starts: from(0) }));
    const likely = (n: number) => all.reached.find(({ assetId: id }) => id === assetId(n))?.pathProbability;
    expect(likely(2)).toBeCloseTo(0.5 * 0.75, 12);
    expect(likely(3)).toBeCloseTo(0.375 * 0.4, 12);
    const one = answer(graph, ask({ starts: from(0), fixed: [{ id: exploitId(0), assetId: assetId(2) }] }));
    expect(one.reached.find(({ assetId: id }) => id === assetId(2))?.pathProbability).toBeCloseTo(0.25, 12);
    const fixed = [0, 1].map((n) => ({ id: exploitId(n), assetId: assetId(2) }));
    expect(answer(graph, ask({ starts: from(0), fixed })).totals).toMatchObject({
      reached: 1,
      crownJewels: 0,
    });
  });
});

describe('totals', () => {
  it('count and weigh what is reached', () => {
    const { totals } = answer(graphOf(line), ask({ starts: from(0) }));
    expect(totals).toMatchObject({ reached: 3, crownJewels: 1, allCrownJewels: 1, maximumCriticality: 10 });
    expect(totals.expectedCriticality).toBeCloseTo(0.5 * 2 + 0.375 * 3 + 0.15 * 5, 12);
    expect(totals.impacts).toEqual([{ currency: 'EUR', expected: expect.closeTo(75, 9), maximum: 200 }]);
  });

  it('stay whole when fewer are listed, the most at risk first', () => {
    const { reached, totals } = answer(graphOf(line), ask({ starts: from(0), limit: 1 }));
    expect(totals.reached).toBe(3);
    expect(reached.map(({ assetId: id }) => id)).toEqual([assetId(2)]);
  });
});

describe('the shelf', () => {
  it('puts away what was asked for longest ago, and never the last', () => {
    const graph = graphOf(line);
    const shelf = createShelf(graph.bytes * 2);
    shelf.keep('a', '1', graph);
    shelf.keep('b', '1', graph);
    expect(shelf.find('a', '1')).toBe(graph);
    shelf.keep('c', '1', graph);
    expect([shelf.find('a', '1'), shelf.find('b', '1'), shelf.find('c', '1')]).toEqual([
      graph,
      undefined,
      graph,
    ]);
    expect(shelf.find('a', '2')).toBeUndefined();
    const small = createShelf(1);
    small.keep('a', '1', graph);
    expect(small.find('a', '1')).toBe(graph);
  });
});
