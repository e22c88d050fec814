import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTenant, type TestTenant } from './people.ts';
import { type TestServer, testServer } from './server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

it('answers a stranger with 401 in the envelope', async () => {
  const answer = await server.call('GET', '/vulnerabilities');
  expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
});

it('knows a signed-in person', async () => {
  const answer = await server.call('GET', '/report-ingestion/jobs', { headers: tenant.admin.headers });
  expect(answer.status).not.toBe(401);
});
