import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

/** A .nessus report: `items` per host, hosts scanned to the end with credentials. */
function nessus(hosts: readonly string[], plugins: readonly number[]): string {
  const host = (
    name: string,
  ) => `<ReportHost name="${name}"><HostProperties><tag name="host-fqdn">${name}</tag><tag name="Credentialed_Scan">true</tag>
<tag name="HOST_START">Mon Mar  2 07:00:00 2026</tag><tag name="HOST_END">Mon Mar  2 08:00:00 2026</tag></HostProperties>
${plugins
  .map(
    (id) =>
      `<ReportItem port="443" svc_name="www" protocol="tcp" severity="3" pluginID="${id}" pluginName="Plugin ${id}" pluginFamily="General"><description>d</description><risk_factor>High</risk_factor><synopsis>s</synopsis></ReportItem>`,
  )
  .join('\n')}</ReportHost>`;
  return `<?xml version="1.0" ?><NessusClientData_v2><Report name="gate">${hosts.map(host).join('\n')}</Report></NessusClientData_v2>`;
}

const plugins = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => 40_000 + n);
const checkIds = (job: Readonly<Record<string, unknown>>) =>
  Array.isArray(job.checks) ? job.checks.map((check) => `${record(check).level} ${record(check).id}`) : [];
const at = (day: number) => `2026-02-${String(day).padStart(2, '0')}T10:00:00Z`;

async function openCount(scopeKey: string): Promise<number> {
  const { rows } = await server.database.admin.query(
    `select count(*)::int as n from vulnerabilities v join scope_keys k on k.scope_key_id = v.scope_key_id where v.tenant_id = $1 and k.key = $2 and v.status = 'OPEN'`,
    [tenant.tenantId, scopeKey],
  );
  return rows[0]?.n;
}

describe('the gate', () => {
  it('closes what a covering scan no longer finds, below the brake, and asks nobody', async () => {
    await importReport(server, tenant.admin, nessus(['a.test'], plugins), {
      scopeKey: 'few',
      finishedAt: at(1),
    });
    const job = await importReport(server, tenant.admin, nessus(['a.test'], plugins.slice(2)), {
      scopeKey: 'few',
      finishedAt: at(2),
    });
    expect(job.state).toBe('FINALIZED');
    expect(await openCount('few')).toBe(8);
  });

  it('holds a mass close until a person acknowledges it by name', async () => {
    await importReport(server, tenant.admin, nessus(['b.test'], plugins), {
      scopeKey: 'mass',
      finishedAt: at(1),
    });
    const held = await importReport(server, tenant.admin, nessus(['b.test'], plugins.slice(9)), {
      scopeKey: 'mass',
      finishedAt: at(2),
      finalize: false,
    });
    expect(checkIds(held)).toContain('WARNING mass-close');
    const refused = await server.call('POST', `/report-ingestion/jobs/${String(held.id)}/finalize`, {
      headers: tenant.admin.headers,
      body: {},
    });
    expect(refused).toMatchObject({ status: 422, code: 'GATE_REFUSED' });
    expect(await openCount('mass')).toBe(10);
    const unknown = await server.call('POST', `/report-ingestion/jobs/${String(held.id)}/finalize`, {
      headers: tenant.admin.headers,
      body: { acknowledge: ['everything'] },
    });
    expect(unknown).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    const done = await server.call('POST', `/report-ingestion/jobs/${String(held.id)}/finalize?wait=30`, {
      headers: tenant.admin.headers,
      body: { acknowledge: ['mass-close'] },
    });
    expect(record(done.data).state).toBe('FINALIZED');
    expect(await openCount('mass')).toBe(1);
  });

  it('never lets an empty report close anything', async () => {
    await importReport(server, tenant.admin, nessus(['c.test'], plugins), {
      scopeKey: 'empty',
      finishedAt: at(1),
    });
    const job = await importReport(server, tenant.admin, nessus([], []), {
      scopeKey: 'empty',
      finishedAt: at(2),
      acknowledge: ['nothing-covered'],
    });
    expect(checkIds(job)).toContain('WARNING nothing-covered');
    expect(job.state).toBe('FINALIZED');
    expect(await openCount('empty')).toBe(10);
  });

  it('asks nothing about coverage where the tool has no way to state it, and closes nothing either', async () => {
    const csv = (titles: readonly string[]) =>
      ['title,severity,host', ...titles.map((title) => `${title},HIGH,csv.test`)].join('\n');
    const scan = (titles: readonly string[], day: number) =>
      importReport(server, tenant.admin, csv(titles), {
        scopeKey: 'csv',
        tool: 'generic-csv',
        finishedAt: at(day),
      });
    await scan(['One', 'Two'], 1);
    const again = await scan(['One'], 2);
    expect(checkIds(again)).toContain('INFO coverage');
    expect(checkIds(again)).not.toContain('WARNING nothing-covered');
    expect(again.state).toBe('FINALIZED');
    expect(await openCount('csv')).toBe(2);
  });

  it('never lets a report of another scope close anything, and says so', async () => {
    await importReport(server, tenant.admin, nessus(['d.test'], plugins), {
      scopeKey: 'scope',
      finishedAt: at(1),
    });
    const job = await importReport(server, tenant.admin, nessus(['elsewhere.test'], plugins.slice(0, 1)), {
      scopeKey: 'scope',
      finishedAt: at(2),
      finalize: false,
    });
    expect(checkIds(job)).toContain('WARNING other-scope');
    expect(record(record(job.preview).counts).WOULD_CLOSE).toBe(0);
  });

  it('lets a scan older than the newest one add, but not close or reopen', async () => {
    await importReport(server, tenant.admin, nessus(['e.test'], plugins.slice(0, 5)), {
      scopeKey: 'older',
      finishedAt: at(10),
    });
    const job = await importReport(server, tenant.admin, nessus(['e.test'], plugins.slice(4, 8)), {
      scopeKey: 'older',
      finishedAt: at(5),
      finalize: false,
    });
    expect(checkIds(job)).toContain('WARNING older-scan');
    expect(record(record(job.preview).counts)).toMatchObject({ NEW: 3, WOULD_CLOSE: 0 });
  });

  it('calls a finding that comes back after it was confirmed gone recurring, on the same record', async () => {
    await importReport(server, tenant.admin, nessus(['f.test'], plugins), {
      scopeKey: 'back',
      finishedAt: at(1),
    });
    await importReport(server, tenant.admin, nessus(['f.test'], plugins.slice(1)), {
      scopeKey: 'back',
      finishedAt: at(2),
    });
    const job = await importReport(server, tenant.admin, nessus(['f.test'], plugins), {
      scopeKey: 'back',
      finishedAt: at(3),
    });
    expect(record(record(job.preview).counts)).toMatchObject({ NEW: 0, RECURRING: 1 });
    const { rows } = await server.database.admin.query(
      `select status, recurring_count from vulnerabilities where tenant_id = $1 and rule_id = '40001' and target_key = 'hostname:f.test'`,
      [tenant.tenantId],
    );
    expect(rows).toEqual([{ status: 'OPEN', recurring_count: 1 }]);
  });

  it('asks for a fresh look when the register moved after the preview', async () => {
    const first = await importReport(server, tenant.admin, nessus(['g.test'], plugins.slice(0, 3)), {
      scopeKey: 'moved',
      finishedAt: at(1),
      finalize: false,
    });
    await importReport(server, tenant.admin, nessus(['g.test'], plugins.slice(0, 2)), {
      scopeKey: 'moved',
      finishedAt: at(2),
    });
    const answer = await server.call('POST', `/report-ingestion/jobs/${String(first.id)}/finalize?wait=30`, {
      headers: tenant.admin.headers,
      body: {
        acknowledge: Array.isArray(first.checks)
          ? first.checks.filter((check) => record(check).level === 'WARNING').map((check) => record(check).id)
          : [],
      },
    });
    expect(record(answer.data)).toMatchObject({ state: 'VALIDATED' });
    expect(String(record(answer.data).stateReason)).toContain('register changed');
    expect(await openCount('moved')).toBe(2);
  });

  it('lets one of 20 parallel finalizations through', async () => {
    const job = await importReport(server, tenant.admin, nessus(['h.test'], plugins), {
      scopeKey: 'parallel',
      finishedAt: at(1),
      finalize: false,
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        server.call('POST', `/report-ingestion/jobs/${String(job.id)}/finalize?wait=30`, {
          headers: tenant.admin.headers,
          body: {},
        }),
      ),
    );
    expect(new Set(answers.map((answer) => record(answer.data, answer.text).state))).toEqual(
      new Set(['FINALIZED']),
    );
    const { rows } = await server.database.admin.query(
      `select count(*)::int as n from assessments where job_id = $1`,
      [job.id],
    );
    expect(rows).toEqual([{ n: 1 }]);
    expect(await openCount('parallel')).toBe(10);
  });

  it('finalizes by itself under a standing authority, while no check asks for a person', async () => {
    const created = await server.call('POST', '/report-ingestion/scope-keys', {
      headers: tenant.admin.headers,
      body: {
        key: 'standing',
        authority: { organisation: 'Example Ltd', authorisedBy: 'CISO' },
        standingAuthority: { tool: 'nessus', maxClose: 1, expiresAt: '2027-01-01T00:00:00Z' },
      },
    });
    expect(created.status).toBe(201);
    const first = await importReport(server, tenant.member, nessus(['i.test'], plugins), {
      scopeKey: 'standing',
      finishedAt: at(1),
      finalize: false,
    });
    expect(first).toMatchObject({
      state: 'FINALIZED',
      byStandingAuthority: true,
      finalizedBy: { id: tenant.admin.userId },
    });
    const second = await importReport(server, tenant.member, nessus(['i.test'], plugins.slice(2)), {
      scopeKey: 'standing',
      finishedAt: at(2),
      finalize: false,
    });
    expect(second).toMatchObject({ state: 'VALIDATED', byStandingAuthority: false });
  });
});
