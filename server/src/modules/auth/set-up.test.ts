import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestServer, testServer } from '../../testing/server.ts';
import { ensureSetUp, isSetUpRequired } from './facade.ts';

const person = {
  tenantName: 'Nordby Clinic',
  email: 'Anna@example.test',
  displayName: 'Anna Berg',
  password: 'plum-otter-gravel-94',
};

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ worker: false });
});
afterAll(() => server.close());

async function link(): Promise<string> {
  const offered = await ensureSetUp(server.platform);
  if (offered.state !== 'LINK') throw new Error(`expected a link, not ${offered.state}`);
  expect(offered.url).toMatch(/^http:\/\/crp\.test\/setup#token=[\w-]{43}$/);
  return offered.url.split('#token=')[1] ?? '';
}

async function complete(token: string, body: object = {}) {
  const { status, data, headers } = await server.call('POST', '/setup', {
    body: { token, ...person, ...body },
  });
  return { status, data, cookie: String(headers['set-cookie']).split(';')[0] ?? '' };
}

it('offers a link while there is nobody, and the newest one only works for a day', async () => {
  expect(await isSetUpRequired(server.platform)).toBe(true);
  const [first, second] = [await link(), await link()];
  expect((await complete(first)).status).toBe(401);
  server.clock.advance({ hours: 25 });
  expect((await complete(second)).status).toBe(401);
  expect((await complete('x')).status).toBe(401);
});

it('keeps only the hash of the link’s token', async () => {
  const token = await link();
  const { rows } = await server.database.admin.query('select s::text from setup_tokens s');
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
});

it('refuses a weak password and keeps the link usable', async () => {
  const token = await link();
  expect((await complete(token, { password: 'Nordby Clinic 2026' })).status).toBe(400);
  expect(await isSetUpRequired(server.platform)).toBe(true);
});

it('makes the first tenant and administrator once, however many try at the same time', async () => {
  const token = await link();
  const answers = await Promise.all(Array.from({ length: 5 }, () => complete(token)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 401, 401, 401, 401]);
  const done = answers.find((answer) => answer.status === 201);
  expect(done?.data).toMatchObject({
    user: { email: 'anna@example.test', platformAdmin: true },
    memberships: [{ tenantName: 'Nordby Clinic', role: 'WORKSPACE_ADMIN' }],
  });
  const headers = { cookie: done?.cookie ?? '' };
  expect((await server.call('GET', '/users', { headers })).status).toBe(200);
  expect((await server.call('GET', '/tenants', { headers })).data).toMatchObject({ page: { total: 1 } });
  const { rows } = await server.database.admin.query<{ type: string }>(
    'select type from audit_log order by seq',
  );
  expect(rows.map((row) => row.type)).toEqual(['tenant.created', 'user.created', 'session.created']);
});

it('is over once there is a person', async () => {
  expect(await ensureSetUp(server.platform)).toEqual({ state: 'DONE' });
  expect(await isSetUpRequired(server.platform)).toBe(false);
});

it('makes one administrator from CRP_ADMIN_* when several nodes start at once', async () => {
  const fresh = await testServer({ worker: false });
  const config = {
    ...fresh.platform.config,
    adminEmail: 'root@example.test',
    adminPassword: 'plum-otter-gravel-94',
  };
  const states = await Promise.all([1, 2, 3, 4].map(() => ensureSetUp({ ...fresh.platform, config })));
  const { rows } = await fresh.database.admin.query(
    'select email, platform_admin, (select count(*)::int from tenants) as tenants from users',
  );
  await fresh.close();
  expect(states.map((one) => one.state).sort()).toEqual(['CREATED', 'DONE', 'DONE', 'DONE']);
  expect(rows).toEqual([{ email: 'root@example.test', platform_admin: true, tenants: 1 }]);
});

it('does not start with a CRP_ADMIN_PASSWORD that is easy to guess', async () => {
  const env = { CRP_ADMIN_EMAIL: 'root@example.test', CRP_ADMIN_PASSWORD: 'password1234' };
  await expect(testServer({ worker: false, env })).rejects.toThrow(/CRP_ADMIN_PASSWORD is too easy/);
});
