import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { keepGauges } from './gauges.ts';
import type { Source } from './kernel/ctx.ts';
import { type Background, createBackground } from './platform/background.ts';
import type { Config } from './platform/config/config.ts';
import type { Keys } from './platform/crypto/keys.ts';
import { createPools, type Pools } from './platform/db/pools.ts';
import { createTransactor } from './platform/db/transactor.ts';
import { dispatchJob } from './platform/events/consumer.ts';
import { startLiveFeed } from './platform/events/live.ts';
import { pruneJob } from './platform/events/prune.ts';
import { servePages } from './platform/http/pages.ts';
import { createRefusals } from './platform/http/refusals.ts';
import { createServer } from './platform/http/server.ts';
import { startWorker } from './platform/jobs/worker.ts';
import { assemble, loadModules, startModules } from './platform/modules.ts';
import type { Platform } from './platform/platform.ts';
import { openStorage } from './platform/storage/open-storage.ts';
import type { Log } from './platform/telemetry/log.ts';
import { createMetrics } from './platform/telemetry/metrics.ts';
import { version } from './version.ts';

export interface ComposeOptions {
  readonly config: Config;
  readonly keys: Keys;
  /** URL of the role the service runs as; the database is prepared. */
  readonly appUrl: string;
  readonly role: 'all' | 'api' | 'worker';
  readonly source: Source;
  readonly log: Log;
  /** True when no other process can be working on this database (embedded): leftovers of a kill are taken over at once. */
  readonly soleOwner: boolean;
  /** See Platform. Default false. */
  readonly demoComes?: boolean;
  readonly poolSizes?: { readonly mainSize: number; readonly bulkSize: number };
}

export interface Composed {
  readonly app: FastifyInstance;
  readonly platform: Platform;
  readonly pools: Pools;
  /** What no answer waits for: done when it is drained. */
  readonly background: Background;
  /** Drains: no new requests or jobs, running ones end, connections close. Idempotent. */
  stop(): Promise<void>;
}

/** Everything wired together over a prepared database; the HTTP server is not listening yet. */
export async function compose(options: ComposeOptions): Promise<Composed> {
  // Closed in reverse order: no new requests, running jobs end, connections last. Also when the start fails half-way.
  const opened = new AsyncDisposableStack();
  try {
    const composed = await open(options, opened);
    return { ...composed, stop: once(() => opened.disposeAsync()) };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function open(options: ComposeOptions, opened: AsyncDisposableStack): Promise<Omit<Composed, 'stop'>> {
  const { config, appUrl, log, source, role } = options;
  const pools = createPools({
    appUrl,
    onError: (error) => log.error({ err: error }, 'idle database connection'),
    ...options.poolSizes,
  });
  opened.defer(() => pools.end());
  const transactor = createTransactor({ pools, source, log });
  const live = await startLiveFeed({ appUrl, log });
  opened.defer(() => live.stop());
  const metrics = createMetrics({ processMetrics: role !== 'worker' });
  const platform: Platform = {
    config,
    transactor,
    storage: await openStorage(config),
    keys: options.keys,
    live,
    source,
    log,
    metrics,
    demoComes: options.demoComes ?? false,
    version,
  };
  const modules = await loadModules();
  const { bindings, jobs, consumers, authenticator } = assemble(modules, platform);
  opened.defer(async () => authenticator.drain?.());
  await startModules(modules, platform);
  if (role !== 'api') {
    const worker = await startWorker({
      appUrl,
      jobs: [...jobs, dispatchJob(consumers), pruneJob(consumers.map(({ name }) => name))],
      transactor,
      log,
      concurrency: 4,
      soleOwner: options.soleOwner,
    });
    opened.defer(() => worker.stop());
  }
  opened.defer(keepGauges(platform, pools));
  const background = createBackground(log);
  opened.defer(() => background.drain());
  const app = await createServer({
    bindings: role === 'worker' ? [] : bindings,
    authenticator,
    transactor,
    digestKey: options.keys.tokenPepper,
    refusals: createRefusals({ transactor, background, source }),
    log,
    source,
    https: config.publicUrl.startsWith('https:'),
    ownOrigins: new Set([config.publicUrl]),
    trustedProxies: config.trustedProxies,
    observe: metrics.request,
    extend: (server) => servePages(server, { platform, webRoot, pages: role !== 'worker' }),
  });
  opened.defer(() => app.close());
  return { app, platform, pools, background };
}

const webRoot = fileURLToPath(new URL('../../web/dist/', import.meta.url));

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
