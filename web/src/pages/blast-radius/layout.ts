import type { BlastRadius } from '../../api/blast-radius.ts';

export interface Node {
  readonly id: string;
  readonly name: string;
  /** 1 for an origin. */
  readonly probability: number;
  readonly criticality: number;
  readonly x: number;
  readonly y: number;
  /** Node that the most likely path comes from; -1 for an origin. */
  readonly parent: number;
}

/** Between two rings. */
const ring = 100;
/** Along a ring. */
const room = 22;

/**
 * Origins in the middle, what is reached in n steps on the nth ring, each branch in a sector as wide as its leaves need. Pure and
 * without chance: the same answer is the same picture.
 */
export function layOut({ origins, reached }: Pick<BlastRadius, 'origins' | 'reached'>): readonly Node[] {
  const placeOf = new Map(origins.map(({ id }, n) => [id, n]));
  const ordered = [...reached].sort((a, b) => a.hops - b.hops || (a.asset.id < b.asset.id ? -1 : 1));
  for (const { asset } of ordered) placeOf.set(asset.id, placeOf.size);
  const parents = [
    ...origins.map(() => -1),
    ...ordered.map(({ path }) => placeOf.get(path.at(-1)?.fromId ?? '') ?? 0),
  ];
  const angles = anglesOf(parents);
  const depths = [...origins.map(() => 0), ...ordered.map(({ hops }) => hops)];
  const radii = radiiOf(depths);
  const assets = [
    ...origins.map((asset) => ({ ...asset, probability: 1 })),
    ...ordered.map(({ asset, probability }) => ({ ...asset, probability })),
  ];
  return assets.map(({ id, name, criticality, probability }, n) => {
    const angle = angles[n] ?? 0;
    const alone = (depths[n] ?? 0) === 0 && origins.length === 1;
    const radius = alone ? 0 : (radii[depths[n] ?? 0] ?? 0);
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    return { id, name, criticality, probability, x, y, parent: parents[n] ?? -1 };
  });
}

/** Each ring as far out as its assets need to stand apart. */
function radiiOf(depths: readonly number[]): readonly number[] {
  const counts: number[] = [];
  for (const depth of depths) counts[depth] = (counts[depth] ?? 0) + 1;
  const radii: number[] = [];
  for (const [depth, count = 0] of counts.entries()) {
    const before = depth === 0 ? -ring / 2 : (radii[depth - 1] ?? 0);
    radii[depth] = Math.max(before + ring, (count * room) / (2 * Math.PI));
  }
  return radii;
}

/** Middle of the sector of each node, by the leaves before and below it. Parents stand before their children. */
function anglesOf(parents: readonly number[]): readonly number[] {
  const leaves = parents.map(() => 0);
  const children: number[][] = parents.map(() => []);
  for (const [n, parent] of parents.entries()) if (parent >= 0) children[parent]?.push(n);
  for (let n = parents.length - 1; n >= 0; n--) {
    leaves[n] = Math.max(1, leaves[n] ?? 0);
    const parent = parents[n] ?? -1;
    if (parent >= 0) leaves[parent] = (leaves[parent] ?? 0) + (leaves[n] ?? 0);
  }
  const roots = parents.flatMap((parent, n) => (parent < 0 ? [n] : []));
  const total = roots.reduce((sum, n) => sum + (leaves[n] ?? 0), 0);
  const starts = parents.map(() => 0);
  let next = 0;
  for (const n of roots) {
    starts[n] = next;
    next += leaves[n] ?? 0;
  }
  for (const [n, below] of children.entries()) {
    let start = starts[n] ?? 0;
    for (const child of below) {
      starts[child] = start;
      start += leaves[child] ?? 0;
    }
  }
  return parents.map(
    (_parent, n) => (2 * Math.PI * ((starts[n] ?? 0) + (leaves[n] ?? 0) / 2)) / total - Math.PI / 2,
  );
}
