import { sql } from 'kysely';
import type { Transactor } from '../db/transactor.ts';

/** A worker silent for this long is dead; its jobs go to others. */
const deadAfterSeconds = 30;

export async function beat(transactor: Transactor, workerIds: ReadonlySet<string>): Promise<void> {
  const ids = [...workerIds];
  await transactor.system('OPERATE_JOBS', ({ db }) =>
    sql`insert into worker_heartbeats (worker_id, at) select unnest(${ids}::text[]), clock_timestamp()
        on conflict (worker_id) do update set at = excluded.at`.execute(db),
  );
}

export async function forget(transactor: Transactor, workerIds: ReadonlySet<string>): Promise<void> {
  await transactor.system('OPERATE_JOBS', ({ db }) =>
    sql`delete from worker_heartbeats where worker_id = any(${[...workerIds]}::text[])`.execute(db),
  );
}

/** Gives back every job, whoever holds it. Only for a process that knows it is alone. */
export async function unlockAll(transactor: Transactor): Promise<void> {
  await transactor.system('OPERATE_JOBS', async ({ db }) => {
    await sql`delete from worker_heartbeats`.execute(db);
    await sql`select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))`.execute(
      db,
    );
  });
}

/** Gives back the jobs of workers without a fresh heartbeat (killed processes). */
export async function unlockDead(transactor: Transactor): Promise<readonly string[]> {
  return transactor.system('OPERATE_JOBS', async ({ db }) => {
    const { rows } = await sql<{ worker: string }>`
      select distinct j.locked_by as worker from graphile_worker.jobs j
       where j.locked_by is not null and j.locked_at < clock_timestamp() - make_interval(secs => ${deadAfterSeconds})
         and not exists (select 1 from worker_heartbeats h where h.worker_id = j.locked_by
                          and h.at > clock_timestamp() - make_interval(secs => ${deadAfterSeconds}))`.execute(
      db,
    );
    const dead = rows.map((row) => row.worker);
    if (dead.length > 0) await sql`select graphile_worker.force_unlock_workers(${dead}::text[])`.execute(db);
    await sql`delete from worker_heartbeats where at < clock_timestamp() - interval '1 day'`.execute(db);
    return dead;
  });
}

interface DeadJob {
  readonly jobId: string;
  readonly task: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly error: unknown;
}

export async function recordDeath(transactor: Transactor, dead: DeadJob): Promise<void> {
  const message = dead.error instanceof Error ? dead.error.message : String(dead.error);
  await transactor.system('OPERATE_JOBS', ({ db }) =>
    sql`insert into dead_jobs (job_id, task, payload, attempts, last_error, died_at)
        values (${dead.jobId}, ${dead.task}, ${JSON.stringify(dead.payload)}::jsonb, ${dead.attempts}, ${message.slice(0, 2_000)}, clock_timestamp())
        on conflict (job_id) do nothing`.execute(db),
  );
}
