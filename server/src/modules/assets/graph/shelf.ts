import type { Graph } from './graph.ts';

/** Graphs by tenant, the least recently asked for put away first. */
export interface Shelf {
  keep(tenantId: string, version: string, graph: Graph): void;
  find(tenantId: string, version: string): Graph | undefined;
}

/** Holds at most `maxBytes`, and always the graph that was kept last: one larger than all room would never be answered otherwise. */
export function createShelf(maxBytes: number): Shelf {
  const kept = new Map<string, { readonly version: string; readonly graph: Graph }>();
  const held = () => [...kept.values()].reduce((sum, { graph }) => sum + graph.bytes, 0);
  return {
    keep(tenantId, version, graph) {
      kept.delete(tenantId);
      kept.set(tenantId, { version, graph });
      for (const oldest of kept.keys()) {
        if (kept.size === 1 || held() <= maxBytes) break;
        kept.delete(oldest);
      }
    },
    find(tenantId, version) {
      const found = kept.get(tenantId);
      if (found?.version !== version) return undefined;
      kept.delete(tenantId);
      kept.set(tenantId, found);
      return found.graph;
    },
  };
}
