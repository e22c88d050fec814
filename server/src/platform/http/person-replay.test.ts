import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePerson, makeTenant, signIn, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { fieldOf } from './tenant.ts';

const email = 'root@example.test';
const password = 'plum-otter-gravel-94';

let server: TestServer;
let tenant: TestTenant;
/** Of a platform administrator with a password. */
let headers: Record<string, string>;
beforeAll(async () => {
  server = await testServer({ worker: false, env: { CRP_ADMIN_EMAIL: email, CRP_ADMIN_PASSWORD: password } });
  tenant = await makeTenant(server);
});
beforeEach(async () => {
  server.clock.advance({ hours: 1 });
  const { headers: answered } = await server.call('POST', '/auth/sign-in', { body: { email, password } });
  headers = {
    cookie: String(answered['set-cookie']).split(';')[0] ?? '',
    'sec-fetch-site': 'same-origin',
  };
});
afterAll(() => server.close());

const post = (path: string, body: object, key?: string, as = headers) =>
  server.call('POST', path, {
    headers: { ...as, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    body,
  });
const counted = async (text: string): Promise<number> => {
  const { rows } = await server.database.admin.query<{ n: number }>(`select count(*)::int as n from ${text}`);
  return rows[0]?.n ?? 0;
};
const tenantsNamed = (name: string) => counted(`tenants where name = '${name}'`);

describe('a change without a tenant with an Idempotency-Key', () => {
  it('sent again answers as the first time and takes no effect', async () => {
    const body = { name: 'Once Ltd', adminEmail: 'first@example.test' };
    const [first, again] = [await post('/tenants', body, 'once'), await post('/tenants', body, 'once')];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(fieldOf(again.data, 'tenant')).toEqual(fieldOf(first.data, 'tenant'));
    expect(await tenantsNamed('Once Ltd')).toBe(1);
    // The link is a secret: shown the first time only, and not kept.
    expect(String(fieldOf(first.data, 'invitationUrl'))).toContain('#token=');
    expect(fieldOf(again.data, 'invitationUrl')).toBe('shown only once');
    expect(await counted(`person_idempotency_keys k where k::text like '%#token=%'`)).toBe(0);
  });

  it('sent five times at once takes effect once, and every answer is that of the one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post('/tenants', { name: 'Parallel Ltd' }, 'parallel')),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await tenantsNamed('Parallel Ltd')).toBe(1);
  });

  it('sent with another body is refused', async () => {
    await post('/profile/update', { locale: 'en-GB' }, 'profile');
    expect(await post('/profile/update', { locale: 'de-DE' }, 'profile')).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    const session = await server.call('GET', '/auth/session', { headers });
    expect(fieldOf(fieldOf(session.data, 'user'), 'locale')).toBe('en-GB');
  });

  it('belongs to one person and one operation', async () => {
    await post('/profile/update', { locale: 'en-GB' }, 'shared');
    const other = await makePerson(server, tenant.tenantId, 'MEMBER');
    expect((await post('/profile/update', { locale: 'fr-FR' }, 'shared', other.headers)).status).toBe(200);
    expect((await post('/tenants', { name: 'Shared Ltd' }, 'shared')).status).toBe(201);
  });

  it('that was refused may be sent again under its key, once it is right', async () => {
    const start = (given: string) => post('/profile/totp', { password: given }, 'totp');
    expect((await start('wrong-password-1')).status).toBe(403);
    const right = await start(password);
    expect(right.status, right.text).toBe(201);
    const again = await start(password);
    expect(again.data).toEqual({ secret: 'shown only once', uri: 'shown only once' });
    expect((await start('wrong-password-1')).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('that was cut off is not run again: the caller is told to look', async () => {
    const body = { name: 'Cut off Ltd' };
    await post('/tenants', body, 'cut');
    await server.database.admin.query(
      `update person_idempotency_keys set answered = false, response = null where key = 'cut'`,
    );
    expect(await post('/tenants', body, 'cut')).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect(await tenantsNamed('Cut off Ltd')).toBe(1);
  });

  it('is kept for a day', async () => {
    const person = await makePerson(server, tenant.tenantId, 'MEMBER');
    await post('/profile/update', { locale: 'en-GB' }, 'daily', person.headers);
    server.clock.advance({ hours: 25 });
    const later = await signIn(server, person.userId);
    expect((await post('/profile/update', { locale: 'fr-FR' }, 'daily', later)).status).toBe(200);
  });

  it.each(['', 'with space', 'x'.repeat(256)])('has a form: %j is refused', async (key) => {
    expect(await post('/profile/update', { locale: 'en-GB' }, key)).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });
});
