import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let one: TestTenant;
let two: TestTenant;
let app: pg.Client;
beforeAll(async () => {
  server = await testServer({ worker: false });
  one = await makeTenant(server, 'One');
  two = await makeTenant(server, 'Two');
  await makeKey(server, one.admin, ['read:dashboard']);
  app = new pg.Client({ connectionString: server.database.appUrl });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await server.close();
});

async function inTenant(tenantId: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  await app.query('begin');
  try {
    await app.query(`select set_config('app.tenant', $1, true)`, [tenantId]);
    return (await app.query(sql)).rows;
  } finally {
    await app.query('rollback');
  }
}

it.each(['user_secrets', 'sessions', 'setup_tokens', 'auth_failures', 'known_sources'])(
  'lets the service’s role not read %s at all',
  async (table) => {
    await expect(app.query(`select * from ${table}`)).rejects.toThrow(/permission denied/);
  },
);

it('never shows the hash of a key’s secret to the service’s role', async () => {
  await expect(inTenant(one.tenantId, 'select secret_hash from api_keys')).rejects.toThrow(
    /permission denied/,
  );
  expect(await inTenant(one.tenantId, 'select lookup from api_keys')).toHaveLength(1);
});

it.each(['users', 'memberships', 'api_keys', 'invitations', 'tenants'])(
  'shows of %s nothing without a tenant and nothing of another',
  async (table) => {
    expect((await app.query(`select 1 from ${table}`)).rows).toEqual([]);
    const mine = await inTenant(
      two.tenantId,
      `select t::text as text from ${table === 'api_keys' ? '(select tenant_id, name from api_keys)' : table} t`,
    );
    expect(JSON.stringify(mine)).not.toContain(one.tenantId);
    expect(JSON.stringify(mine)).not.toContain(one.admin.userId);
  },
);

it('lets nobody write across the wall', async () => {
  await expect(
    inTenant(
      two.tenantId,
      `insert into memberships (tenant_id, user_id, role, joined_at) values ('${one.tenantId}', '${two.admin.userId}', 'WORKSPACE_ADMIN', now())`,
    ),
  ).rejects.toThrow(/row-level security/);
  await expect(inTenant(two.tenantId, `update users set platform_admin = true`)).rejects.toThrow(
    /permission denied/,
  );
  expect(
    await inTenant(
      two.tenantId,
      `update memberships set role = 'WORKSPACE_ADMIN' where tenant_id = '${one.tenantId}' returning 1`,
    ),
  ).toEqual([]);
});

it('keeps the looking-up role from logging in, bypassing or owning', async () => {
  const { rows } = await server.database.admin.query(`select rolcanlogin, rolsuper, rolbypassrls,
    (select count(*)::int from pg_class c where c.relowner = r.oid) as owned from pg_roles r where rolname = 'crp_auth'`);
  expect(rows).toEqual([{ rolcanlogin: false, rolsuper: false, rolbypassrls: false, owned: 0 }]);
});

it('pins the search path of every function that runs as its owner, and lets only the service call them', async () => {
  const { rows } =
    await server.database.admin.query(`select p.proname from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace
    and (not coalesce(p.proconfig::text, '') like '%search_path=public, pg_temp%' or has_function_privilege('public', p.oid, 'execute')
      or pg_get_userbyid(p.proowner) <> 'crp_auth')`);
  expect(rows).toEqual([]);
});
