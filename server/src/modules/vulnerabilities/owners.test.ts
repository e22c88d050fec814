import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../testing/import.ts';
import { makePerson, makeTenant, type TestPerson, type TestTenant } from '../../testing/people.ts';
import { idOf, importFindings, itemsOf, listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let colleague: TestPerson;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  colleague = await makePerson(server, tenant.tenantId, 'MEMBER');
  const findings = ['shop', 'office', 'press'].flatMap((host) =>
    [1, 2].map((n) => ({
      title: `${host} ${n}`,
      severity: 'High' as const,
      url: `https://${host}.example/`,
    })),
  );
  await importFindings(server, tenant.admin, findings, { finishedAt: '2026-02-20T08:00:00Z' });
  await own('shop 1', tenant.member.userId);
});
afterAll(() => server.close());

const id = (title: string) => idOf(server, tenant.admin, title);

/** Makes somebody the owner of the asset that a vulnerability is on. */
async function own(title: string, ownerId: string | null): Promise<void> {
  const found = await server.call('GET', `/vulnerabilities/${await id(title)}`, {
    headers: tenant.admin.headers,
  });
  const assetId = String(record(record(found.data).asset).id);
  const answer = await server.call('PATCH', `/assets/${assetId}`, {
    headers: tenant.admin.headers,
    body: { ownerId },
  });
  expect(answer.status, answer.text).toBe(200);
}

async function titles(query: string): Promise<readonly unknown[]> {
  const answer = await server.call('GET', `/vulnerabilities?sort=title&${query}`, {
    headers: tenant.member.headers,
  });
  return itemsOf(answer).map(({ title }) => title);
}

async function unassigned(): Promise<unknown> {
  const { data, text } = await server.call('GET', '/dashboard/summary', { headers: tenant.admin.headers });
  return record(record(data, text).counts).unassigned;
}

const assign = (vulnerabilityIds: readonly string[], ownerId: string | null, person: TestPerson) =>
  server.call('POST', '/vulnerabilities/bulk-owner', {
    headers: person.headers,
    body: { vulnerabilityIds, ownerId },
  });
const declare = async (title: string, person: TestPerson) =>
  server.call('PATCH', `/vulnerabilities/${await id(title)}/status`, {
    headers: person.headers,
    body: { status: 'CLIENT_FIXED', reason: 'Updated' },
  });

describe('who looks after an asset', () => {
  it('is shown, listed and counted as the owner of what is on it', async () => {
    const [first] = itemsOf(
      await server.call('GET', '/vulnerabilities?q=shop', { headers: tenant.member.headers }),
    );
    expect(first).toMatchObject({ owner: { id: tenant.member.userId }, ownerFromAsset: true });
    expect(await titles(`ownerId=${tenant.member.userId}`)).toEqual(['shop 1', 'shop 2']);
    expect(await titles('unassigned=true')).toEqual(['office 1', 'office 2', 'press 1', 'press 2']);
    expect(await titles('unassigned=false')).toEqual(['shop 1', 'shop 2']);
    expect(await unassigned()).toBe(4);
  });

  it('may act on it, and others may not', async () => {
    expect(await declare('shop 1', colleague)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await declare('shop 1', tenant.member)).status).toBe(200);
  });

  it('gives way to whoever is assigned', async () => {
    const shop = await id('shop 2');
    expect((await assign([shop], colleague.userId, tenant.admin)).status).toBe(200);
    expect(await titles(`ownerId=${colleague.userId}`)).toEqual(['shop 2']);
    expect(await titles(`ownerId=${tenant.member.userId}`)).toEqual(['shop 1']);
    expect((await declare('shop 2', colleague)).status).toBe(200);
  });
});

describe('one owner for many', () => {
  it('says of each whether it was assigned, and why not', async () => {
    const [mine, theirs, absent] = [await id('office 1'), await id('office 2'), tenant.tenantId];
    await assign([theirs], colleague.userId, tenant.admin);
    const answer = await assign([mine, theirs, absent], tenant.member.userId, tenant.member);
    const { changed, refused, results } = record(answer.data, answer.text);
    expect([answer.status, changed, refused]).toEqual([200, 1, 2]);
    expect(listOf(results)).toMatchObject([
      { vulnerabilityId: mine, changed: true, error: null },
      { vulnerabilityId: theirs, changed: false, error: { code: 'FORBIDDEN' } },
      { vulnerabilityId: absent, changed: false, error: { code: 'NOT_FOUND' } },
    ]);
  });

  it('keeps each change in its history and in the audit log, once', async () => {
    const press = [await id('press 1'), await id('press 2')];
    for (const changed of [2, 0])
      expect(await assign(press, colleague.userId, tenant.admin)).toMatchObject({
        data: { changed, refused: 0 },
      });
    const history = await server.call('GET', `/vulnerabilities/${press[0]}/history`, {
      headers: tenant.admin.headers,
    });
    expect(itemsOf(history).filter(({ kind }) => kind === 'OWNER')).toMatchObject([
      { from: null, to: 'Test member', actor: { id: tenant.admin.userId } },
    ]);
    const { rows } = await server.database.admin.query(
      `select count(*)::int as n from audit_log where type = 'vulnerability.changed' and subject_id = any($1)`,
      [press],
    );
    expect(rows).toEqual([{ n: 2 }]);
    expect(await unassigned()).toBe(0);
  });

  it('can be taken back, and refuses a person who is no member', async () => {
    const press = await id('press 1');
    expect(await assign([press], null, tenant.admin)).toMatchObject({ data: { changed: 1 } });
    expect(await titles('unassigned=true')).toEqual(['press 1']);
    const stranger = await makeTenant(server, 'Elsewhere Ltd');
    expect(await assign([press], stranger.member.userId, tenant.admin)).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });
});
