import type { Ctx } from '../../platform/db/ctx.ts';
import { insertHistory } from './history-store.ts';
import type { Status } from './lifecycle.ts';
import { personOf } from './policy.ts';
import { type LockedRow, moveRows } from './write-store.ts';

export interface Decision {
  readonly to: Status;
  readonly reason: string;
  readonly evidenceIds: readonly string[];
  /** When an acceptance ends; null for every other move. */
  readonly expiresAt: string | null;
  /** When it took place; null: now. */
  readonly effectiveAt: string | null;
  readonly cause: 'PERSON' | 'EXPIRY';
}

/** Carries out what was allowed: register, history, audit and event together, or none of them. */
export async function carryOut(ctx: Ctx, rows: readonly LockedRow[], decision: Decision): Promise<void> {
  if (rows.length === 0) return;
  const { to, reason, expiresAt, cause } = decision;
  const effectiveAt = decision.effectiveAt ?? ctx.now;
  await moveRows(
    ctx,
    rows.map(({ id }) => id),
    {
      to,
      declaredBy: to === 'CLIENT_FIXED' ? personOf(ctx.actor) : null,
      acceptedUntil: expiresAt,
      at: effectiveAt,
    },
  );
  await insertHistory(
    ctx,
    rows.map((row) => ({
      vulnerabilityId: row.id,
      kind: 'STATUS',
      from: row.status,
      to,
      reason,
      cause,
      evidenceIds: decision.evidenceIds,
      expiresAt,
      effectiveAt,
    })),
  );
  for (const row of rows) {
    const subject = { type: 'vulnerability', id: row.id };
    ctx.audit({
      type: 'vulnerability.status-changed',
      subject,
      data: {
        from: row.status,
        to,
        reason,
        cause,
        expiresAt,
        effectiveAt,
        evidenceIds: decision.evidenceIds,
      },
    });
    ctx.emit({
      type: 'vulnerability.status-changed',
      version: 1,
      subject,
      payload: { from: row.status, to, cause, expiresAt, effectiveAt },
    });
  }
  ctx.touchRegister();
}
