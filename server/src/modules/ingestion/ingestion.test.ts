import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, parserFixture } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

describe('the main job', () => {
  it('brings a report into the register, and the same report again changes nothing', async () => {
    const report = await parserFixture('nessus/fixtures/happy.nessus');
    const first = await importReport(server, tenant.admin, report);
    expect(first).toMatchObject({ state: 'FINALIZED', tool: 'nessus' });
    const second = await importReport(server, tenant.admin, report);
    expect(second).toMatchObject({ state: 'FINALIZED' });
    console.log(JSON.stringify(first, null, 1).slice(0, 3000), JSON.stringify(second.preview));
  });
});
