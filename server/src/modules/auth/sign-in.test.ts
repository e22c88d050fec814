import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compose } from '../../compose.ts';
import { createKeys } from '../../platform/crypto/keys.ts';
import { masterKey } from '../../platform/crypto/master-key.ts';
import { fieldOf } from '../../platform/http/tenant.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { testKey } from '../../testing/test-key.ts';

const email = 'root@example.test';
const password = 'plum-otter-gravel-94';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    worker: false,
    env: { CRP_ADMIN_EMAIL: email, CRP_ADMIN_PASSWORD: password, CRP_TENANT_NAME: 'Nordby Clinic' },
  });
});
afterAll(() => server.close());
// Counters of the test before have run out.
beforeEach(() => server.clock.advance({ minutes: 2 }));

interface From {
  readonly address?: string;
  readonly headers?: Record<string, string>;
}

async function signIn(body: object, { address = '192.0.2.1', headers = {} }: From = {}) {
  const response = await server.app.inject({
    method: 'POST',
    url: '/api/v1/auth/sign-in',
    remoteAddress: address,
    headers,
    payload: body,
  });
  const json: unknown = JSON.parse(response.payload);
  return {
    status: response.statusCode,
    json,
    code: fieldOf(fieldOf(json, 'error'), 'code'),
    text: response.payload,
    headers: response.headers,
  };
}

function cookieOf(headers: Readonly<Record<string, unknown>>): string {
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

const auditRows = async (type: string) =>
  (
    await server.database.admin.query<{ body: string }>(
      'select body from audit_log where type = $1 order by seq',
      [type],
    )
  ).rows.map((row): unknown => JSON.parse(row.body));

describe('signing in', () => {
  it('sets an HttpOnly cookie and says who is signed in', async () => {
    const answer = await signIn({ email: 'ROOT@Example.test', password });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toMatch(
      /^crp_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
    expect(answer.json).toMatchObject({
      success: true,
      data: {
        user: { email, platformAdmin: true, totpEnabled: false },
        memberships: [{ tenantName: 'Nordby Clinic', role: 'WORKSPACE_ADMIN' }],
      },
    });
    const session = await server.call('GET', '/auth/session', {
      headers: { cookie: cookieOf(answer.headers) },
    });
    expect(session.data).toMatchObject({ user: { email } });
  });

  it('keeps nothing in the database that opens a session', async () => {
    const { headers } = await signIn({ email, password });
    const token = cookieOf(headers).split('=')[1] ?? '';
    const { rows } = await server.database.admin.query(
      'select s::text as text from sessions s union all select body from audit_log union all select l::text from users l',
    );
    expect(token).toHaveLength(43);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  it('gives a new token each time and ends the session that the browser still had', async () => {
    const first = cookieOf((await signIn({ email, password })).headers);
    const second = cookieOf((await signIn({ email, password }, { headers: { cookie: first } })).headers);
    expect(second).not.toBe(first);
    expect((await server.call('GET', '/auth/session', { headers: { cookie: first } })).status).toBe(401);
    expect((await server.call('GET', '/auth/session', { headers: { cookie: second } })).status).toBe(200);
  });

  it('audits success and failure in the tenant, without the password', async () => {
    const before = (await auditRows('session.created')).length;
    await signIn({ email, password });
    expect((await auditRows('session.created')).slice(before)).toMatchObject([
      { data: { proof: 'PASSWORD', address: '192.0.2.1' } },
    ]);
    await signIn({ email, password: 'wrong horse gravel' });
    await expect
      .poll(() => auditRows('session.refused'))
      .toMatchObject([{ data: { reason: 'WRONG_PASSWORD', address: '192.0.2.1' } }]);
    const { rows } = await server.database.admin.query('select body from audit_log');
    expect(JSON.stringify(rows)).not.toMatch(/wrong horse|plum-otter/);
  });

  it.each([
    ['no body', undefined],
    ['an unknown field', { email, password, admin: true }],
    ['a password that is no text', { email, password: { $ne: '' } }],
    ['no address', { password }],
  ])('refuses %s', async (_what, body) => {
    expect(await signIn(body ?? {})).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  it('refuses another site’s page', async () => {
    expect(await signIn({ email, password }, { headers: { origin: 'https://evil.example' } })).toMatchObject({
      status: 403,
      code: 'CSRF_REJECTED',
    });
    expect(await signIn({ email, password }, { headers: { 'sec-fetch-site': 'cross-site' } })).toMatchObject({
      status: 403,
      code: 'CSRF_REJECTED',
    });
  });
});

describe('guessing (ASVS 6.3.1, 6.3.8)', () => {
  it('answers a wrong password and an unknown address with the same bytes', async () => {
    const wrong = await signIn({ email, password: 'wrong horse gravel' });
    const unknown = await signIn({ email: 'nobody@example.test', password: 'wrong horse gravel' });
    const same = (answer: typeof wrong) => answer.text.replace(/"requestId":"[^"]+"/, '');
    expect(wrong.status).toBe(401);
    expect(same(unknown)).toBe(same(wrong));
    expect(Object.keys(unknown.headers)).toEqual(Object.keys(wrong.headers));
  });

  it('checks at most five failures a minute from one network and ten in all, and lets the person in from elsewhere', async () => {
    const burst = await Promise.all(
      Array.from({ length: 30 }, () =>
        signIn({ email, password: 'wrong horse gravel' }, { address: '198.51.100.9' }),
      ),
    );
    expect(burst.filter((answer) => answer.status === 401)).toHaveLength(5);
    const refused = burst.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(25);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await signIn({ email, password }, { address: '198.51.100.9' })).status).toBe(429);
    expect((await signIn({ email, password }, { address: '203.0.113.77' })).status).toBe(200);
    const many = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        signIn({ email, password: 'wrong horse gravel' }, { address: `203.0.113.${n + 100}` }),
      ),
    );
    expect(many.filter((answer) => answer.status === 401)).toHaveLength(2);
    expect((await signIn({ email, password }, { address: '203.0.113.77' })).status).toBe(200);
    server.clock.advance({ seconds: 61 });
    expect((await signIn({ email, password }, { address: '198.51.100.9' })).status).toBe(200);
  });

  it('counts a whole IPv6 /64 as one', async () => {
    const tries = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        signIn(
          { email: 'v6@example.test', password: 'wrong horse gravel' },
          { address: `2001:db8::${n + 1}` },
        ),
      ),
    );
    expect(tries.filter((answer) => answer.status === 401)).toHaveLength(5);
  });

  it('limits one network that tries many accounts', async () => {
    const tries = await Promise.all(
      Array.from({ length: 70 }, (_, n) =>
        signIn({ email: `p${n}@example.test`, password: 'wrong horse gravel' }, { address: '192.0.2.200' }),
      ),
    );
    expect(tries.filter((answer) => answer.status === 401)).toHaveLength(60);
  });

  it('forgets no failure when the process starts again, and counts for all nodes together', async () => {
    for (let n = 0; n < 5; n++)
      await signIn({ email, password: 'wrong horse gravel' }, { address: '198.51.100.50' });
    const { platform, clock, database } = server;
    const node = await compose({
      config: platform.config,
      keys: createKeys(masterKey(testKey)),
      appUrl: database.appUrl,
      role: 'api',
      source: clock,
      log: platform.log,
      soleOwner: false,
      poolSizes: { mainSize: 2, bulkSize: 1 },
    });
    const payload = { email, password };
    const again = await node.app.inject({
      method: 'POST',
      url: '/api/v1/auth/sign-in',
      remoteAddress: '198.51.100.50',
      payload,
    });
    const elsewhere = await node.app.inject({
      method: 'POST',
      url: '/api/v1/auth/sign-in',
      remoteAddress: '203.0.113.5',
      payload,
    });
    await node.stop();
    expect([again.statusCode, elsewhere.statusCode]).toEqual([429, 200]);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let n = 0; n < 40; n++) {
      server.clock.advance({ seconds: 61 });
      for (const [kind, address] of [
        ['known', email],
        ['unknown', 'nobody@example.test'],
      ] as const) {
        const from = performance.now();
        await signIn({ email: address, password: 'wrong horse gravel' }, { address: '192.0.2.44' });
        times[kind].push(performance.now() - from);
        await server.app.inject('/api/v1/none');
      }
    }
    const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
    expect(Math.abs(median(times.known) / median(times.unknown) - 1)).toBeLessThan(0.25);
  });
});
