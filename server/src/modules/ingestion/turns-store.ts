import { sql } from 'kysely';
import type { Ctx } from '../../platform/db/ctx.ts';

export type Step = 'extract' | 'validate' | 'finalize';

/** Steps of one tenant that run at once: half of a worker's places, so that no tenant holds all of them. */
const places = 2;
/** From here on one more makes no difference. */
const lastTurn = 1_000;

/**
 * Asks for a step of an import, in turn: the first job of each tenant goes before the second of any, and so on, so a hundred reports
 * of one tenant keep nobody else waiting for more than one. The steps' names are part of the queue's payloads: never rename.
 */
export async function enqueueStep(ctx: Ctx, jobId: string, step: Step): Promise<void> {
  const task = `ingestion.${step}`;
  ctx.enqueue({
    task,
    payload: { tenantId: ctx.tenantId, jobId },
    key: `${task}:${jobId}`,
    queue: `ingestion:${ctx.tenantId}:${placeOf(jobId)}`,
    priority: await turnOf(ctx, jobId),
    maxAttempts: 4,
  });
}

/** How many imports of the tenant are before this one and still on their way, this one included. */
async function turnOf(ctx: Ctx, jobId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select 1 from ingestion_jobs o, (select created_at, job_id from ingestion_jobs where job_id = ${jobId}) j
       where o.state in ('RECEIVED', 'EXTRACTING', 'EXTRACTED', 'VALIDATING', 'FINALIZING') and o.process = 'preview'
         and (o.created_at, o.job_id) < (j.created_at, j.job_id) limit ${lastTurn}) before`.execute(ctx.db);
  return (rows[0]?.n ?? 0) + 1;
}

/** The last hex digit of an id is random. */
function placeOf(jobId: string): number {
  return Number.parseInt(jobId.slice(-1), 16) % places;
}
