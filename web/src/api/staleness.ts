import type { QueryClient, QueryKey } from '@tanstack/react-query';

const register = ['vulnerabilities', 'vulnerability', 'assets', 'asset', 'dashboard'] as const;
const assessed = ['assessments', 'assessment'] as const;

/** Which cached reads an event makes stale, by the subject its type starts with. */
const staleBySubject: Readonly<Record<string, readonly string[]>> = {
  'ingestion-job': ['jobs', 'job', 'scope-keys'],
  register: [...register, ...assessed, 'jobs', 'job', 'scope-keys'],
  vulnerability: register,
  asset: register,
  assessment: [...assessed, 'dashboard'],
  report: ['reports'],
};

/** The cached reads of a tenant that no longer hold after the event. */
export function staleAfter(tenantId: string, eventType: string): readonly QueryKey[] {
  if (eventType === 'stream.reset') return [[tenantId]];
  const subject = eventType.split('.')[0] ?? '';
  return (staleBySubject[subject] ?? []).map((name) => [tenantId, name]);
}

export interface Refresher {
  stale(keys: readonly QueryKey[]): void;
}

/**
 * Reads again what became stale, one round after the other: an event that comes during a round is served by the next, so
 * a burst costs few reads and the last event is never answered from a read older than itself.
 */
export function refresher(queries: QueryClient, signal: AbortSignal): Refresher {
  const waiting = new Map<string, QueryKey>();
  let running = false;
  const run = async () => {
    running = true;
    while (waiting.size > 0 && !signal.aborted) {
      const keys = [...waiting.values()];
      waiting.clear();
      await readAgain(queries, keys);
    }
    running = false;
  };
  return {
    stale(keys) {
      for (const key of keys) waiting.set(JSON.stringify(key), key);
      if (!running) void run();
    },
  };
}

async function readAgain(queries: QueryClient, keys: readonly QueryKey[]): Promise<void> {
  const cache = queries.getQueryCache();
  // A first read cannot be called off; it may have looked before the event, so its answer is stale when it comes.
  const firstReads = keys
    .flatMap((queryKey) => cache.findAll({ queryKey, fetchStatus: 'fetching' }))
    .filter((query) => query.state.data === undefined);
  const again = keys.map((queryKey) => queries.invalidateQueries({ queryKey }));
  await Promise.allSettled(firstReads.map((query) => query.promise));
  await Promise.all([
    ...again,
    ...firstReads.map(({ queryKey }) => queries.invalidateQueries({ queryKey, exact: true })),
  ]);
}
