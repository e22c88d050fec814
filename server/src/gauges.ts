import type { Pools } from './platform/db/pools.ts';
import { outboxState } from './platform/events/outbox-state.ts';
import { jobCounts } from './platform/jobs/worker.ts';
import type { Platform } from './platform/platform.ts';

type Measured = Pick<Platform, 'transactor' | 'storage' | 'metrics' | 'log'>;

const everyMs = 5_000;
/** Counting objects lists all of them: dear in a bucket, and the figure moves slowly. */
const storageEveryMs = 60 * 60_000;

/** Keeps the gauges of what nobody asks for in passing. @returns stops it */
export function keepGauges(platform: Measured, pools: Pools): () => void {
  const { metrics } = platform;
  const often = setInterval(() => {
    metrics.pool({
      inUse: pools.main.totalCount - pools.main.idleCount,
      idle: pools.main.idleCount,
      waiting: pools.main.waitingCount,
    });
    void measureJobs(platform);
  }, everyMs);
  const seldom = setInterval(() => void measureStorage(platform), storageEveryMs);
  const first = setTimeout(() => void measureStorage(platform), everyMs);
  for (const timer of [often, seldom, first]) timer.unref();
  return () => {
    for (const timer of [often, seldom, first]) clearTimeout(timer);
  };
}

/** Background jobs, and events that wait for them. Never throws. */
export async function measureJobs({ transactor, metrics, log }: Measured): Promise<void> {
  try {
    const [jobs, outbox] = await Promise.all([jobCounts(transactor), outboxState(transactor)]);
    metrics.jobs(jobs);
    metrics.outbox(outbox);
  } catch (error) {
    log.warn({ err: error }, 'job counts');
  }
}

/** Bytes of all stored objects. Never throws. */
export async function measureStorage({ storage, metrics, log }: Measured): Promise<void> {
  try {
    metrics.storageBytes(await storage.usedBytes());
  } catch (error) {
    log.warn({ err: error }, 'size of the storage');
  }
}
