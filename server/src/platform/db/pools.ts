import pg from 'pg';

/**
 * Two pools, one driver (ADR 0002). `main` pipelines: statements of a transaction are sent without waiting for the answers
 * before. `bulk` does not, for COPY and cursors, which keep a portal open across round trips.
 */
export interface Pools {
  readonly main: pg.Pool;
  readonly bulk: pg.Pool;
  end(): Promise<void>;
}

interface PoolOptions {
  readonly appUrl: string;
  /** Connections of the pipelined pool; each serves one transaction at a time. */
  readonly mainSize?: number;
  readonly bulkSize?: number;
  readonly onError: (error: Error) => void;
}

const statementTimeoutMs = 30_000;
const bulkStatementTimeoutMs = 15 * 60_000;

/**
 * Set-based statements over freshly loaded rows, before statistics exist: memory enough to hash, and no nested loops, which
 * the planner would pick for the handful of rows it expects.
 */
const bulkSettings = '-c work_mem=64MB -c temp_buffers=64MB -c enable_nestloop=off -c jit=off';

export function createPools({ appUrl, mainSize = 16, bulkSize = 4, onError }: PoolOptions): Pools {
  const types = { getTypeParser: typeParser };
  const shared = {
    connectionString: appUrl,
    types,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    options: '-c TimeZone=UTC',
  };
  const main = new pg.Pool({
    ...shared,
    pipeline: true,
    max: mainSize,
    application_name: 'crp',
    statement_timeout: statementTimeoutMs,
  });
  const bulk = new pg.Pool({
    ...shared,
    options: `${shared.options} ${bulkSettings}`,
    max: bulkSize,
    application_name: 'crp-bulk',
    statement_timeout: bulkStatementTimeoutMs,
  });
  // An idle connection that the server closes must not end the process.
  let ending = false;
  const lost = (error: Error) => {
    if (!ending) onError(error);
  };
  for (const pool of [main, bulk]) {
    pool.on('error', lost);
    // A connection that is taken out fails on itself, and its statement fails too; neither may end the process.
    pool.on('connect', (client) => client.on('error', lost));
  }
  return {
    main,
    bulk,
    async end() {
      ending = true;
      await Promise.all([main.end(), bulk.end()]);
    },
  };
}

const int8 = 20;
const timestamptz = 1184;

function typeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === int8) return parseInt8;
  if (oid === timestamptz) return rfc3339;
  return pg.types.getTypeParser(oid, format);
}

function parseInt8(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`bigint beyond 2^53: ${value}`);
  return number;
}

/** "2026-11-23 22:34:26.123456+00" → "2026-11-23T22:34:26.123Z". Sessions run in UTC, so the offset is always +00. */
export function rfc3339(value: string): string {
  const end = value.length - 3;
  const dot = value.indexOf('.', 19);
  const seconds = `${value.slice(0, 10)}T${value.slice(11, 19)}`;
  if (dot < 0) return `${seconds}.000Z`;
  return `${seconds}.${value.slice(dot + 1, Math.min(end, dot + 4)).padEnd(3, '0')}Z`;
}
