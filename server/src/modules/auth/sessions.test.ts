import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey, makePerson, makeTenant, signIn, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
  tenant = await makeTenant(server, 'One');
  other = await makeTenant(server, 'Two');
});
afterAll(() => server.close());

const status = async (headers: Record<string, string>, path = '/users') =>
  (await server.call('GET', path, { headers })).status;

/** Last use is written after the answer. */
async function seen(userId: string, at: () => number) {
  await expect
    .poll(async () => {
      const { rows } = await server.database.admin.query<{ at: Date }>(
        'select max(last_seen_at) as at from sessions where user_id = $1',
        [userId],
      );
      return rows[0]?.at.getTime() ?? 0;
    })
    .toBeGreaterThanOrEqual(at());
}

describe('the end of a session by time (ASVS 7.3)', () => {
  it('ends after 30 idle minutes', async () => {
    const headers = await signIn(server, tenant.member.userId);
    server.clock.advance({ minutes: 29 });
    expect(await status(headers)).toBe(200);
    await seen(tenant.member.userId, () => server.clock.nowMs() - 60_000);
    server.clock.advance({ minutes: 29 });
    expect(await status(headers)).toBe(200);
    await seen(tenant.member.userId, () => server.clock.nowMs() - 60_000);
    server.clock.advance({ minutes: 31 });
    expect(await status(headers)).toBe(401);
  });

  it('ends after twelve hours however busy', async () => {
    const headers = await signIn(server, tenant.verifier.userId);
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      server.clock.advance({ minutes: 20 });
      expect(await status(headers)).toBe(200);
      await seen(tenant.verifier.userId, () => server.clock.nowMs() - 60_000);
    }
    server.clock.advance({ minutes: 21 });
    expect(await status(headers)).toBe(401);
  });

  it('writes the last use at most once a minute', async () => {
    const headers = await signIn(server, tenant.auditor.userId);
    const { rows: before } = await server.database.admin.query(
      'select xmin from sessions where user_id = $1 order by created_at desc limit 1',
      [tenant.auditor.userId],
    );
    for (let n = 0; n < 20; n++) await status(headers);
    const { rows: after } = await server.database.admin.query(
      'select xmin from sessions where user_id = $1 order by created_at desc limit 1',
      [tenant.auditor.userId],
    );
    expect(after).toEqual(before);
  });
});

describe('signing out', () => {
  it('ends this session at the next request, and clears the cookie', async () => {
    const one = await signIn(server, tenant.admin.userId);
    const two = await signIn(server, tenant.admin.userId);
    const answer = await server.call('POST', '/auth/sign-out', { headers: one, body: {} });
    expect(answer).toMatchObject({ status: 200, data: { signedOut: true } });
    expect(String(answer.headers['set-cookie'])).toMatch(/crp_session=; Path=\/; Max-Age=0/);
    expect([await status(one), await status(two)]).toEqual([401, 200]);
  });

  it('ends all sessions of the person everywhere', async () => {
    const sessions = await Promise.all([1, 2, 3].map(() => signIn(server, tenant.admin.userId)));
    await server.call('POST', '/auth/sign-out', { headers: sessions[0] ?? {}, body: { everywhere: true } });
    expect(await Promise.all(sessions.map((headers) => status(headers)))).toEqual([401, 401, 401]);
  });

  it('is refused without a session, with a key, and with an unknown field', async () => {
    const headers = await signIn(server, tenant.admin.userId);
    const key = await makeKey(server, tenant.admin, ['read:dashboard']);
    expect((await server.call('POST', '/auth/sign-out', { body: {} })).code).toBe('UNAUTHENTICATED');
    expect((await server.call('POST', '/auth/sign-out', { headers: key, body: {} })).code).toBe(
      'SESSION_REQUIRED',
    );
    expect((await server.call('POST', '/auth/sign-out', { headers, body: { all: true } })).code).toBe(
      'VALIDATION_FAILED',
    );
  });
});

describe('what a request may present', () => {
  it('refuses two cookies of one name, and a cookie beside a key', async () => {
    const [one, two] = [await signIn(server, tenant.admin.userId), await signIn(server, tenant.admin.userId)];
    const key = await makeKey(server, tenant.admin, ['read:dashboard']);
    expect(await status({ ...one, cookie: `${one.cookie}; ${two.cookie}` })).toBe(401);
    expect(await status({ ...one, ...key })).toBe(401);
    expect(await status({ ...key, authorization: 'Bearer other' })).toBe(401);
    expect(await status(one)).toBe(200);
  });

  it.each(['', 'x', 'a'.repeat(43), 'a'.repeat(600), '%00', '../..', "' or 1=1 --"])(
    'refuses the cookie %.10j',
    async (value) => {
      expect(await status({ cookie: `crp_session=${value}` })).toBe(401);
    },
  );

  it.each([
    ['no origin at all', {}],
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['the origin null', { origin: 'null' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a typed address', { 'sec-fetch-site': 'none' }],
    ['our own origin and another site', { origin: 'http://crp.test', 'sec-fetch-site': 'cross-site' }],
  ])('refuses a change by cookie with %s (ASVS 3.5.1)', async (_what, headers) => {
    const { cookie } = await signIn(server, tenant.admin.userId);
    const answer = await server.call('POST', '/profile/update', {
      headers: { cookie: cookie ?? '', ...headers },
      body: { displayName: 'Mallory' },
    });
    expect(answer).toMatchObject({ status: 403, code: 'CSRF_REJECTED' });
  });

  it('takes a change from our own page', async () => {
    const { cookie } = await signIn(server, tenant.admin.userId);
    const answer = await server.call('POST', '/profile/update', {
      headers: { cookie: cookie ?? '', origin: 'http://crp.test' },
      body: { displayName: 'Anna Berg' },
    });
    expect(answer).toMatchObject({ status: 200, data: { displayName: 'Anna Berg' } });
  });
});

describe('members of several tenants', () => {
  it('must name one, sees that one only, and no third', async () => {
    const person = await makePerson(server, tenant.tenantId, 'MEMBER');
    await server.database.admin.query(
      `insert into memberships (tenant_id, user_id, role, joined_at) values ($1, $2, 'AUDITOR', now())`,
      [other.tenantId, person.userId],
    );
    const third = await makeTenant(server, 'Three');
    const emails = async (tenantId: string) =>
      JSON.stringify(
        (await server.call('GET', '/users', { headers: { ...person.headers, 'x-tenant-id': tenantId } }))
          .data,
      );
    expect((await server.call('GET', '/users', { headers: person.headers })).code).toBe('TENANT_REQUIRED');
    expect(await emails(tenant.tenantId)).toContain(tenant.admin.email);
    expect(await emails(tenant.tenantId)).not.toContain(other.admin.email);
    expect(await emails(other.tenantId)).toContain(other.admin.email);
    expect(
      await server.call('GET', '/users', { headers: { ...person.headers, 'x-tenant-id': third.tenantId } }),
    ).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const mismatch = { ...person.headers, 'x-tenant-id': other.tenantId };
    expect((await server.call('GET', `/users?tenantId=${tenant.tenantId}`, { headers: mismatch })).code).toBe(
      'TENANT_MISMATCH',
    );
  });
});
