import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { nessusReport } from './nessus-report.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

const plugins = [1, 2, 3, 4].map((n) => 45_000 + n);

async function scan(report: string, scopeKey: string, finishedAt: string) {
  const job = await importReport(server, tenant.admin, report, { scopeKey, finishedAt, finalize: false });
  const checks = Array.isArray(job.checks) ? job.checks.map((check) => record(check)) : [];
  const acknowledge = checks.filter(({ level }) => level === 'WARNING').map(({ id }) => id);
  const done = await server.call('POST', `/report-ingestion/jobs/${String(job.id)}/finalize?wait=30`, {
    headers: tenant.admin.headers,
    body: { acknowledge },
  });
  expect(record(done.data, done.text).state).toBe('FINALIZED');
  return record(record(record(done.data).preview).counts);
}

describe('the time of a scan', () => {
  it('keeps what a newer scan said when an older one comes in late', async () => {
    const one = { hosts: ['late.test'], plugins: plugins.slice(0, 1) };
    await scan(nessusReport({ ...one, severity: 4 }), 'late', '2026-02-05T10:00:00Z');
    const counts = await scan(nessusReport({ ...one, severity: 1 }), 'late', '2026-02-01T10:00:00Z');
    expect(counts).toMatchObject({ NEW: 0, CHANGED: 0, UNCHANGED: 1 });
    const { rows } = await server.database.admin.query(
      `select severity from vulnerabilities where tenant_id = $1 and target_key = 'hostname:late.test'`,
      [tenant.tenantId],
    );
    expect(rows).toEqual([{ severity: 'CRITICAL' }]);
  });

  it('takes reports of one instant as parts of one scan, which close nothing of each other', async () => {
    const part = (some: readonly number[]) => nessusReport({ hosts: ['part.test'], plugins: some });
    const at = '2026-02-01T10:00:00Z';
    await scan(part(plugins.slice(0, 2)), 'part', at);
    expect(await scan(part(plugins.slice(2)), 'part', at)).toMatchObject({ NEW: 2, WOULD_CLOSE: 0 });
    const next = await scan(part(plugins.slice(0, 3)), 'part', '2026-02-02T10:00:00Z');
    expect(next).toMatchObject({ NEW: 0, WOULD_CLOSE: 1, UNCHANGED: 3 });
  });
});
