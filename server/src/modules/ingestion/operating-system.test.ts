import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { itemsOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

interface Host {
  readonly name: string;
  readonly system?: string;
  readonly items: number;
}

/** A .nessus report of hosts that were scanned to the end. */
function nessus(hosts: readonly Host[]): string {
  const item = (_: unknown, n: number) =>
    `<ReportItem port="443" svc_name="www" protocol="tcp" severity="3" pluginID="${50_000 + n}" pluginName="Plugin ${n}" pluginFamily="General"><description>d</description><risk_factor>High</risk_factor></ReportItem>`;
  const host = ({ name, system, items }: Host) => `<ReportHost name="${name}"><HostProperties>
<tag name="host-fqdn">${name}</tag>${system === undefined ? '' : `<tag name="operating-system">${system}</tag>`}<tag name="Credentialed_Scan">true</tag>
<tag name="HOST_END">Mon Mar  2 08:00:00 2026</tag></HostProperties>${Array.from({ length: items }, item).join('')}</ReportHost>`;
  return `<?xml version="1.0" ?><NessusClientData_v2><Report name="os">${hosts.map(host).join('')}</Report></NessusClientData_v2>`;
}

async function scan(finishedAt: string, hosts: readonly Host[]): Promise<void> {
  const job = await importReport(server, tenant.admin, nessus(hosts), {
    scopeKey: 'office',
    finishedAt,
    acknowledge: finishedAt < '2026-02-02' ? ['older-scan'] : [],
  });
  expect(job.state, JSON.stringify(record(job).stateReason)).toBe('FINALIZED');
}

async function systems(): Promise<Readonly<Record<string, unknown>>> {
  const answer = await server.call('GET', '/assets', { headers: tenant.member.headers });
  return Object.fromEntries(
    itemsOf(answer).map(({ name, operatingSystem }) => [String(name), operatingSystem]),
  );
}

describe('the operating system of an asset', () => {
  it('is what the report says, also of a host on which nothing was found', async () => {
    await scan('2026-02-02T10:00:00Z', [
      { name: 'web.test', system: 'Debian Linux 12', items: 2 },
      { name: 'clean.test', system: 'Microsoft Windows Server 2022', items: 0 },
      { name: 'silent.test', items: 1 },
    ]);
    expect(await systems()).toEqual({
      'web.test': 'Debian Linux 12',
      'clean.test': 'Microsoft Windows Server 2022',
      'silent.test': null,
    });
  });

  it('follows the newest scan, and stays when a scan does not say', async () => {
    await scan('2026-02-09T10:00:00Z', [
      { name: 'web.test', system: 'Debian Linux 13', items: 2 },
      { name: 'clean.test', items: 0 },
    ]);
    await scan('2026-01-05T10:00:00Z', [{ name: 'web.test', system: 'Debian Linux 9', items: 2 }]);
    expect(await systems()).toMatchObject({
      'web.test': 'Debian Linux 13',
      'clean.test': 'Microsoft Windows Server 2022',
    });
  });
});
