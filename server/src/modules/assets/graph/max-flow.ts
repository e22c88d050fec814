/** A network of arcs with whole capacities. Arc `i ^ 1` is the way back of arc `i`. */
export interface Network {
  readonly heads: number[];
  readonly room: number[];
  readonly arcsOf: number[][];
}

export function emptyNetwork(): Network {
  return { heads: [], room: [], arcsOf: [] };
}

export function addNode(network: Network): number {
  return network.arcsOf.push([]) - 1;
}

/** @returns the arc */
export function addArc(network: Network, from: number, to: number, capacity: number): number {
  const arc = network.heads.push(to, from) - 2;
  network.room.push(capacity, 0);
  network.arcsOf[from]?.push(arc);
  network.arcsOf[to]?.push(arc + 1);
  return arc;
}

/** Dinic's algorithm. Changes `room`. @returns the value of a maximum flow, which is the value of a minimum cut */
export function maxFlow(network: Network, source: number, sink: number): number {
  let flow = 0;
  for (;;) {
    const level = levels(network, source);
    if ((level[sink] ?? -1) < 0) return flow;
    const next = new Uint32Array(network.arcsOf.length);
    for (let more = augment(network, { source, sink, level, next }); more > 0; ) {
      flow += more;
      more = augment(network, { source, sink, level, next });
    }
  }
}

/** Steps from the source over arcs with room; -1 where there is no way: after a maximum flow that is the far side of a minimum cut. */
export function levels({ arcsOf, heads, room }: Network, source: number): Int32Array {
  const level = new Int32Array(arcsOf.length).fill(-1);
  level[source] = 0;
  const queue = [source];
  for (const node of queue) {
    for (const arc of arcsOf[node] ?? []) {
      const head = heads[arc] ?? 0;
      if ((room[arc] ?? 0) <= 0 || (level[head] ?? -1) >= 0) continue;
      level[head] = (level[node] ?? 0) + 1;
      queue.push(head);
    }
  }
  return level;
}

interface Search {
  readonly source: number;
  readonly sink: number;
  readonly level: Int32Array;
  /** First arc of each node not yet found to lead nowhere. */
  readonly next: Uint32Array;
}

/** One more way from source to sink, without recursion: graphs are deep. @returns what flows over it; 0 when there is none */
function augment({ arcsOf, heads, room }: Network, { source, sink, level, next }: Search): number {
  const way: number[] = [];
  let node = source;
  while (node !== sink) {
    const arc = arcsOf[node]?.[next[node] ?? 0];
    if (arc === undefined) {
      const back = way.pop();
      if (back === undefined) return 0;
      node = heads[back ^ 1] ?? 0;
      next[node] = (next[node] ?? 0) + 1;
      continue;
    }
    const head = heads[arc] ?? 0;
    if ((room[arc] ?? 0) > 0 && level[head] === (level[node] ?? 0) + 1) {
      way.push(arc);
      node = head;
    } else next[node] = (next[node] ?? 0) + 1;
  }
  const flow = Math.min(...way.map((arc) => room[arc] ?? 0));
  for (const arc of way) {
    room[arc] = (room[arc] ?? 0) - flow;
    room[arc ^ 1] = (room[arc ^ 1] ?? 0) + flow;
  }
  return flow;
}
