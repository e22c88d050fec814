import type { Ctx } from '../../platform/db/ctx.ts';
import { lockBreached, markTold, type NextDue, selectNextDue } from './breach-store.ts';

export const breachTask = 'vulnerabilities.tell-breaches';

const batchSize = 200;
/** Retries go on for about ten days: an outage of that length delays the word, but does not lose it. */
const maxAttempts = 50;

/**
 * Says once of each open vulnerability that its due date has passed. A clock that runs on, through imports and fixes that did not
 * hold, keeps its date and is not told again; a new date that passes is. Then sees to it that somebody looks when the next date
 * passes.
 * @returns whether more may wait
 */
export async function tellBreaches(ctx: Ctx): Promise<boolean> {
  const rows = await lockBreached(ctx, batchSize);
  if (rows.length > 0) {
    await markTold(
      ctx,
      rows.map(({ id }) => id),
    );
  }
  for (const { id, ...payload } of rows)
    ctx.emit({
      type: 'vulnerability.sla-breached',
      version: 1,
      subject: { type: 'vulnerability', id },
      payload: { ...payload },
    });
  const more = rows.length === batchSize;
  const next = more ? undefined : await selectNextDue(ctx);
  if (next !== undefined) wake(ctx, next);
  return more;
}

/** As `tellBreaches`, where only one batch fits: the rest is a job's. */
export async function tellSomeBreaches(ctx: Ctx): Promise<void> {
  if (await tellBreaches(ctx))
    ctx.enqueue({
      task: breachTask,
      payload: { tenantId: ctx.tenantId },
      key: `${breachTask}:${ctx.tenantId}`,
      maxAttempts,
    });
}

function wake(ctx: Ctx, { dueAt, wakeAt }: NextDue): void {
  ctx.enqueue({
    task: breachTask,
    payload: { tenantId: ctx.tenantId, dueAt },
    key: `${breachTask}:${ctx.tenantId}:${dueAt}`,
    runAt: wakeAt,
    maxAttempts,
  });
}
