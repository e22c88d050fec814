import type { Ctx } from '../../platform/db/ctx.ts';
import { acceptanceEnded } from './messages.ts';
import { carryOut } from './moves.ts';
import { lockEnded } from './write-store.ts';

export const expiryTask = 'vulnerabilities.end-acceptances';

/** Retries go on for about ten days, so that an outage of that length still ends in a reopening. */
const maxAttempts = 50;

/** Wakes the tenant's reopening at the moment an acceptance ends. Acceptances that end together wake it once. */
export function scheduleEnd(ctx: Ctx, expiresAt: string): void {
  ctx.enqueue({
    task: expiryTask,
    payload: { tenantId: ctx.tenantId, endsAt: expiresAt },
    key: `${expiryTask}:${ctx.tenantId}:${expiresAt}`,
    runAt: expiresAt,
    maxAttempts,
  });
}

const batchSize = 200;

/** Reopens what is no longer accepted. The acceptance stays in the history. @returns whether more may wait */
export async function reopenEnded(ctx: Ctx): Promise<boolean> {
  const rows = await lockEnded(ctx, batchSize);
  await carryOut(ctx, rows, {
    to: 'OPEN',
    reason: acceptanceEnded,
    evidenceIds: [],
    expiresAt: null,
    effectiveAt: null,
    cause: 'EXPIRY',
  });
  return rows.length === batchSize;
}
