import type pg from 'pg';
import type { Source } from '../../kernel/ctx.ts';
import { AppError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import { newId, timestampOf } from '../../kernel/source.ts';
import type { Log } from '../telemetry/log.ts';
import type { Caller, Ctx, ReadCtx } from './ctx.ts';
import { outboxOver } from './outbox.ts';
import { type Db, gatherWrites, kyselyOver } from './pipeline.ts';
import type { Pools } from './pools.ts';

/** The only door to the database. */
export interface Transactor {
  /** A read-only snapshot. The database itself refuses a write. */
  read<T>(caller: Caller, work: (ctx: ReadCtx) => Promise<T>): Promise<T>;
  /** Change, audit rows, events and jobs commit together. Runs again when the database asks for it (40001, 40P01). */
  write<T>(caller: Caller, work: (ctx: Ctx) => Promise<T>): Promise<T>;
  /** As `write`, on a connection that can COPY and hold cursors. For jobs, never for a request. */
  bulk<T>(caller: Caller, work: (ctx: Ctx, client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** No tenant: sees only tables without one, and functions made for it. The reason is one of a closed list. */
  system<T>(reason: SystemReason, work: (ctx: SystemCtx) => Promise<T>): Promise<T>;
  /**
   * One reading statement with no tenant and no transaction of its own, a snapshot in itself. For the functions that look a
   * credential up: BEGIN and COMMIT would double the messages of every request.
   */
  lookup<R extends pg.QueryResultRow>(statement: LookupStatement): Promise<readonly R[]>;
}

export interface LookupStatement {
  /** Prepared once a connection under this name. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Why something may look past the tenants. This list only shrinks. */
export const systemReasons = [
  'AUTHENTICATE',
  'SET_UP',
  'OPERATE_JOBS',
  'HEALTH',
  'PLATFORM_ADMINISTRATION',
] as const;
export type SystemReason = (typeof systemReasons)[number];

/** Not a Ctx: it has no tenant, so it fits none of the functions that need one. */
export interface SystemCtx {
  readonly system: true;
  readonly reason: SystemReason;
  readonly db: Db;
  readonly source: Source;
  readonly now: string;
  readonly newId: () => string;
}

interface TransactorOptions {
  readonly pools: Pools;
  readonly source: Source;
  readonly log: Log;
}

const maxTries = 4;

export function createTransactor({ pools, source, log }: TransactorOptions): Transactor {
  const readCtx = ({ tenantId, actor, requestId }: Caller, db: Db): ReadCtx => {
    let own: Log | undefined;
    return {
      tenantId,
      actor,
      requestId,
      db,
      source,
      now: timestampOf(source),
      newId: () => newId(source),
      // Made when written to: most transactions never do.
      get log() {
        own ??= log.child({ requestId, tenantId });
        return own;
      },
    };
  };
  const change = async <T>(
    { pool, begin }: { readonly pool: pg.Pool; readonly begin: string },
    caller: Caller,
    work: (ctx: Ctx, client: pg.PoolClient) => Promise<T>,
  ): Promise<T> =>
    withRetry(() =>
      onConnection(pool, `${begin}; ${settings(caller)}`, async (client, db) => {
        const outbox = outboxOver(readCtx(caller, db));
        const result = await work(outbox.ctx, client);
        const flushed = outbox.flush(db);
        // One after the other where the connection does not pipeline; all at once where it does.
        if (!client.pipeline) await Promise.all(flushed);
        await Promise.all([...flushed, commit(client)]);
        return result;
      }),
    );
  return {
    read: (caller, work) =>
      onConnection(
        pools.main,
        `begin isolation level repeatable read read only; ${settings(caller)}`,
        async (client, db) => {
          const result = await work(readCtx(caller, db));
          // Nothing to lose: the answer need not wait for it, the connection does.
          gatherWrites(client);
          void client.query('commit').catch((error) => log.warn({ err: error }, 'commit of a read failed'));
          return result;
        },
      ),
    write: (caller, work) => change({ pool: pools.main, begin: 'begin' }, caller, work),
    // Imports sort and hash 100,000s of rows; what does not fit here goes through temporary files.
    bulk: (caller, work) =>
      change({ pool: pools.bulk, begin: "begin; set local work_mem = '64MB'" }, caller, work),
    system: (reason, work) =>
      withRetry(() =>
        onConnection(pools.main, 'begin', async (client, db) => {
          const result = await work({
            system: true,
            reason,
            db,
            source,
            now: timestampOf(source),
            newId: () => newId(source),
          });
          await commit(client);
          return result;
        }),
      ),
    lookup: async <R extends pg.QueryResultRow>({ name, text, values }: LookupStatement) => {
      const client = await connect(pools.main);
      try {
        const { rows } = await client.query<R>({ name, text, values: [...values] });
        return rows;
      } finally {
        client.release();
      }
    },
  };
}

/** One simple-protocol message with BEGIN, so that the tenant wall costs no round trip of its own. */
function settings({ tenantId, actor }: Caller): string {
  if (!isUuid(tenantId)) throw new Error('a transaction needs a tenant id');
  const userId = actor.kind === 'SYSTEM' ? '' : actor.userId;
  if (userId && !isUuid(userId)) throw new Error('an actor needs a user id');
  return `select set_config('app.tenant', '${tenantId}', true), set_config('app.user', '${userId}', true)`;
}

async function onConnection<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient, db: Db) => Promise<T>,
): Promise<T> {
  const client = await connect(pool);
  gatherWrites(client);
  const begun = client.query(begin);
  begun.catch(() => undefined);
  try {
    const result = await work(client, kyselyOver(client));
    await begun;
    client.release();
    return result;
  } catch (error) {
    await rollback(client);
    throw error;
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new AppError('UNAVAILABLE', 'The database does not answer. Try again in a moment.', {
      retryAfterSeconds: 2,
      internal: 'no connection from the pool',
      cause: error,
    });
  }
}

/** COMMIT of a transaction in which a statement failed answers ROLLBACK, not an error. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back');
}

async function rollback(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}

/** serialization_failure and deadlock_detected: the statement did nothing, the whole transaction may run again. */
const repeatable = new Set(['40001', '40P01']);

async function withRetry<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === maxTries || !repeatable.has(sqlState(error) ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt));
    }
  }
}

/** SQLSTATE of a database error, else undefined. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
