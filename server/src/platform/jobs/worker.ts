import { sql } from 'kysely';
import pg from 'pg';
import { Value } from 'typebox/value';
import type { Transactor } from '../db/transactor.ts';
import type { Log } from '../telemetry/log.ts';
import { graphileLogger, type Runner, run as runWorker, type Task, WorkerEventEmitter } from './graphile.ts';
import type { Job, JobRun } from './job.ts';
import { beat, forget, recordDeath, unlockAll, unlockDead } from './liveness.ts';

export interface WorkerOptions {
  readonly appUrl: string;
  readonly jobs: readonly Job[];
  readonly transactor: Transactor;
  readonly log: Log;
  /** Jobs at once. Two cores: parsing runs in children of its own, so 4 keeps small jobs moving beside a large import. */
  readonly concurrency: number;
  /** No other process works on this database: whatever is locked was left by a kill, and is taken over at once. */
  readonly soleOwner: boolean;
}

export interface Worker {
  /** Stops taking jobs, lets running ones end (25 s), gives unfinished ones back. */
  stop(): Promise<void>;
}

const beatEveryMs = 5_000;

/**
 * Background worker over Graphile Worker (ADR 0004). Jobs of a process that was killed are taken over as soon as its
 * heartbeat is 30 s old, instead of Graphile Worker's fixed four hours.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { transactor, log } = options;
  const pool = new pg.Pool({
    connectionString: options.appUrl,
    max: options.concurrency + 4,
    application_name: 'crp-jobs',
  });
  // An idle connection fails on the pool, one that is taken out fails on itself; neither may end the process.
  // While stopping the database may be gone before the last connection has said goodbye.
  let stopping = false;
  const lost = (error: Error) => log[stopping ? 'debug' : 'error']({ err: error }, 'job pool');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  const drain = new AbortController();
  if (options.soleOwner) await unlockAll(transactor);
  const workerIds = new Set<string>();
  const events = new WorkerEventEmitter();
  // Graphile Worker locks jobs in the name of the pool, not of the single worker.
  events.on('pool:create', ({ workerPool }) => workerIds.add(workerPool.id));
  const runner: Runner = await runWorker({
    pgPool: pool,
    events,
    concurrency: options.concurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    gracefulShutdownAbortTimeout: 20_000,
    logger: graphileLogger(log),
    taskList: Object.fromEntries(options.jobs.map((job) => [job.task, taskOf(job, options, drain.signal)])),
  });
  await beat(transactor, workerIds);
  const timer = setInterval(() => {
    void beat(transactor, workerIds)
      .then(() => unlockDead(transactor))
      .catch((error) => log.warn({ err: error }, 'worker heartbeat failed'));
  }, beatEveryMs);
  await unlockDead(transactor);
  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      drain.abort();
      await runner.stop();
      await forget(transactor, workerIds);
      await pool.end();
    },
  };
}

function taskOf(job: Job, { transactor, log }: WorkerOptions, signal: AbortSignal): Task {
  return async (payload, helpers) => {
    const tenantId = tenantOf(payload);
    const { id, attempts, max_attempts: maxAttempts } = helpers.job;
    const caller = { tenantId, actor: { kind: 'SYSTEM', name: job.task }, requestId: `job-${id}` } as const;
    const run: JobRun = {
      caller,
      signal,
      attempt: attempts,
      read: (work) => transactor.read(caller, work),
      write: (work) => transactor.write(caller, work),
      bulk: (work) => transactor.bulk(caller, work),
    };
    try {
      if (!Value.Check(job.payload, payload)) throw new Error(`payload of ${job.task} is not readable`);
      await job.run(run, payload);
    } catch (error) {
      log.warn({ err: error, task: job.task, jobId: id, attempt: attempts }, 'job failed');
      if (attempts >= maxAttempts) await die({ job, run, payload, error, transactor, jobId: id });
      throw error;
    }
  };
}

interface Death {
  readonly job: Job;
  readonly run: JobRun;
  readonly payload: unknown;
  readonly error: unknown;
  readonly transactor: Transactor;
  readonly jobId: string;
}

async function die({ job, run, payload, error, transactor, jobId }: Death): Promise<void> {
  if (job.onDead && Value.Check(job.payload, payload)) await job.onDead(run, payload, error);
  await recordDeath(transactor, { jobId, task: job.task, payload, attempts: run.attempt, error });
}

function tenantOf(payload: unknown): string {
  if (
    typeof payload === 'object' &&
    payload !== null &&
    'tenantId' in payload &&
    typeof payload.tenantId === 'string'
  )
    return payload.tenantId;
  throw new Error('a job names its tenant');
}

/** Waiting, running and dead jobs, for metrics and health. */
export async function jobCounts(
  transactor: Transactor,
): Promise<{ waiting: number; running: number; dead: number; oldestWaitSeconds: number }> {
  return transactor.system('OPERATE_JOBS', async ({ db }) => {
    const { rows } = await sql<{ waiting: number; running: number; dead: number; oldest: number }>`
      select count(*) filter (where locked_at is null and attempts < max_attempts) as waiting,
             count(*) filter (where locked_at is not null) as running,
             (select count(*) from dead_jobs) as dead,
             coalesce(extract(epoch from now() - min(run_at) filter (where locked_at is null and attempts < max_attempts and run_at <= now())), 0)::int as oldest
        from graphile_worker.jobs`.execute(db);
    const row = rows[0];
    return {
      waiting: row?.waiting ?? 0,
      running: row?.running ?? 0,
      dead: row?.dead ?? 0,
      oldestWaitSeconds: Math.max(0, row?.oldest ?? 0),
    };
  });
}
