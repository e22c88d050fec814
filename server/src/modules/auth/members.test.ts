import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { makeKey, makePerson, makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

const password = 'plum-otter-gravel-94';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
});
beforeEach(async () => {
  server.clock.advance({ minutes: 2 });
  tenant = await makeTenant(server, 'Nordby Clinic');
  other = await makeTenant(server, 'Hallen Foods');
});
afterAll(() => server.close());

const get = (path: string, headers: Readonly<Record<string, string>>) =>
  server.call('GET', path, { headers });
const withoutId = (text: string) => text.replace(/"requestId":"[^"]+"/, '');

async function invite(
  email: string,
  role = 'MEMBER',
  headers: Readonly<Record<string, string>> = tenant.admin.headers,
) {
  const answer = await server.call('POST', '/users', { headers, body: { email, role } });
  const url = String(fieldOf(answer.data, 'invitationUrl'));
  return {
    ...answer,
    url,
    token: url.split('#token=')[1] ?? '',
    id: String(fieldOf(fieldOf(answer.data, 'user'), 'id')),
  };
}

const accept = (body: object) =>
  server.call('POST', '/invitations/accept', { body: { password, displayName: 'Maria Jensen', ...body } });
const signIn = (email: string, totp?: string) =>
  server.call('POST', '/auth/sign-in', { body: { email, password, ...(totp ? { totp } : {}) } });
const sessionOf = (answer: { headers: Readonly<Record<string, unknown>> }) => ({
  cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '',
  'sec-fetch-site': 'same-origin',
});

describe('inviting', () => {
  it('gives a link that makes an account, a membership and a session, once', async () => {
    const invited = await invite('Maria@Example.test');
    expect(invited).toMatchObject({
      status: 201,
      data: { user: { email: 'maria@example.test', status: 'INVITED', role: 'MEMBER' } },
    });
    expect(invited.url).toMatch(/^http:\/\/crp\.test\/invitation#token=[\w-]{43}$/);
    const joined = await accept({ token: invited.token });
    expect(joined).toMatchObject({
      status: 201,
      data: {
        user: { displayName: 'Maria Jensen' },
        memberships: [{ tenantId: tenant.tenantId, role: 'MEMBER' }],
      },
    });
    expect((await get('/users', sessionOf(joined))).status).toBe(200);
    expect(await accept({ token: invited.token })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect((await signIn('maria@example.test')).status).toBe(200);
  });

  it('keeps no token in the database, and does not repeat it', async () => {
    const headers = { ...tenant.admin.headers, 'idempotency-key': 'k' };
    const first = await invite('once@example.test', 'MEMBER', headers);
    const again = await invite('once@example.test', 'MEMBER', headers);
    expect([again.status, again.id]).toEqual([201, first.id]);
    expect(again.text).not.toContain(first.token);
    const { rows } = await server.database.admin.query(
      'select i::text from invitations i union all select body from audit_log union all select response::text from idempotency_keys',
    );
    expect(JSON.stringify(rows)).not.toContain(first.token);
  });

  it('replaces an earlier link, and ends with time', async () => {
    const [first, second] = [await invite('late@example.test'), await invite('late@example.test')];
    expect((await accept({ token: first.token })).status).toBe(401);
    server.clock.advance({ days: 8 });
    expect((await accept({ token: second.token })).status).toBe(401);
  });

  it('asks somebody who has an account for its password, and tells the inviting tenant nothing', async () => {
    const first = await invite('both@example.test');
    await accept({ token: first.token });
    const admin = (await makePerson(server, other.tenantId, 'WORKSPACE_ADMIN')).headers;
    const [known, unknown] = [
      await invite('both@example.test', 'AUDITOR', admin),
      await invite('new@example.test', 'AUDITOR', admin),
    ];
    expect(Object.keys(fieldsOf(known.data))).toEqual(Object.keys(fieldsOf(unknown.data)));
    expect(await accept({ token: known.token, password: 'some other password' })).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
    const joined = await accept({ token: known.token, displayName: 'Changed' });
    expect(joined).toMatchObject({ status: 201, data: { user: { displayName: 'Maria Jensen' } } });
    expect(fieldOf(joined.data, 'memberships')).toHaveLength(2);
  });

  it('refuses weak passwords, members, strangers and members who are no administrators', async () => {
    const { token } = await invite('weak@example.test');
    expect(await accept({ token, password: 'password1234' })).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
    expect(await accept({ token, password: 'weak@example.test' })).toMatchObject({ status: 400 });
    expect((await accept({ token })).status).toBe(201);
    expect(await invite(tenant.member.email)).toMatchObject({ status: 409, code: 'CONFLICT' });
    for (const who of ['member', 'verifier', 'auditor'] as const) {
      expect(await invite('x@example.test', 'MEMBER', tenant[who].headers)).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
    }
    expect(await invite('x@example.test', 'MEMBER', {})).toMatchObject({ status: 401 });
    expect(
      await invite('x@example.test', 'MEMBER', await makeKey(server, tenant.admin, ['read:dashboard'])),
    ).toMatchObject({ code: 'SESSION_REQUIRED' });
    expect(await invite('x@example.test', 'OWNER')).toMatchObject({ status: 400 });
  });
});

function fieldsOf(value: unknown): object {
  const user = fieldOf(value, 'user');
  return typeof user === 'object' && user !== null ? user : {};
}

describe('the list of people', () => {
  it('shows one’s own tenant, filters, sorts and pages', async () => {
    await invite('zoe@example.test', 'AUDITOR');
    const all = await get('/users?sort=-displayName', tenant.member.headers);
    expect(fieldOf(all.data, 'items')).toHaveLength(5);
    expect(all.text).not.toContain(other.admin.email);
    expect((await get('/users?status=INVITED', tenant.admin.headers)).data).toMatchObject({
      items: [{ email: 'zoe@example.test' }],
    });
    expect((await get('/users?role=AUDITOR&q=zoe', tenant.admin.headers)).data).toMatchObject({
      items: [{ role: 'AUDITOR' }],
      page: { total: 1 },
    });
    const first = await get('/users?limit=3', tenant.admin.headers);
    const cursor = String(fieldOf(fieldOf(first.data, 'page'), 'nextCursor'));
    const second = await get(`/users?limit=3&cursor=${cursor}`, tenant.admin.headers);
    expect(fieldOf(second.data, 'items')).toHaveLength(2);
    expect((await get('/users?limit=3&cursor=zzz', tenant.admin.headers)).status).toBe(400);
  });

  it('tells only administrators who has a second factor', async () => {
    expect((await get('/users', tenant.member.headers)).text).not.toMatch(/"totpEnabled":(true|false)/);
    expect((await get('/users', tenant.admin.headers)).text).toMatch(/"totpEnabled":false/);
  });
});

describe('changing and removing', () => {
  const patch = (
    id: string,
    body: object,
    headers: Readonly<Record<string, string>> = tenant.admin.headers,
  ) => server.call('PATCH', `/users/${id}`, { headers, body });
  const remove = (id: string, headers: Readonly<Record<string, string>> = tenant.admin.headers) =>
    server.call('DELETE', `/users/${id}`, { headers });

  it('changes a role at the member’s next request', async () => {
    expect((await invite('x@example.test', 'MEMBER', tenant.verifier.headers)).status).toBe(403);
    expect(await patch(tenant.verifier.userId, { role: 'WORKSPACE_ADMIN' })).toMatchObject({
      status: 200,
      data: { role: 'WORKSPACE_ADMIN' },
    });
    expect((await invite('x@example.test', 'MEMBER', tenant.verifier.headers)).status).toBe(201);
  });

  it('ends sessions and keys of a removed member at once, and keeps the name', async () => {
    const key = await makeKey(server, tenant.member, ['read:dashboard']);
    expect([
      (await get('/users', tenant.member.headers)).status,
      (await get('/api-keys', key)).status,
    ]).toEqual([200, 200]);
    expect(await remove(tenant.member.userId)).toMatchObject({ status: 200, data: { removed: true } });
    expect([
      (await get('/users', tenant.member.headers)).status,
      (await get('/api-keys', key)).status,
    ]).toEqual([401, 401]);
    expect((await get('/users', tenant.admin.headers)).text).not.toContain(tenant.member.email);
    const { rows } = await server.database.admin.query<{ type: string }>(
      'select type from audit_log where tenant_id = $1 order by seq',
      [tenant.tenantId],
    );
    expect(rows.map((row) => row.type)).toEqual(
      expect.arrayContaining(['user.removed', 'api-key.revoked', 'session.ended']),
    );
  });

  it('leaves somebody who is a member elsewhere signed in there', async () => {
    await server.database.admin.query(
      `insert into memberships (tenant_id, user_id, role, joined_at) values ($1, $2, 'MEMBER', now())`,
      [other.tenantId, tenant.member.userId],
    );
    await remove(tenant.member.userId);
    expect((await get('/users', { ...tenant.member.headers, 'x-tenant-id': tenant.tenantId })).status).toBe(
      403,
    );
    expect((await get('/users', { ...tenant.member.headers, 'x-tenant-id': other.tenantId })).status).toBe(
      200,
    );
  });

  it('disables and enables', async () => {
    await patch(tenant.member.userId, { status: 'DISABLED' });
    expect((await get('/users', tenant.member.headers)).status).toBe(401);
    expect(await patch(tenant.member.userId, { status: 'ACTIVE' })).toMatchObject({
      data: { status: 'ACTIVE' },
    });
  });

  it('never leaves a tenant without an administrator, even when two step down at once', async () => {
    expect(await remove(tenant.admin.userId)).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect(await patch(tenant.admin.userId, { role: 'MEMBER' })).toMatchObject({ status: 409 });
    expect(await patch(tenant.admin.userId, { status: 'DISABLED' })).toMatchObject({ status: 409 });
    const second = await makePerson(server, tenant.tenantId, 'WORKSPACE_ADMIN');
    const answers = await Promise.all([
      patch(tenant.admin.userId, { role: 'MEMBER' }),
      patch(second.userId, { role: 'MEMBER' }, second.headers),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  it('answers for another tenant’s person as for nobody', async () => {
    const nobody = '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
    const [foreign, missing] = [
      await patch(other.member.userId, { role: 'AUDITOR' }),
      await patch(nobody, { role: 'AUDITOR' }),
    ];
    expect(foreign.status).toBe(404);
    expect(withoutId(foreign.text)).toBe(withoutId(missing.text));
    expect((await remove(other.member.userId)).status).toBe(404);
    expect((await get('/users', other.member.headers)).status).toBe(200);
    expect((await patch(tenant.member.userId, { role: 'AUDITOR' }, tenant.member.headers)).status).toBe(403);
    expect((await remove(tenant.member.userId, {})).status).toBe(401);
    expect((await patch(tenant.member.userId, { password: 'x' })).status).toBe(400);
  });

  it('takes an invitation back', async () => {
    const { id, token } = await invite('back@example.test');
    expect(await patch(id, { role: 'AUDITOR' })).toMatchObject({
      data: { role: 'AUDITOR', status: 'INVITED' },
    });
    expect(await patch(id, { status: 'DISABLED' })).toMatchObject({ status: 409 });
    expect((await remove(id)).status).toBe(200);
    expect((await accept({ token })).status).toBe(401);
  });
});
