import type { Bucket } from './range.ts';

export interface Timed {
  /** Milliseconds since 1970, UTC. */
  readonly atMs: number;
}

/**
 * Carries the last known item forward: for each bucket the latest item before its end, or null while there was none yet.
 * Of items at the same time the later in the list wins.
 * @param items in order of time
 * @throws RangeError when they are not.
 */
export function carryForward<Item extends Timed>(
  items: readonly Item[],
  buckets: readonly Bucket[],
): (Item | null)[] {
  requireOrder(items);
  let next = 0;
  let known: Item | null = null;
  return buckets.map(({ endMs }) => {
    for (let item = items[next]; item && item.atMs < endMs; item = items[next]) {
      known = item;
      next += 1;
    }
    return known;
  });
}

/** For each bucket the items inside it. @throws RangeError unless items are in order of time. */
export function within<Item extends Timed>(items: readonly Item[], buckets: readonly Bucket[]): Item[][] {
  requireOrder(items);
  let next = 0;
  return buckets.map(({ startMs, endMs }) => {
    const inside: Item[] = [];
    for (let item = items[next]; item && item.atMs < endMs; item = items[next]) {
      if (item.atMs >= startMs) inside.push(item);
      next += 1;
    }
    return inside;
  });
}

function requireOrder(items: readonly Timed[]): void {
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    if (!Number.isFinite(item.atMs) || (before && before.atMs > item.atMs)) {
      throw new RangeError(`trend items must be in order of time; item ${index} is not`);
    }
  }
}
