import { fieldOf } from '../../platform/http/tenant.ts';
import { importReport } from '../../testing/import.ts';
import type { TestPerson, TestTenant } from '../../testing/people.ts';
import type { TestServer } from '../../testing/server.ts';

const titles = (n: number) => `Weakness ${n} of the payment service`;

interface Scan {
  /** Numbers of the weaknesses that it reports. */
  readonly weaknesses: readonly number[];
  /** It looks for every weakness below this number, so that one that is missing was not there. */
  readonly looksFor: number;
  readonly hosts: number;
  /** RFC 3339: when it ended. */
  readonly at: string;
}

/** A .nessus file of a whole scan; weakness n sits on host n modulo `hosts`, with a severity from critical to low. */
export function nessusScan({ weaknesses, looksFor, hosts, at }: Scan): string {
  const byHost = Map.groupBy(weaknesses, (n) => n % hosts);
  const plugins = numbers(0, looksFor)
    .map((n) => 100_000 + n)
    .join(';');
  const report = Array.from({ length: hosts }, (_, host) => reportHost(host, byHost.get(host) ?? [], at));
  return [
    '<?xml version="1.0" ?><NessusClientData_v2><Policy><policyName>Payments</policyName><Preferences><ServerPreferences>',
    `<preference><name>plugin_set</name><value>19506;${plugins};</value></preference></ServerPreferences></Preferences></Policy>`,
    '<Report name="Payments">',
    ...report,
    '</Report></NessusClientData_v2>',
  ].join('\n');
}

function reportHost(host: number, weaknesses: readonly number[], at: string): string {
  const ip = `10.1.${host >> 8}.${host & 255}`;
  const end = Math.floor(Date.parse(at) / 1000);
  const tags = {
    Credentialed_Scan: 'true',
    HOST_END_TIMESTAMP: end,
    HOST_START_TIMESTAMP: end - 600,
    'host-ip': ip,
    'host-fqdn': `srv-${String(host).padStart(2, '0')}.example`,
  };
  const properties = Object.entries(tags).map(([name, value]) => `<tag name="${name}">${value}</tag>`);
  const summary =
    '<ReportItem port="0" svc_name="general" protocol="tcp" severity="0" pluginID="19506" pluginName="Nessus Scan Information" pluginFamily="Settings"><plugin_type>summary</plugin_type><risk_factor>None</risk_factor><plugin_output>Credentialed checks : yes</plugin_output></ReportItem>';
  return `<ReportHost name="${ip}"><HostProperties>${properties.join('')}</HostProperties>${summary}${weaknesses.map(reportItem).join('')}</ReportHost>`;
}

const scores = [9.8, 7.5, 5.3, 3.1] as const;

function reportItem(n: number): string {
  return `<ReportItem port="443" svc_name="www" protocol="tcp" severity="${4 - (n % 4)}" pluginID="${100_000 + n}" pluginName="${titles(n)}" pluginFamily="Web Servers"><cvss3_base_score>${scores[n % 4]}</cvss3_base_score><cve>CVE-2025-${10_000 + n}</cve><description>What it is.</description><plugin_type>remote</plugin_type><synopsis>In short.</synopsis></ReportItem>`;
}

export function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** What the story leaves, as the pack's flow must tell it. */
export const storyFlow = {
  openAtStart: 40,
  arrived: 15,
  returned: 1,
  closed: 7,
  accepted: 1,
  openNow: 48,
} as const;

/**
 * A tenant with a past: 40 found before the period, 15 in it. Of the old ones two are no longer seen by the second scan, three are
 * declared fixed (one of them verified), one is found to be false, one accepted, and one declared fixed came back.
 */
export async function tellStory(server: TestServer, tenant: TestTenant): Promise<void> {
  const first = nessusScan({
    weaknesses: numbers(0, 40),
    looksFor: 55,
    hosts: 8,
    at: '2025-11-20T08:00:00Z',
  });
  const second = nessusScan({
    weaknesses: numbers(0, 55).filter((n) => n !== 6 && n !== 7),
    looksFor: 55,
    hosts: 8,
    at: '2026-02-20T08:00:00Z',
  });
  await importWhole(server, tenant.admin, first, '2025-11-20T08:00:00Z');
  await importWhole(server, tenant.admin, second, '2026-02-20T08:00:00Z');
  const ids = await idsByTitle(server, tenant.admin);
  const id = (n: number) => ids.get(titles(n)) ?? '';
  for (const n of [0, 1, 2, 3]) await move(server, tenant.admin, id(n), { status: 'CLIENT_FIXED' });
  await move(server, tenant.verifier, id(0), { status: 'VERIFIED' });
  await move(server, tenant.admin, id(3), { status: 'OPEN' });
  await move(server, tenant.admin, id(4), { status: 'RISK_ACCEPTED', expiresAt: '2026-09-01T00:00:00Z' });
  await move(server, tenant.admin, id(5), { status: 'FALSE_POSITIVE' });
}

/** Hands in and finalizes, whatever the checks warn of. */
export async function importWhole(
  server: TestServer,
  person: TestPerson,
  report: string,
  finishedAt: string,
): Promise<void> {
  const preview = await importReport(server, person, report, {
    scopeKey: 'payments',
    finishedAt,
    finalize: false,
  });
  const warnings = listOf(preview.checks).filter((check) => fieldOf(check, 'level') === 'WARNING');
  const acknowledge = warnings.map((check) => String(fieldOf(check, 'id')));
  const path = `/report-ingestion/jobs/${String(preview.id)}/finalize?wait=30`;
  const { data, text } = await server.call('POST', path, { headers: person.headers, body: { acknowledge } });
  if (fieldOf(data, 'state') !== 'FINALIZED') throw new Error(text);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

async function idsByTitle(server: TestServer, person: TestPerson): Promise<ReadonlyMap<string, string>> {
  const { data } = await server.call('GET', '/vulnerabilities?limit=200', { headers: person.headers });
  return new Map(
    listOf(fieldOf(data, 'items')).map((item) => [
      String(fieldOf(item, 'title')),
      String(fieldOf(item, 'id')),
    ]),
  );
}

async function move(
  server: TestServer,
  person: TestPerson,
  id: string,
  change: Readonly<Record<string, string>>,
): Promise<void> {
  const { status, text } = await server.call('PATCH', `/vulnerabilities/${id}/status`, {
    headers: person.headers,
    body: { ...change, reason: 'told by the story' },
  });
  if (status !== 200) throw new Error(text);
}
