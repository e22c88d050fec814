import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';

interface Due {
  /** RFC 3339. */
  readonly before: string;
  readonly limit: number;
}

/** Files of which every job has ended and rested since `before`, and that no other module keeps. @returns their SHA-256 */
export async function dueFiles(ctx: ReadCtx, { before, limit }: Due): Promise<readonly string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select sha256 from ingestion_jobs where raw_deleted_at is null group by sha256
    having max(updated_at) < ${before}::timestamptz and bool_and(state in ('FINALIZED', 'DISCARDED', 'REJECTED', 'FAILED'))
       and not object_used_elsewhere(sha256)
     order by max(updated_at), sha256 limit ${limit}`.execute(ctx.db);
  return rows.map(({ sha256 }) => sha256);
}

export async function noteDeleted(ctx: Ctx, files: readonly string[]): Promise<void> {
  await sql`update ingestion_jobs set raw_deleted_at = ${ctx.now} where sha256 = any(${files}) and raw_deleted_at is null`.execute(
    ctx.db,
  );
}

/** When the job's bytes were deleted; null while they are there. */
export async function rawDeletedAt(ctx: ReadCtx, jobId: string): Promise<string | null> {
  const { rows } = await sql<{
    at: string | null;
  }>`select raw_deleted_at as at from ingestion_jobs where job_id = ${jobId}`.execute(ctx.db);
  return rows[0]?.at ?? null;
}

/** By the clock that the queue goes by. */
export async function tomorrow(ctx: ReadCtx): Promise<string> {
  const { rows } = await sql<{ at: string }>`
    select to_char((clock_timestamp() + interval '1 day') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`.execute(
    ctx.db,
  );
  return rows[0]?.at ?? ctx.now;
}
