import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { itemsOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { settled } from '../scoring/scored.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

/** What Nessus writes of a plugin whose weakness is in CISA's catalogue, and of one with a public exploit. */
const catalogue = '<xref>CISA-KNOWN-EXPLOITED:2023/10/31</xref>';
const exploit = '<exploit_available>true</exploit_available>';

function nessus(items: readonly (readonly [number, string])[]): string {
  const item = ([id, more]: readonly [number, string]) =>
    `<ReportItem port="443" svc_name="www" protocol="tcp" severity="3" pluginID="${id}" pluginName="Plugin ${id}" pluginFamily="General"><cve>CVE-2023-${id}</cve><description>d</description><risk_factor>High</risk_factor>${more}</ReportItem>`;
  return `<?xml version="1.0" ?><NessusClientData_v2><Report name="kev"><ReportHost name="gate.test"><HostProperties>
<tag name="host-fqdn">gate.test</tag><tag name="Credentialed_Scan">true</tag><tag name="HOST_END">Mon Mar  2 08:00:00 2026</tag></HostProperties>
${items.map(item).join('')}</ReportHost></Report></NessusClientData_v2>`;
}

async function scan(finishedAt: string, items: readonly (readonly [number, string])[]): Promise<void> {
  const job = await importReport(server, tenant.admin, nessus(items), { scopeKey: 'edge', finishedAt });
  expect(job.state, JSON.stringify(job.checks)).toBe('FINALIZED');
}

const list = async (query: string) =>
  itemsOf(
    await server.call('GET', `/vulnerabilities?sort=title${query}`, { headers: tenant.member.headers }),
  );

describe('attacks that a report states', () => {
  it('are kept with who states them, and count in the summary', async () => {
    await scan('2026-02-02T10:00:00Z', [
      [10_001, `${catalogue}${exploit}`],
      [10_002, catalogue],
      [10_003, exploit],
      [10_004, ''],
    ]);
    expect(await list('')).toMatchObject([
      { title: 'Plugin 10001', kev: true, kevSource: 'nessus', exploitAvailable: true },
      { title: 'Plugin 10002', kev: true, kevSource: 'nessus', exploitAvailable: false },
      { title: 'Plugin 10003', kev: false, kevSource: null, exploitAvailable: true },
      { title: 'Plugin 10004', kev: false, kevSource: null, exploitAvailable: false },
    ]);
    expect((await list('&kev=true')).map(({ title }) => title)).toEqual(['Plugin 10001', 'Plugin 10002']);
    const summary = await server.call('GET', '/dashboard/summary', { headers: tenant.member.headers });
    expect(summary.data).toMatchObject({ kevOpen: 2 });
    expect(Number(record(summary.data).overallScore)).toBeLessThan(90);
  });

  it('do not make two weaknesses one because they stand in the catalogue with the same day', async () => {
    await settled(server);
    const { rows } = await server.database.admin.query(
      "select result->'posture'->'counts' as counts from decision_traces where subject_type = 'TENANT' order by created_at desc limit 1",
    );
    expect(rows[0]?.counts).toMatchObject({ findings: 4, duplicates: 0 });
  });

  it('are learned by a later scan that says nothing else new', async () => {
    await scan('2026-02-09T10:00:00Z', [
      [10_001, `${catalogue}${exploit}`],
      [10_002, catalogue],
      [10_003, exploit],
      [10_004, exploit],
    ]);
    expect((await list('&q=10004'))[0]).toMatchObject({ exploitAvailable: true });
  });
});
