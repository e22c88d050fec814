import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { importFindings, itemsOf, pageOf, type ReportedFinding } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
const severities = ['Critical', 'High', 'Medium', 'Low'] as const;
const count = 45;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  // Ties everywhere: the id must settle them.
  const findings = Array.from(
    { length: count },
    (_, index): ReportedFinding => ({
      title: `${index % 2 ? 'beta' : 'Alpha'} ${Math.floor(index / 6)}`,
      check: `check-${index}`,
      severity: severities[index % 4] ?? 'Low',
      url: `https://host-${index % 5}.example/`,
    }),
  );
  await importFindings(server, tenant.admin, findings.slice(0, 20), {
    finishedAt: '2026-01-10T08:00:00Z',
    covered: [],
  });
  await importFindings(server, tenant.admin, findings.slice(20), {
    finishedAt: '2026-02-10T08:00:00Z',
    covered: [],
    scopeKey: 'second',
  });
  const some = itemsOf(await get('/vulnerabilities?limit=10')).map((item) => item.id);
  const body = { vulnerabilityIds: some, status: 'CLIENT_FIXED', reason: 'patched' };
  await server.call('POST', '/vulnerabilities/bulk-status', { headers: tenant.admin.headers, body });
});
afterAll(() => server.close());

const get = (path: string) => server.call('GET', path, { headers: tenant.admin.headers });

const words = [
  'severity',
  'dueAt',
  'epss',
  'firstSeenAt',
  'lastSeenAt',
  'title',
  'asset',
  'criticality',
  'status',
];
const orders = [
  ...words.flatMap((word) => [word, `-${word}`]),
  '-severity,dueAt',
  'severity,-title',
  '-asset,status,-dueAt',
];

async function walk(sort: string): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  let cursor: unknown = null;
  do {
    const answer = await get(
      `/vulnerabilities?limit=7&sort=${sort}${cursor === null ? '' : `&cursor=${String(cursor)}`}`,
    );
    ids.push(...itemsOf(answer).map((item) => item.id));
    cursor = pageOf(answer).nextCursor;
  } while (cursor !== null);
  return ids;
}

describe('paging', () => {
  it.each(orders)('by %s gives each row once, in the order of one long page', async (sort) => {
    const whole = itemsOf(await get(`/vulnerabilities?limit=200&sort=${sort}`)).map((item) => item.id);
    expect(whole).toHaveLength(count);
    expect(await walk(sort)).toEqual(whole);
  });

  it('sorts CRITICAL first when the worst comes first', async () => {
    const ranks = itemsOf(await get('/vulnerabilities?limit=200&sort=-severity')).map((item) =>
      ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'].indexOf(String(item.severity)),
    );
    expect(ranks).toEqual([...ranks].sort());
  });

  it('refuses a cursor of another order, of another list, and a made-up one', async () => {
    const { nextCursor } = pageOf(await get('/vulnerabilities?limit=7&sort=title'));
    const forged = Buffer.from(
      JSON.stringify([
        'vulnerabilities:dueAt',
        "x'; drop table assets; --",
        '019cadc6-0000-7000-8000-000000000000',
      ]),
    ).toString('base64url');
    for (const path of [
      `/vulnerabilities?sort=dueAt&cursor=${String(nextCursor)}`,
      `/assets?cursor=${String(nextCursor)}`,
      `/vulnerabilities?sort=dueAt&cursor=${forged}`,
      '/vulnerabilities?cursor=!!!',
    ]) {
      expect(await get(path), path).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    }
  });
});
