import { sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { eventsAfter, type StoredEvent } from '../../platform/events/consumer.ts';

/** Number of the tenant's newest event; 0 before the first. */
export async function newestSeq(ctx: ReadCtx): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select event_seq as seq from tenant_heads`.execute(ctx.db);
  return rows[0]?.seq ?? 0;
}

export interface Replay {
  readonly events: readonly StoredEvent[];
  readonly newest: number;
  /** Events right after the asked number are gone, or never were (a restored database). */
  readonly broken: boolean;
  /** Time of the look. */
  readonly now: string;
}

export async function replayAfter(ctx: ReadCtx, seq: number, limit: number): Promise<Replay> {
  const [events, newest] = await Promise.all([eventsAfter(ctx, seq, limit), newestSeq(ctx)]);
  const next = events[0]?.seq;
  const broken = seq > newest || (next === undefined ? seq < newest : next !== seq + 1);
  return { events, newest, broken, now: ctx.now };
}
