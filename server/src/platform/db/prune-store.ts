import { sql } from 'kysely';
import type { Ctx } from './ctx.ts';

interface OldEvents {
  /** RFC 3339. */
  readonly before: string;
  /** All of them have to have read an event before it may go. */
  readonly consumers: readonly string[];
  readonly limit: number;
}

/** Deletes the oldest events that every consumer has read. @returns how many */
export async function deleteOldEvents(ctx: Ctx, { before, consumers, limit }: OldEvents): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from events where seq in (
      select e.seq from events e where e.at < ${before}::timestamptz
        and e.seq <= (select case when count(*) = ${consumers.length} then coalesce(min(c.seq), 9223372036854775807) else 0 end
                        from event_cursors c where c.consumer = any(${[...consumers]}::text[]))
       order by e.seq limit ${limit})`.execute(ctx.db);
  return Number(numAffectedRows);
}

/** Answers to repeated requests are not given any more. @returns how many were deleted */
export async function deleteOldKeys(ctx: Ctx, before: string, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from idempotency_keys where (principal, operation, key) in (
      select principal, operation, key from idempotency_keys where created_at < ${before}::timestamptz limit ${limit})`.execute(
    ctx.db,
  );
  return Number(numAffectedRows);
}
