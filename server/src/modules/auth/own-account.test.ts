import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { codeAt } from './totp.ts';

const email = 'root@example.test';
const password = 'plum-otter-gravel-94';

let server: TestServer;
let tenant: TestTenant;
let headers: Record<string, string>;
beforeAll(async () => {
  server = await testServer({ worker: false, env: { CRP_ADMIN_EMAIL: email, CRP_ADMIN_PASSWORD: password } });
  tenant = await makeTenant(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.advance({ hours: 2 });
  headers = sessionOf(await signIn());
});

const signIn = (totp?: string, withPassword = password) =>
  server.call('POST', '/auth/sign-in', {
    body: { email, password: withPassword, ...(totp ? { totp } : {}) },
  });
const post = (path: string, body: object, as: Record<string, string> = headers) =>
  server.call('POST', path, { headers: as, body });

function sessionOf(answer: { headers: Readonly<Record<string, unknown>> }): Record<string, string> {
  return {
    cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '',
    'sec-fetch-site': 'same-origin',
  };
}

function codeOf(secret: string, steps = 0): string {
  const bits = [...secret]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return codeAt(bytes, Math.floor(server.clock.nowMs() / 30_000) + steps);
}

describe('profile', () => {
  it('changes what is given and leaves the rest', async () => {
    expect(
      await post('/profile/update', {
        timeZone: 'Africa/Johannesburg',
        locale: 'en-GB',
        notifications: [{ kind: 'KEV_LISTED', inApp: false, email: true }],
      }),
    ).toMatchObject({
      status: 200,
      data: { email, displayName: 'root', timeZone: 'Africa/Johannesburg', locale: 'en-GB' },
    });
    const { data } = await server.call('GET', '/auth/session', { headers });
    expect(fieldOf(fieldOf(data, 'user'), 'notifications')).toContainEqual({
      kind: 'KEV_LISTED',
      inApp: false,
      email: true,
    });
  });

  it.each([
    [{ timeZone: 'Mars/Base' }],
    [{ locale: 'q' }],
    [{ displayName: '' }],
    [{ platformAdmin: true }],
    [{ email: 'x@example.test' }],
    [{ notifications: [{ kind: 'ALL', inApp: true, email: true }] }],
  ])('refuses %j', async (body) => {
    expect(await post('/profile/update', body)).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  it('is nobody else’s: no session, no profile; and no key', async () => {
    expect((await post('/profile/update', { displayName: 'X' }, {})).status).toBe(401);
    expect(
      (
        await post(
          '/profile/update',
          { displayName: 'X' },
          await makeKey(server, tenant.admin, ['read:dashboard']),
        )
      ).code,
    ).toBe('SESSION_REQUIRED');
  });
});

describe('changing the password', () => {
  it('asks for the old one, gives a new token and ends the other sessions', async () => {
    const elsewhere = sessionOf(await signIn());
    expect(
      await post('/profile/password', { password: 'wrong', newPassword: 'birch-lamp-Sunder-8' }),
    ).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await post('/profile/password', { password, newPassword: 'password1234' })).toMatchObject({
      status: 400,
    });
    const changed = await post('/profile/password', { password, newPassword: 'birch-lamp-Sunder-8' });
    expect(changed.status).toBe(200);
    const statuses = await Promise.all(
      [headers, elsewhere, sessionOf(changed)].map(
        async (as) => (await server.call('GET', '/auth/session', { headers: as })).status,
      ),
    );
    expect(statuses).toEqual([401, 401, 200]);
    expect((await signIn()).status).toBe(401);
    expect(
      (
        await post(
          '/profile/password',
          { password: 'birch-lamp-Sunder-8', newPassword: password },
          sessionOf(changed),
        )
      ).status,
    ).toBe(200);
  });
});

describe('two-step sign-in', () => {
  it('is switched on with password and code, asked for at sign-in, and takes each code once', async () => {
    expect((await post('/profile/totp', { password: 'wrong' })).status).toBe(403);
    expect((await post('/profile/totp/confirm', { code: '000000' })).status).toBe(409);
    const enrolment = await post('/profile/totp', { password });
    const secret = String(fieldOf(enrolment.data, 'secret'));
    expect(enrolment.status).toBe(201);
    expect((await signIn()).status).toBe(200);
    expect((await post('/profile/totp/confirm', { code: '000000' })).status).toBe(403);
    const confirmed = await post('/profile/totp/confirm', { code: codeOf(secret) });
    expect(confirmed.status).toBe(200);
    headers = sessionOf(confirmed);

    expect(await signIn()).toMatchObject({ status: 401, body: { error: { details: [{ path: 'totp' }] } } });
    expect(
      fieldOf(fieldOf((await signIn(undefined, 'wrong wrong wrong')).body, 'error'), 'details'),
    ).toBeUndefined();
    expect((await signIn(codeOf(secret))).status).toBe(401);
    server.clock.advance({ seconds: 60 });
    const code = codeOf(secret);
    expect((await signIn(code)).status).toBe(200);
    expect((await signIn(code)).status).toBe(401);

    const codes = fieldOf(confirmed.data, 'recoveryCodes');
    const recovery = Array.isArray(codes) ? String(codes[3]) : '';
    expect(recovery).toMatch(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
    expect((await signIn(recovery.toLowerCase())).status).toBe(200);
    server.clock.advance({ minutes: 2 });
    expect((await signIn(recovery)).status).toBe(401);
    await refuseGuesses();
    const off = await post('/profile/totp/disable', { password, code: codeOf(secret) });
    expect(off).toMatchObject({ status: 200, data: { enabled: false } });
    expect((await signIn()).status).toBe(200);
  });

  /** Ten wrong codes an hour, though the password is right each time. */
  async function refuseGuesses() {
    const answers: number[] = [];
    for (let n = 0; n < 14; n++) {
      server.clock.advance({ minutes: 1 });
      answers.push((await signIn(String(n).padStart(6, '9'))).status);
    }
    expect(answers.filter((status) => status === 429).length).toBeGreaterThanOrEqual(4);
    server.clock.advance({ hours: 1 });
    headers = await freshSession();
  }

  async function freshSession() {
    const { signIn: direct } = await import('../../testing/people.ts');
    const { rows } = await server.database.admin.query<{ user_id: string }>(
      'select user_id from users where email = $1',
      [email],
    );
    return direct(server, rows[0]?.user_id ?? '');
  }

  it('keeps the secret sealed, and neither it nor the codes in plain text', async () => {
    const enrolment = await post('/profile/totp', { password });
    const { rows } = await server.database.admin.query(
      'select s::text from user_secrets s union all select body from audit_log',
    );
    expect(JSON.stringify(rows)).not.toContain(String(fieldOf(enrolment.data, 'secret')));
    expect(JSON.stringify(rows)).toContain('v1.');
  });
});
