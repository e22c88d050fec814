import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

describe('a scope key that nobody has used yet', () => {
  it('may be made by two at the same moment: the second waits and takes the one that is there', async () => {
    const first = await server.database.admin.connect();
    try {
      await first.query('begin');
      await first.query(
        `insert into scope_keys (tenant_id, scope_key_id, key, name, kind, targets, created_at, created_by, updated_at)
         values ($1, gen_random_uuid(), 'new-scope', 'new-scope', 'MIXED', '[]', now(), $2, now())`,
        [tenant.tenantId, { kind: 'SYSTEM', id: 'test', name: 'test' }],
      );
      const second = server.call('POST', '/report-ingestion/jobs', {
        headers: tenant.admin.headers,
        body: { scopeKey: 'new-scope', fileName: 'a.csv', payload: 'title,severity\nA,High\n' },
      });
      // It has seen no such key and now waits for the outcome of the first.
      const waiting = `select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%scope_keys%'`;
      await expect
        .poll(async () => (await server.database.admin.query<{ n: number }>(waiting)).rows[0]?.n, {
          timeout: 20_000,
        })
        .toBe(1);
      await first.query('commit');
      expect(await second).toMatchObject({ status: 202, data: { scopeKey: 'new-scope' } });
    } finally {
      first.release();
    }
    const { rows } = await server.database.admin.query<{ n: number }>(
      `select count(*)::int as n from scope_keys where tenant_id = $1 and key = 'new-scope'`,
      [tenant.tenantId],
    );
    expect(rows[0]?.n).toBe(1);
  });
});
