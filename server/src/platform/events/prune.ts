import Type from 'typebox';
import type { JobRequest } from '../../kernel/ctx.ts';
import { dayMs } from '../../kernel/time.ts';
import type { Ctx } from '../db/ctx.ts';
import { deleteOldEvents, deleteOldKeys } from '../db/prune-store.ts';
import { type Job, type JobRun, job } from '../jobs/job.ts';

export const pruneTask = 'events.prune';

/** A client that comes back later than this is told to start over (`stream.reset`). */
export const retentionDays = 30;
const weekMs = 7 * dayMs;
/** How long an Idempotency-Key is honoured (contract, section 1). */
const keptKeysMs = dayMs;
const batchSize = 5_000;

/**
 * Deletes what is past its retention, in short transactions.
 * @param consumers names of all of them: what one has not read stays
 */
export function pruneJob(consumers: readonly string[]): Job {
  return job({
    task: pruneTask,
    payload: Type.Object({ tenantId: Type.String() }),
    run: async (run) => {
      await inBatches(run, (ctx) =>
        deleteOldEvents(ctx, {
          before: earlier(ctx.now, retentionDays * dayMs),
          consumers,
          limit: batchSize,
        }),
      );
      await inBatches(run, (ctx) => deleteOldKeys(ctx, earlier(ctx.now, keptKeysMs), batchSize));
    },
  });
}

async function inBatches(run: JobRun, deleteSome: (ctx: Ctx) => Promise<number>): Promise<void> {
  while (!run.signal.aborted && (await run.write(deleteSome)) === batchSize) {
    // Another full batch waits.
  }
}

/**
 * The job that will delete this week's events, asked for with every event and once a week however often: it comes when the last of
 * them is past its retention, also if the tenant does nothing any more.
 */
export function pruneRequest({ tenantId, now }: Pick<Ctx, 'tenantId' | 'now'>): JobRequest {
  const week = Math.floor(Date.parse(now) / weekMs);
  const dueMs = (week + 1) * weekMs + retentionDays * dayMs;
  return {
    task: pruneTask,
    payload: { tenantId },
    key: `${pruneTask}:${tenantId}:${week}`,
    runAt: new Date(dueMs).toISOString(),
  };
}

function earlier(now: string, ms: number): string {
  return new Date(Date.parse(now) - ms).toISOString();
}
