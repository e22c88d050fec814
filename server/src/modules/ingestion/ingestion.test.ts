import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
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

/** Which transaction wrote each row of the register: equal before and after means that nothing was written. */
async function rowVersions() {
  const { rows } = await server.database.admin.query<{ of: string; xmin: string }>(
    `select 'vulnerabilities' as of, vulnerability_id::text as id, xmin::text from vulnerabilities
     union all select 'sightings', vulnerability_id::text, xmin::text from sightings
     union all select 'history', history_id::text, xmin::text from vulnerability_history
     union all select 'assets', asset_id::text, xmin::text from assets order by 1, 2`,
  );
  return rows;
}

describe('the main job', () => {
  it('brings a report into the register, and the same report again changes nothing', async () => {
    const report = await parserFixture('nessus/fixtures/happy.nessus');
    const first = await importReport(server, tenant.admin, report);
    expect(first).toMatchObject({ state: 'FINALIZED', tool: 'nessus' });
    const before = await rowVersions();
    const second = await importReport(server, tenant.admin, report);
    const counts = Object(fieldOf(second.preview, 'counts'));
    expect(second).toMatchObject({ state: 'FINALIZED' });
    expect(counts).toMatchObject({ NEW: 0, CHANGED: 0, REOPENED: 0, WOULD_CLOSE: 0 });
    expect(Object.entries(counts).filter(([, count]) => Number(count) > 0)).toEqual([
      ['UNCHANGED', before.filter(({ of }) => of === 'vulnerabilities').length],
    ]);
    expect(await rowVersions()).toEqual(before);
  });
});
