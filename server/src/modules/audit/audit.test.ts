import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { verifyChain, verifyChainEnd } from './verify.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
  tenant = await makeTenant(server);
  for (const n of [1, 2, 3, 4, 5]) await act(tenant, n);
});
afterAll(() => server.close());

function act({ tenantId, admin }: TestTenant, n: number): Promise<void> {
  const actor = {
    kind: 'USER',
    userId: admin.userId,
    roles: ['WORKSPACE_ADMIN'],
    platformAdmin: false,
  } as const;
  const type = n % 2 === 0 ? 'api-key.created' : 'asset.changed';
  return server.platform.transactor.write({ tenantId, actor, requestId: `r-${n}` }, async (ctx) =>
    ctx.audit({ type, subject: { type: type.split('.')[0] ?? '', id: String(n) }, data: { n } }),
  );
}

const list = (query = '', headers = tenant.auditor.headers) =>
  server.call('GET', `/audit/events${query}`, { headers });

function itemsOf(data: unknown): readonly unknown[] {
  const items = fieldOf(data, 'items');
  if (!Array.isArray(items)) throw new Error('no list');
  return items;
}
const numbersOf = (data: unknown) => itemsOf(data).map((item) => fieldOf(item, 'seq'));

describe('GET /audit/events', () => {
  it('shows who did what, newest first, with the name of the person', async () => {
    const { status, data } = await list();
    expect(status).toBe(200);
    expect(numbersOf(data)).toEqual([5, 4, 3, 2, 1]);
    expect(itemsOf(data)[0]).toMatchObject({
      type: 'asset.changed',
      subject: { type: 'asset', id: '5' },
      actor: { kind: 'USER', id: tenant.admin.userId, name: 'Test workspace_admin' },
      requestId: 'r-5',
      data: { n: 5 },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('filters by type, prefix of a type, subject, actor and time', async () => {
    expect(numbersOf((await list('?type=api-key.created')).data)).toEqual([4, 2]);
    expect(numbersOf((await list('?type=api-key.')).data)).toEqual([4, 2]);
    expect(numbersOf((await list('?type=api-key.,asset.changed&sort=seq')).data)).toEqual([1, 2, 3, 4, 5]);
    expect(numbersOf((await list('?subjectType=asset&subjectId=3')).data)).toEqual([3]);
    expect(numbersOf((await list(`?actorId=${tenant.member.userId}`)).data)).toEqual([]);
    expect(numbersOf((await list('?to=2020-01-01T00:00:00Z')).data)).toEqual([]);
  });

  it('pages without gap or repeat, both ways, while entries arrive', async () => {
    const other = await makeTenant(server, 'Paging');
    for (const n of [1, 2, 3, 4, 5]) await act(other, n);
    const headers = other.auditor.headers;
    const first = await list('?limit=2', headers);
    await act(other, 6);
    const cursor = String(fieldOf(fieldOf(first.data, 'page'), 'nextCursor'));
    const second = await list(`?limit=2&cursor=${cursor}`, headers);
    expect([...numbersOf(first.data), ...numbersOf(second.data)]).toEqual([5, 4, 3, 2]);
    expect(await list(`?limit=2&sort=seq&cursor=${cursor}`, headers)).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it('refuses what it does not know, and a time that does not exist', async () => {
    expect(await list('?limit=0')).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await list('?cursor=made-up')).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await list('?from=2026-02-30T00:00:00Z')).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it('is for auditors and administrators of the tenant, and keys with read:audit', async () => {
    expect((await server.call('GET', '/audit/events')).status).toBe(401);
    expect((await list('', tenant.member.headers)).status).toBe(403);
    expect((await list('', tenant.verifier.headers)).status).toBe(403);
    expect((await list('', tenant.admin.headers)).status).toBe(200);
    expect((await list('', await makeKey(server, tenant.auditor, ['read:audit']))).status).toBe(200);
    expect((await list('', await makeKey(server, tenant.auditor, ['read:reports']))).code).toBe(
      'INSUFFICIENT_SCOPE',
    );
    const foreign = await makeTenant(server, 'Foreign');
    expect(numbersOf((await list('', foreign.auditor.headers)).data)).toEqual([]);
    expect((await list('', { ...foreign.auditor.headers, 'x-tenant-id': tenant.tenantId })).status).toBe(403);
  });
});

describe('the stored chain', () => {
  const caller = (of: TestTenant) =>
    ({ tenantId: of.tenantId, actor: { kind: 'SYSTEM', name: 'test' }, requestId: 'r' }) as const;

  let chained: TestTenant;
  beforeAll(async () => {
    chained = await makeTenant(server, 'Chained');
    for (const n of [1, 2, 3, 4, 5]) await act(chained, n);
  });

  it('verifies as the database wrote it, whole and from the middle', async () => {
    expect(await server.platform.transactor.read(caller(chained), verifyChain)).toEqual({
      intact: true,
      checked: 5,
      entries: 5,
      fault: null,
    });
    const end = await server.platform.transactor.read(caller(chained), (ctx) => verifyChainEnd(ctx, 2));
    expect(end).toEqual({ intact: true, checked: 2, entries: 5, fault: null });
  });

  it('names the entry that an operator of the database changed or removed', async () => {
    const other = await makeTenant(server, 'Tampered');
    for (const n of [1, 2, 3, 4]) await act(other, n);
    const { admin } = server.database;
    await admin.query(`update audit_log set actor_id = 'nobody' where tenant_id = $1 and seq = 3`, [
      other.tenantId,
    ]);
    expect(await server.platform.transactor.read(caller(other), verifyChain)).toMatchObject({
      intact: false,
      checked: 2,
      fault: { seq: 3, kind: 'COLUMNS' },
    });
    await admin.query('delete from audit_log where tenant_id = $1 and seq >= 3', [other.tenantId]);
    expect(await server.platform.transactor.read(caller(other), verifyChain)).toMatchObject({
      intact: false,
      fault: { seq: 3, kind: 'HEAD' },
    });
  });

  it('can be neither changed nor shortened by the service’s own role', async () => {
    const app = new pg.Client({ connectionString: server.database.appUrl });
    await app.connect();
    try {
      await app.query(`select set_config('app.tenant', $1, false)`, [chained.tenantId]);
      expect((await app.query('select count(*)::int as n from audit_log')).rows).toEqual([{ n: 5 }]);
      await expect(app.query(`update audit_log set actor_id = 'nobody'`)).rejects.toThrow(
        /permission denied/,
      );
      await expect(app.query('delete from audit_log')).rejects.toThrow(/permission denied/);
      await expect(app.query('truncate audit_log')).rejects.toThrow(/permission denied/);
    } finally {
      await app.end();
    }
  });
});
