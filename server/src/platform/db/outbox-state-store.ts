import { sql } from 'kysely';
import type { Db } from './pipeline.ts';

/** A dispatch job is made with the first event that waits and keeps the time of its making when more come. */
export async function selectOutboxState(
  db: Db,
  dispatchTask: string,
): Promise<{ readonly pendingEvents: number; readonly lagSeconds: number }> {
  const { rows } = await sql<{ pendingEvents: number; lagSeconds: number }>`
    select outbox_pending() as "pendingEvents",
           coalesce((select greatest(0, extract(epoch from now() - min(created_at))) from graphile_worker.jobs
                      where task_identifier = ${dispatchTask} and attempts < max_attempts), 0)::float8 as "lagSeconds"`.execute(
    db,
  );
  return rows[0] ?? { pendingEvents: 0, lagSeconds: 0 };
}
