import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';

/** Statements are SQL with the types of their rows; no table is known to it. */
export type Db = Kysely<unknown>;

const dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};
const config = { dialect };
const driver = new DummyDriver();
const compiler = new PostgresQueryCompiler();
const adapter = new PostgresAdapter();

/**
 * A Kysely over one connection that sends at once. Kysely's own transaction waits for each answer before the next
 * statement may go out, which would undo the pipeline.
 */
export function kyselyOver(client: pg.PoolClient): Db {
  const known = kyselies.get(client);
  if (known) return known;
  const made = makeKysely(client);
  kyselies.set(client, made);
  return made;
}

/**
 * What is sent until the present tick ends leaves in one write: BEGIN with the first statement, the COMMIT of a read with the BEGIN of
 * whoever gets the connection next. A write to a socket costs more than anything else in a small read.
 */
export function gatherWrites({ connection: { stream } }: pg.PoolClient): void {
  stream.cork();
  // Runs once all promises that can go on have gone on.
  process.nextTick(() => stream.uncork());
}

/** It has no state but its connection, and making one costs more than a small statement. */
const kyselies = new WeakMap<pg.PoolClient, Db>();

function makeKysely(client: pg.PoolClient): Db {
  const connection = new PipelinedConnection(client);
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: (consumer) => consumer(connection),
  });
  return new Kysely<unknown>({ config, driver, dialect, executor });
}

class PipelinedConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  /** A connection without pipelining takes one statement after the other. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = { text: query.sql, values: [...query.parameters] };
    const result = this.#client.pipeline
      ? await this.#client.query(statement)
      : await this.#inTurn(statement);
    return {
      rows: result.rows,
      ...(result.rowCount === null ? {} : { numAffectedRows: BigInt(result.rowCount) }),
    };
  }

  #inTurn(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    const turn = this.#before.then(() => this.#client.query(statement));
    this.#before = turn.catch(() => undefined);
    return turn;
  }

  // biome-ignore lint/correctness/useYield: cursors belong to the bulk pool (ADR 0002)
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('a pipelined connection has no cursors; use the bulk pool');
  }
}
