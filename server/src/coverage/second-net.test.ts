import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPools, type Pools } from '../platform/db/pools.ts';
import { createTransactor, sqlState, type Transactor } from '../platform/db/transactor.ts';
import { createLog } from '../platform/telemetry/log.ts';
import { testClock } from '../testing/clock.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { fillTenantTables, type TenantTable } from './any-rows.fixture.ts';

/** Row security alone, with none of the service's code in front of it: what a forgotten filter would run into. */

const tenantA = randomUUID();
const tenantB = randomUUID();
const notAllowed = '42501';

let database: TestDatabase;
let tables: readonly TenantTable[];
let app: pg.Client;
let pools: Pools;
let transactor: Transactor;

beforeAll(async () => {
  database = await testDatabase();
  tables = await fillTenantTables(database, [tenantA, tenantB]);
  app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  pools = createPools({ appUrl: database.appUrl, mainSize: 2, bulkSize: 1, onError: () => undefined });
  transactor = createTransactor({ pools, source: testClock(), log: createLog({ level: 'silent' }) });
});

afterAll(async () => {
  await app.end();
  await pools.end();
  await database.drop();
});

/** SQLSTATE of the refusal, or what came out of the statement. */
async function outcome(text: string, values: readonly unknown[] = []): Promise<string> {
  try {
    const { rowCount } = await app.query(text, [...values]);
    return `${rowCount} rows`;
  } catch (error) {
    return sqlState(error) ?? String(error);
  }
}

async function asTenant(tenantId: string | undefined): Promise<void> {
  await app.query(
    tenantId === undefined ? 'reset app.tenant' : `select set_config('app.tenant', '${tenantId}', false)`,
  );
}

async function visibleRows(table: string): Promise<number> {
  const { rows } = await app.query<{ seen: string }>(`select count(tenant_id) as seen from ${table}`);
  return Number(rows[0]?.seen);
}

/** Tables whose finished rows a policy hides from every update, so that there is nothing to refuse. */
const settled = ['extractions'];

describe.each([
  ['no tenant', undefined],
  ['an empty tenant', ''],
  ['a tenant that has nothing', randomUUID()],
])('as the service’s role with %s', (_name, tenantId) => {
  it('every table is empty, and takes, changes and gives up no row', async () => {
    await asTenant(tenantId);
    for (const { name, insert } of tables) {
      expect(await visibleRows(name), name).toBe(0);
      expect(await outcome(insert, [tenantB]), name).toBe(notAllowed);
      expect(['0 rows', notAllowed], name).toContain(
        await outcome(`update ${name} set tenant_id = tenant_id`),
      );
      expect(['0 rows', notAllowed], name).toContain(await outcome(`delete from ${name}`));
    }
  });
});

describe('as the service’s role with one tenant', () => {
  it('every table shows that tenant’s row only, and takes none for another', async () => {
    await asTenant(tenantA);
    for (const { name, insert } of tables) {
      expect(await visibleRows(name), name).toBe(1);
      expect(await outcome(insert, [tenantB]), name).toBe(notAllowed);
      expect(['0 rows', notAllowed], name).toContain(
        await outcome(`delete from ${name} where tenant_id = '${tenantB}'`),
      );
      expect(['0 rows', notAllowed], name).toContain(
        await outcome(`update ${name} set tenant_id = tenant_id where tenant_id = '${tenantB}'`),
      );
    }
  });

  it('no row moves to another tenant', async () => {
    await asTenant(tenantA);
    for (const { name } of tables) {
      const expected = settled.includes(name) ? '0 rows' : notAllowed;
      expect(await outcome(`update ${name} set tenant_id = '${tenantB}'`), name).toBe(expected);
    }
  });

  it('a key of another tenant may be taken again, so that a refusal tells nothing', async () => {
    await asTenant(tenantA);
    const key = randomUUID();
    const add = `insert into idempotency_keys values ($1, 'p', 'o', $2, '\\x00', 0, null, now())`;
    await database.admin.query(add, [tenantB, key]);
    expect(await outcome(add, [tenantA, key])).toBe('1 rows');
  });

  it('TRUNCATE, COPY into, and every way out of the role are refused', async () => {
    await asTenant(tenantA);
    for (const { name } of tables) {
      expect(await outcome(`truncate ${name}`), name).toBe(notAllowed);
      // 0A000: COPY FROM is not possible under row security.
      expect(['0A000', notAllowed], name).toContain(await outcome(`copy ${name} from stdin`));
      expect(await outcome(`alter table ${name} disable row level security`), name).toBe(notAllowed);
      expect(await outcome(`drop policy tenant_wall on ${name}`), name).toBe(notAllowed);
    }
    for (const role of ['crp_auth', new URL(database.adminUrl).username]) {
      expect(await outcome(`set role ${role}`)).toBe(notAllowed);
      expect(await outcome(`set session authorization ${role}`)).toBe(notAllowed);
    }
    expect(await outcome('create function f() returns int language sql return 1')).toBe(notAllowed);
  });

  it('switching row security off makes reads fail, not leak', async () => {
    await asTenant(tenantA);
    await app.query('set row_security = off');
    for (const { name } of tables)
      expect(await outcome(`select tenant_id from ${name}`), name).toBe(notAllowed);
    await app.query('set row_security = on');
  });
});

const markOf = (tenantId: string) => (tenantId === tenantA ? 'mark of A' : 'mark of B');

/** Two tenants' transactions, interleaved on two connections; every fifth fails half-way. Gives the rows that were not the caller's. */
async function interleaved(count: number): Promise<{ leaks: number; seen: number }> {
  let [leaks, seen, next] = [0, 0, 0];
  const one = async (n: number): Promise<void> => {
    const tenantId = n % 2 === 0 ? tenantA : tenantB;
    const caller = { tenantId, actor: { kind: 'SYSTEM', name: 'test' }, requestId: String(n) } as const;
    const look = async (db: Parameters<Parameters<Transactor['read']>[1]>[0]['db']) => {
      const { rows } = await sql<{
        tenant_id: string;
        title: string;
      }>`select tenant_id, title from vulnerabilities`.execute(db);
      seen += rows.length;
      leaks += rows.filter(
        (row) => row.tenant_id !== tenantId || row.title === markOf(tenantId === tenantA ? tenantB : tenantA),
      ).length;
    };
    if (n % 3 === 0) return transactor.read(caller, ({ db }) => look(db));
    return transactor.write(caller, async ({ db }) => {
      await sql`update vulnerabilities set title = ${markOf(tenantId)}`.execute(db);
      await look(db);
      if (n % 5 === 0) throw new Error('half-way');
    });
  };
  const work = async () => {
    while (next < count)
      await one(next++).catch((error: unknown) => expect(String(error)).toContain('half-way'));
  };
  await Promise.all(Array.from({ length: 20 }, work));
  return { leaks, seen };
}

describe('two tenants on a pool of two connections', () => {
  it('2,000 interleaved reads and writes: no row of the other, and no tenant left on a connection', async () => {
    const { leaks, seen } = await interleaved(2_000);
    console.log(
      `second net: ${seen} rows seen in 2,000 interleaved transactions, ${leaks} of another tenant`,
    );
    expect(seen).toBe(2_000);
    expect(leaks).toBe(0);
    for (const pool of [pools.main, pools.main, pools.bulk]) {
      const { rows } = await pool.query(`select coalesce(current_setting('app.tenant', true), '') as tenant`);
      expect(rows).toEqual([{ tenant: '' }]);
    }
  });
});

describe('without the guard', () => {
  it('the same queries leak: what was proved above is the guard’s work', async () => {
    await database.admin.query('alter table vulnerabilities disable row level security');
    expect((await interleaved(20)).leaks).toBeGreaterThan(0);
    await asTenant(tenantA);
    for (const { name } of tables) {
      await database.admin.query(`alter table ${name} disable row level security`);
      expect(await visibleRows(name), name).toBeGreaterThanOrEqual(2);
    }
  });
});
