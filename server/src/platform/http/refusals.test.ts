import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey, makeTenant, signIn, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
  tenant = await makeTenant(server);
  other = await makeTenant(server, 'Other Ltd');
});
afterAll(() => server.close());

interface Kept {
  readonly tenant_id: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly subject_id: string;
  readonly data: unknown;
}

/** Refusals in the log of a tenant, oldest first. */
async function kept(tenantId: string): Promise<readonly Kept[]> {
  await server.background.drain();
  const { rows } = await server.database.admin.query<Kept>(
    `select tenant_id, actor_kind, actor_id, subject_id, body::jsonb->'data' as data from audit_log
      where type = 'access.refused' and tenant_id = $1 order by seq`,
    [tenantId],
  );
  return rows;
}

const invite = (headers: Readonly<Record<string, string>>) =>
  server.call('POST', '/users', { headers, body: { email: 'x@example.test', role: 'MEMBER' } });

describe('who is refused', () => {
  it('stands in the audit log of the tenant, with what was tried', async () => {
    expect((await invite(tenant.member.headers)).code).toBe('FORBIDDEN');
    expect(await kept(tenant.tenantId)).toMatchObject([
      {
        actor_kind: 'USER',
        actor_id: tenant.member.userId,
        subject_id: 'inviteUser',
        data: { code: 'FORBIDDEN', method: 'POST', path: '/users', address: '127.0.0.1' },
      },
    ]);
  });

  it('stands there once a minute for each operation, however often it is tried', async () => {
    server.clock.advance({ minutes: 2 });
    const before = (await kept(tenant.tenantId)).length;
    await Promise.all(Array.from({ length: 30 }, () => invite(tenant.member.headers)));
    expect(await kept(tenant.tenantId)).toHaveLength(before + 1);
    expect((await invite(tenant.auditor.headers)).status).toBe(403);
    expect(await kept(tenant.tenantId)).toHaveLength(before + 2);
    server.clock.advance({ minutes: 1 });
    await invite(tenant.member.headers);
    expect(await kept(tenant.tenantId)).toHaveLength(before + 3);
  });

  it('with a key: lacking scope, or a person where one is needed, in the key’s own tenant', async () => {
    const headers = await makeKey(server, tenant.admin, ['read:assets']);
    expect((await server.call('GET', '/vulnerabilities', { headers })).code).toBe('INSUFFICIENT_SCOPE');
    expect((await invite(headers)).code).toBe('SESSION_REQUIRED');
    const named = { ...headers, 'x-tenant-id': other.tenantId };
    expect((await server.call('GET', '/assets', { headers: named })).code).toBe('FORBIDDEN');
    expect((await kept(tenant.tenantId)).filter(({ actor_kind }) => actor_kind === 'API_KEY')).toMatchObject([
      { subject_id: 'listVulnerabilities', data: { code: 'INSUFFICIENT_SCOPE' } },
      { subject_id: 'inviteUser', data: { code: 'SESSION_REQUIRED' } },
      { subject_id: 'listAssets', data: { code: 'FORBIDDEN', namedTenantId: other.tenantId } },
    ]);
    expect(await kept(other.tenantId)).toEqual([]);
  });

  it('at the door of another tenant: in the caller’s own log, as for one that never existed', async () => {
    const headers = await signIn(server, tenant.verifier.userId);
    const absent = '0199ffff-ffff-7fff-bfff-ffffffffffff';
    for (const named of [other.tenantId, absent]) {
      server.clock.advance({ minutes: 1 });
      await server.call('GET', '/assets', { headers: { ...headers, 'x-tenant-id': named } });
    }
    const mine = (await kept(tenant.tenantId)).filter(({ actor_id }) => actor_id === tenant.verifier.userId);
    expect(mine).toMatchObject([
      { subject_id: 'listAssets', data: { namedTenantId: other.tenantId } },
      { subject_id: 'listAssets', data: { namedTenantId: absent } },
    ]);
    expect(await kept(other.tenantId)).toEqual([]);
  });

  it('is not kept for strangers and for what is let through', async () => {
    const before = await kept(tenant.tenantId);
    expect((await invite({})).status).toBe(401);
    expect((await server.call('GET', '/assets', { headers: tenant.member.headers })).status).toBe(200);
    expect(await kept(tenant.tenantId)).toEqual(before);
  });
});
