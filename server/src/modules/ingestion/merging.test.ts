import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportOptions, importReport, record } from '../../testing/import.ts';
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

/** Two results of one rule at one place merge when the identity holds rule and path only. */
const sarif = (results: readonly { readonly line: number; readonly level?: string }[]) =>
  JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Linter', rules: [{ id: 'R1' }] } },
        results: results.map(({ line, level = 'error' }) => ({
          ruleId: 'R1',
          level,
          message: { text: 'Weak' },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'src/a.c' },
                region: { startLine: line, snippet: { text: 'gets(s)' } },
              },
            },
          ],
        })),
      },
    ],
  });

async function previewOf(report: string, options: ImportOptions = {}) {
  const job = await importReport(server, tenant.admin, report, { ...options, finalize: false });
  const answer = await server.call('GET', `/report-ingestion/jobs/${String(job.id)}/preview`, {
    headers: tenant.admin.headers,
  });
  const { items } = record(answer.data, answer.text);
  return { job, items: Array.isArray(items) ? items.map((item) => record(item)) : [] };
}

async function finalize(job: Readonly<Record<string, unknown>>) {
  const checks = Array.isArray(job.checks) ? job.checks.map((check) => record(check)) : [];
  const acknowledge = checks.filter(({ level }) => level === 'WARNING').map(({ id }) => id);
  const done = await server.call('POST', `/report-ingestion/jobs/${String(job.id)}/finalize?wait=30`, {
    headers: tenant.admin.headers,
    body: { acknowledge },
  });
  expect(record(done.data, done.text).state).toBe('FINALIZED');
}

describe('rows of one identity', () => {
  it('merge visibly, with all their places, whatever their order', async () => {
    const { job, items } = await previewOf(sarif([{ line: 3 }, { line: 9 }, { line: 3 }]), {
      scopeKey: 'code',
    });
    expect(items).toHaveLength(1);
    const [item] = items;
    expect(item).toMatchObject({ occurrences: 3, locationsCount: 2 });
    expect(Array.isArray(item?.locations) ? item.locations.map((place) => record(place).line) : []).toEqual([
      3, 9,
    ]);
    expect(JSON.stringify(item?.reasons)).toContain('ROWS_MERGED');
    await finalize(job);
    const { rows } = await server.database.admin.query(
      `select location_count from vulnerabilities where tenant_id = $1 and rule_id = 'R1'`,
      [tenant.tenantId],
    );
    expect(rows).toEqual([{ location_count: 2 }]);
    const turned = await previewOf(sarif([{ line: 9 }, { line: 3 }]), { scopeKey: 'code' });
    expect(turned.items.map(({ change }) => change)).toEqual(['UNCHANGED']);
  });
});

describe('matching', () => {
  it('says which pass found the entry and the asset, and what else there was', async () => {
    const one = [43_001];
    const first = await previewOf(nessusReport({ hosts: ['10.7.0.1', 'm.test'], plugins: one }), {
      scopeKey: 'match',
    });
    expect(first.items.map(({ match }) => record(match))).toEqual([
      expect.objectContaining({
        pass: 'NONE',
        assetPass: 'NEW',
        candidates: [],
        candidatesTotal: 0,
        assetCandidates: [],
      }),
      expect.objectContaining({ pass: 'NONE', assetPass: 'NEW' }),
    ]);
    await finalize(first.job);
    const both = nessusReport({ hosts: ['m.test'], plugins: [...one, 43_002] }).replace(
      '<tag name="host-fqdn">',
      '<tag name="host-ip">10.7.0.1</tag><tag name="host-fqdn">',
    );
    const { items } = await previewOf(both, { scopeKey: 'match' });
    const byRule = (rule: string) => record(items.find(({ ruleId }) => ruleId === rule)?.match);
    const known = byRule('43001');
    expect(known).toMatchObject({ pass: 'IDENTITY', assetPass: 'REGISTER', candidatesTotal: 2 });
    expect(known.candidates).toMatchObject([
      { taken: true, differs: [], target: 'hostname:m.test' },
      { taken: false, differs: ['TARGET'], target: 'ip:10.7.0.1' },
    ]);
    expect(known.assetCandidates).toMatchObject([
      { name: 'm.test', by: ['hostname:m.test'], taken: true },
      { name: '10.7.0.1', by: ['ip:10.7.0.1'], taken: false },
    ]);
    expect(byRule('43002')).toMatchObject({ pass: 'NONE', assetPass: 'IDENTIFIER', candidates: [] });
  });
});
