import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';

/** Why the person who finalizes accepts the warnings; part of the receipt. */
export async function noteReason(ctx: Ctx, jobId: string, reason: string | undefined): Promise<void> {
  await sql`update ingestion_jobs set acknowledge_reason = ${reason ?? null} where job_id = ${jobId}`.execute(
    ctx.db,
  );
}

export async function getReason(ctx: ReadCtx, jobId: string): Promise<string | null> {
  const { rows } = await sql<{
    reason: string | null;
  }>`select acknowledge_reason as reason from ingestion_jobs where job_id = ${jobId}`.execute(ctx.db);
  return rows[0]?.reason ?? null;
}
