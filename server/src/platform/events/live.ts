import pg from 'pg';
import type { Log } from '../telemetry/log.ts';

/** Wakes readers of a tenant when it has new events or progress, on whichever node they were written. */
export interface LiveFeed {
  /** Calls `wake` after each commit with events of the tenant; `progress` carries transient job progress. Returns the unsubscribe. */
  subscribe(tenantId: string, listener: Listener): () => void;
  stop(): Promise<void>;
}

export interface Listener {
  readonly wake: () => void;
  readonly progress: (message: unknown) => void;
}

const reconnectMs = 1_000;

/** One LISTEN connection a process. A lost connection is opened again; readers are woken then, so nothing is missed. */
export async function startLiveFeed({ appUrl, log }: { appUrl: string; log: Log }): Promise<LiveFeed> {
  const listeners = new Map<string, Set<Listener>>();
  let client: pg.Client | undefined;
  let stopped = false;
  const wakeAll = () => {
    for (const set of listeners.values()) for (const listener of set) listener.wake();
  };
  const reconnect = () => {
    if (stopped) return;
    setTimeout(() => void connect().then(wakeAll, reconnect), reconnectMs).unref();
  };
  const connect = async () => {
    const next = new pg.Client({ connectionString: appUrl, application_name: 'crp-live', keepAlive: true });
    next.on('error', (error) => {
      if (stopped) return;
      log.warn({ err: error }, 'live feed lost its connection');
      reconnect();
    });
    next.on('notification', ({ channel, payload = '' }) => {
      const tenantId = payload.slice(0, 36);
      for (const listener of listeners.get(tenantId) ?? []) {
        if (channel === 'crp_events') listener.wake();
        else listener.progress(JSON.parse(payload.slice(37)));
      }
    });
    await next.connect();
    await next.query('listen crp_events; listen crp_progress');
    client = next;
  };
  await connect();
  return {
    subscribe(tenantId, listener) {
      const set = listeners.get(tenantId) ?? new Set();
      listeners.set(tenantId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(tenantId);
      };
    },
    async stop() {
      stopped = true;
      await client?.end();
    },
  };
}
