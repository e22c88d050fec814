import { describe, expect, it } from 'vitest';
import type { Reached } from '../../api/blast-radius.ts';
import { layOut } from './layout.ts';

const asset = (id: string) => ({ id, name: id, criticality: 3 });
const reach = (id: string, ...way: string[]): Reached => ({
  asset: asset(id),
  kind: 'HOST',
  probability: 0.5,
  pathProbability: 0.5,
  interval: null,
  impact: null,
  hops: way.length,
  path: way.map((fromId, n) => ({
    fromId,
    assetId: way[n + 1] ?? id,
    name: '',
    relationshipId: null,
    type: 'CONNECTS_TO',
    probability: 0.5,
    exploits: [],
  })),
});
const far = ({ x, y }: { x: number; y: number }) => Math.round(Math.hypot(x, y));

describe('the picture of a blast radius', () => {
  it('has the origin in the middle and a ring for each step', () => {
    const nodes = layOut({ origins: [asset('o')], reached: [reach('b', 'o', 'a'), reach('a', 'o')] });
    expect(nodes.map(({ id }) => id)).toEqual(['o', 'a', 'b']);
    expect(nodes.map(({ parent }) => parent)).toEqual([-1, 0, 1]);
    const [origin, near = origin, last = origin] = nodes;
    if (!origin || !near || !last) throw new Error('nodes are missing');
    expect(far(origin)).toBe(0);
    expect(far(near)).toBeGreaterThan(0);
    expect(far(last)).toBeGreaterThan(far(near));
  });

  it('keeps 5,000 assets of one ring apart', () => {
    const reached = Array.from({ length: 5_000 }, (_none, n) => reach(`n${n}`, 'o'));
    const nodes = layOut({ origins: [asset('o')], reached }).slice(1);
    const distances = nodes
      .slice(1)
      .map(({ x, y }, n) => Math.hypot(x - (nodes[n]?.x ?? 0), y - (nodes[n]?.y ?? 0)));
    expect(Math.min(...distances)).toBeGreaterThan(15);
  });

  it('is the same whatever the order of the answer', () => {
    const [a, b] = [reach('a', 'o'), reach('b', 'o')];
    expect(layOut({ origins: [asset('o')], reached: [a, b] })).toEqual(
      layOut({ origins: [asset('o')], reached: [b, a] }),
    );
  });
});
