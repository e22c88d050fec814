import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../testing/import.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import {
  declareFixed,
  openIds,
  pointsOf,
  scan,
  settled,
  someFindings,
  summaryOf,
} from '../scoring/scored.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
/** Twelve scans, one at the start of each month up to March 2026; each has lost one finding of the one before. */
const scanTimes = Array.from({ length: 12 }, (_, index) =>
  new Date(Date.UTC(2025, 3 + index, 1, 6)).toISOString(),
);
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  for (const [index, finishedAt] of scanTimes.entries()) {
    await scan(server, tenant, someFindings(24, 3).slice(index), { finishedAt });
    await settled(server);
  }
});
afterAll(() => server.close());

const ask = (query: string, headers = tenant.member.headers) =>
  server.call('GET', `/dashboard/trends${query}`, { headers });
const trends = async (query: string) => {
  const answer = await ask(query);
  expect(answer.status, answer.text).toBe(200);
  const data = record(answer.data);
  return { ...data, scores: listOf(data.scoreSeries), exposure: listOf(data.exposureSeries) };
};
const total = (items: readonly Readonly<Record<string, unknown>>[], field: string) =>
  items.reduce((sum, item) => sum + Number(item[field]), 0);

describe('a year of scans brought in afterwards', () => {
  it('stands at the times of the scans, each as the register stood then', async () => {
    const points = await pointsOf(server, tenant.tenantId);
    expect(points.map(({ at }) => at.toISOString())).toEqual(scanTimes);
    const open = points.map(({ exposure }) =>
      Object.values(record(exposure.openBySeverity)).reduce<number>((sum, n) => sum + Number(n), 0),
    );
    expect(open).toEqual(scanTimes.map((_, index) => 24 - index));
  });

  it('is shown week by week, ends where the summary stands, and its flows explain its levels', async () => {
    const { scores, exposure, ...rest } = await trends('?range=1y');
    const summary = await summaryOf(server, tenant.member.headers);
    expect(rest).toMatchObject({ range: '1y', interval: 'WEEK', previousPeriod: null });
    expect(scores.at(-1)).toMatchObject({ score: summary.overallScore, riskLevel: summary.riskLevel });
    expect(scores.length).toBeGreaterThan(46);
    expect(scores.length).toBeLessThanOrEqual(52);
    expect(total(exposure, 'opened') - total(exposure, 'closed')).toBe(13);
    expect(total(exposure, 'closed')).toBe(11);
    for (const [index, point] of exposure.entries()) {
      const before = Number(exposure[index - 1]?.open ?? 0);
      expect(Number(point.open)).toBe(before + Number(point.opened) - Number(point.closed));
    }
    expect(listOf(record(rest).annotations)).toHaveLength(12);
  });

  it('compares with the period before', async () => {
    const { scores, ...rest } = await trends('?range=90d');
    const previous = record(record(rest).previousPeriod);
    expect(scores).toHaveLength(90);
    expect(previous).toMatchObject({ closed: 3, opened: 0 });
    expect(previous.endScore).toBe(Number((await pointsOf(server, tenant.tenantId))[8]?.score));
  });

  it.each(['30d', '90d', '6m', '1y', '3y', '5y'])('knows the range %s', async (range) => {
    expect((await trends(`?range=${range}`)).scores.length).toBeGreaterThan(11);
  });

  it('cuts days where the reader lives', async () => {
    const { from } = record((await ask('?range=30d&timeZone=America/New_York')).data);
    expect(String(from)).toMatch(/T0[45]:00:00\.000Z$/);
    expect(record((await ask('?range=30d')).data).from).toMatch(/T00:00:00\.000Z$/);
  });

  it('adds a point for now when somebody changes something, and none when nothing changes', async () => {
    const before = await pointsOf(server, tenant.tenantId);
    const [worst = ''] = await openIds(server, tenant.member.headers);
    await declareFixed(server, tenant.member.headers, worst);
    await settled(server);
    const after = await pointsOf(server, tenant.tenantId);
    expect(after).toHaveLength(before.length + 1);
    expect(after.at(-1)?.at.getTime()).toBeGreaterThan(Date.parse(scanTimes.at(-1) ?? ''));
    await server.call('PATCH', `/vulnerabilities/${worst}`, {
      headers: tenant.admin.headers,
      body: { notes: 'Looked at it' },
    });
    await settled(server);
    expect(await pointsOf(server, tenant.tenantId)).toHaveLength(after.length);
  });
});

describe('the wall', () => {
  it('refuses strangers, keys without the scope, other tenants, unknown ranges and zones', async () => {
    const key = await makeKey(server, tenant.member, ['read:assets']);
    const elsewhere = await makeTenant(server, 'Elsewhere Ltd');
    expect(await ask('', {})).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await ask('', key)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    expect(await ask('', { ...tenant.member.headers, 'x-tenant-id': elsewhere.tenantId })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await ask('?range=2d')).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await ask('?timeZone=Mars/Olympus')).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(record((await ask('', elsewhere.member.headers)).data)).toMatchObject({
      scoreSeries: [],
      exposureSeries: [],
      previousPeriod: null,
    });
  });
});
