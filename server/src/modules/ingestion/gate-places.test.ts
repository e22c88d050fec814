import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportOptions, importReport, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { nessusReport } from './nessus-report.fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

interface Shown {
  readonly level: unknown;
  readonly count: unknown;
  readonly message: string;
}

/** Checks of a job by id. */
function checksOf(job: Readonly<Record<string, unknown>>): Readonly<Record<string, Shown>> {
  const checks = Array.isArray(job.checks) ? job.checks.map((check) => record(check)) : [];
  return Object.fromEntries(
    checks.map(({ id, level, count, message }) => [String(id), { level, count, message: String(message) }]),
  );
}

const plugins = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => 40_000 + n);
const hosts = (n: number, domain: string) => Array.from({ length: n }, (_, i) => `h${i}.${domain}`);
const preview = (tenant: TestTenant, report: string, options: ImportOptions) =>
  importReport(server, tenant.admin, report, { ...options, finalize: false });
const at = (day: number) => `2026-02-${String(day).padStart(2, '0')}T10:00:00Z`;

async function declare(tenant: TestTenant, key: string, targets: readonly object[]) {
  const made = await server.call('POST', '/report-ingestion/scope-keys', {
    headers: tenant.admin.headers,
    body: { key, targets },
  });
  expect(made.status).toBe(201);
}

describe('the gate, on whether a report belongs here', () => {
  it('names targets outside the scope, those it excludes, and those it misses', async () => {
    const tenant = await makeTenant(server, 'Declared Ltd');
    await declare(tenant, 'web', [
      { kind: 'DOMAIN', value: 'shop.test' },
      { kind: 'HOST', value: 'gone.shop.test' },
      { kind: 'NETWORK', value: '10.1.0.0/16' },
      { kind: 'HOST', value: 'db.shop.test', excluded: true },
    ]);
    const report = nessusReport({
      hosts: ['www.shop.test', '10.1.2.3', 'db.shop.test', 'elsewhere.test'],
      plugins: plugins.slice(0, 1),
    });
    const job = await preview(tenant, report, { scopeKey: 'web' });
    expect(job).toMatchObject({ state: 'REJECTED', errorCode: 'GATE_REFUSED' });
    const checks = checksOf(job);
    expect(checks['excluded-targets']).toMatchObject({ level: 'ERROR', count: 1 });
    expect(checks['excluded-targets']?.message).toContain('db.shop.test');
    expect(checks['outside-scope']).toMatchObject({ level: 'WARNING', count: 1 });
    expect(checks['outside-scope']?.message).toContain('elsewhere.test');
    expect(checks['declared-targets-left-out']).toMatchObject({ level: 'INFO', count: 1 });
    expect(checks['declared-targets-left-out']?.message).toContain('gone.shop.test');
  });

  it('lets the rest in once the rows of an excluded target are left out with a reason', async () => {
    const tenant = await makeTenant(server, 'Excluding Ltd');
    await declare(tenant, 'web', [
      { kind: 'DOMAIN', value: 'shop.test' },
      { kind: 'HOST', value: 'db.shop.test', excluded: true },
    ]);
    const report = nessusReport({ hosts: ['www.shop.test', 'db.shop.test'], plugins: plugins.slice(0, 1) });
    const job = await preview(tenant, report, { scopeKey: 'web' });
    expect(job.state).toBe('REJECTED');
    const path = `/report-ingestion/jobs/${String(job.id)}`;
    const headers = tenant.admin.headers;
    const body = { exclusions: [{ target: 'db.shop.test', reason: 'Not ours to scan' }] };
    expect((await server.call('PATCH', path, { headers, body })).status).toBe(200);
    const again = await server.call('GET', `${path}?wait=30`, { headers });
    expect(record(again.data)).toMatchObject({ state: 'VALIDATED', preview: { counts: { NEW: 1 } } });
  });

  it('recognises a report of another scope by whose targets it has', async () => {
    const tenant = await makeTenant(server, 'Scopes Ltd');
    await importReport(server, tenant.admin, nessusReport({ hosts: hosts(4, 'a.test'), plugins }), {
      scopeKey: 'first',
    });
    const moved = nessusReport({ hosts: hosts(4, 'a.test'), plugins: plugins.slice(1) });
    const wrong = checksOf(await preview(tenant, moved, { scopeKey: 'second' }));
    expect(wrong['other-scope']).toMatchObject({ level: 'WARNING', count: 4 });
    expect(wrong['other-scope']?.message).toContain('first');
    const right = checksOf(await preview(tenant, moved, { scopeKey: 'first' }));
    expect(right['other-scope']).toBeUndefined();
  });

  it('tells a file that was imported before from one that was imported elsewhere', async () => {
    const tenant = await makeTenant(server, 'Same Ltd');
    const report = nessusReport({ hosts: ['a.test'], plugins });
    await importReport(server, tenant.admin, report, { scopeKey: 'first' });
    expect(checksOf(await preview(tenant, report, { scopeKey: 'first' }))['same-file']).toMatchObject({
      level: 'INFO',
    });
    const elsewhere = checksOf(await preview(tenant, report, { scopeKey: 'second' }));
    expect(elsewhere['same-file-elsewhere']).toMatchObject({ level: 'WARNING' });
    expect(elsewhere['same-file-elsewhere']?.message).toContain('first');
  });

  it('suspects the wrong tenant when nothing is related to the inventory, and only then', async () => {
    const tenant = await makeTenant(server, 'Own Ltd');
    const first = await preview(
      tenant,
      nessusReport({ hosts: hosts(12, 'own.test'), plugins: plugins.slice(0, 1) }),
      {
        scopeKey: 'all',
      },
    );
    expect(checksOf(first)['other-tenant']).toBeUndefined();
    await server.call('POST', `/report-ingestion/jobs/${String(first.id)}/finalize?wait=30`, {
      headers: tenant.admin.headers,
      body: {},
    });
    const foreign = nessusReport({ hosts: hosts(4, 'foreign.example'), plugins: plugins.slice(0, 1) });
    expect(checksOf(await preview(tenant, foreign, { scopeKey: 'new' }))['other-tenant']).toMatchObject({
      level: 'WARNING',
      count: 4,
    });
    const sameDomain = nessusReport({ hosts: ['x.own.test', 'y.own.test', 'z.own.test'], plugins });
    expect(checksOf(await preview(tenant, sameDomain, { scopeKey: 'new' }))['other-tenant']).toBeUndefined();
  });

  it('asks about targets without an asset in a scope that was scanned before, not in a new one', async () => {
    const tenant = await makeTenant(server, 'Assets Ltd');
    const one = plugins.slice(0, 1);
    const first = await importReport(
      server,
      tenant.admin,
      nessusReport({ hosts: hosts(2, 'a.test'), plugins: one }),
      {
        scopeKey: 'assets',
        finishedAt: at(1),
      },
    );
    expect(checksOf(first)['unmapped-assets']).toBeUndefined();
    const renamed = nessusReport({ hosts: ['h0.a.test', ...hosts(6, 'renamed.test')], plugins: one });
    const checks = checksOf(await preview(tenant, renamed, { scopeKey: 'assets', finishedAt: at(2) }));
    expect(checks['unmapped-assets']).toMatchObject({ level: 'WARNING', count: 6 });
    expect(checks['known-targets-left-out']).toMatchObject({ level: 'INFO', count: 1 });
  });
});
