import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../testing/import.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { openIds, scan, settled, someFindings, summaryOf } from '../scoring/scored.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
let ids: string[];
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  await scan(server, tenant, someFindings(24, 4), { hosts: 6 });
  await settled(server);
  ids = await openIds(server, tenant.member.headers);
});
afterAll(() => server.close());

const ask = (body: object, headers = tenant.member.headers) =>
  server.call('POST', '/dashboard/what-if', { headers, body });
const pathTo = (target: number | string, headers = tenant.member.headers) =>
  server.call('GET', `/dashboard/cheapest-path?target=${target}`, { headers });
const scoreNow = async () => Number((await summaryOf(server, tenant.member.headers)).overallScore);
const hundredths = (value: unknown) => Math.round(Number(value) * 100);

async function work(vulnerabilityIds: readonly string[], status: string, extra: object = {}) {
  const body = { vulnerabilityIds, status, reason: 'Done', ...extra };
  const answer = await server.call('POST', '/vulnerabilities/bulk-status', {
    headers: tenant.admin.headers,
    body,
  });
  expect(answer, answer.text).toMatchObject({ status: 200, data: { changed: vulnerabilityIds.length } });
}

describe('what if', () => {
  it('nothing is done, nothing changes', async () => {
    const answer = await ask({});
    const score = await scoreNow();
    expect(answer).toMatchObject({
      status: 200,
      data: { before: { score }, after: { score }, points: 0, parts: [] },
    });
    const { decisionTraceId } = await summaryOf(server, tenant.member.headers);
    expect(record(answer.data).decisionTraceId).toBe(decisionTraceId);
  });

  it('names the very score that comes of doing it, part by part, and stores nothing itself', async () => {
    const [first = '', second = '', third = '', fourth = ''] = ids;
    const counts = () =>
      server.database.admin.query(
        'select (select count(*) from decision_traces) as traces, (select count(*) from score_points) as points, (select count(*) from vulnerability_history) as history',
      );
    const before = (await counts()).rows;
    const answer = record(
      (await ask({ fixedVulnerabilities: [first, second], acceptedVulnerabilities: [third, fourth] })).data,
    );
    expect((await counts()).rows).toEqual(before);
    const parts = listOf(answer.parts);
    expect(parts.map(({ kind, count }) => [kind, count])).toEqual([
      ['FIXED', 2],
      ['ACCEPTED', 2],
    ]);
    expect(parts.reduce((sum, { points }) => sum + hundredths(points), 0)).toBe(hundredths(answer.points));
    const after = record(answer.after);
    const waterfall = listOf(answer.contributions).reduce((sum, { points }) => sum + hundredths(points), 0);
    expect(10_000 + waterfall).toBe(hundredths(after.score));
    await work([first, second], 'FALSE_POSITIVE');
    const expiresAt = new Date(server.clock.nowMs() + 30 * 86_400_000).toISOString();
    await work([third, fourth], 'RISK_ACCEPTED', { expiresAt });
    expect(await scoreNow()).toBe(after.score);
  });

  it('takes a relationship, and says that the formula does not follow reach', async () => {
    const { rows } = await server.database.admin.query<{ id: string }>(
      'select asset_id as id from assets limit 2',
    );
    const [from, to] = rows;
    const made = await server.call('POST', '/assets/relationships', {
      headers: tenant.admin.headers,
      body: { relationships: [{ fromId: from?.id, toId: to?.id, type: 'CONNECTS_TO' }] },
    });
    expect(made.status, made.text).toBe(200);
    const known = await server.database.admin.query<{ id: string }>(
      'select relationship_id as id from asset_relationships',
    );
    const removedRelationships = known.rows.map(({ id }) => id);
    expect(await ask({ removedRelationships })).toMatchObject({
      status: 200,
      data: { points: 0, parts: [{ kind: 'RELATIONSHIPS_REMOVED', count: 1, points: 0 }] },
    });
  });

  it('refuses ids that are closed, of another tenant, or of nothing, all alike; and who may not ask', async () => {
    const elsewhere = await makeTenant(server, 'Elsewhere Ltd');
    const open = ids.slice(10, 11);
    const refused = [
      await ask({ fixedVulnerabilities: ids.slice(0, 1) }),
      await ask({ fixedVulnerabilities: open }, elsewhere.member.headers),
      await ask({ acceptedVulnerabilities: ['019cadc6-9ad5-75cb-acb6-593a873a4999'] }),
      await ask({ removedRelationships: ['019cadc6-9ad5-75cb-acb6-593a873a4999'] }),
    ];
    for (const answer of refused) expect(answer).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await ask({ fixedVulnerabilities: ['no-id'] })).toMatchObject({ status: 400 });
    expect(await ask({ fixedVulnerabilities: open }, {})).toMatchObject({ status: 401 });
    const key = await makeKey(server, tenant.admin, ['read:assets']);
    expect(await ask({}, key)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
  });
});

describe('the cheapest path', () => {
  it('is empty for what is reached already, everything for 100, and for nothing assessed there is none', async () => {
    const score = await scoreNow();
    expect(await pathTo(score)).toMatchObject({
      status: 200,
      data: { total: 0, atLeast: 0, smallest: true, fixes: [], after: { score } },
    });
    const open = (await openIds(server, tenant.member.headers)).length;
    expect(await pathTo(100)).toMatchObject({ data: { total: open, smallest: true, after: { score: 100 } } });
    const fresh = await makeTenant(server, 'New Ltd');
    expect(await pathTo(80, fresh.member.headers)).toMatchObject({
      status: 200,
      data: { total: 0, before: { score: null }, after: { score: null }, fixes: [] },
    });
  });

  it('refuses a target that is no score, and who may not ask', async () => {
    for (const target of [-1, 100.5, 'NaN', 'abc', ''])
      expect(await pathTo(target)).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await pathTo(80, {})).toMatchObject({ status: 401 });
    const key = await makeKey(server, tenant.admin, ['read:assets']);
    expect(await pathTo(80, key)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
  });

  it('leads where it says when it is walked, and is the same when asked twice', async () => {
    const target = Math.min(99, Math.ceil(await scoreNow()) + 8);
    const first = record((await pathTo(target)).data);
    const second = record((await pathTo(target)).data);
    // Until the fresh score is kept, it names no trace.
    const asked = { computedAt: '', decisionTraceId: null };
    expect({ ...second, ...asked }).toEqual({ ...first, ...asked });
    expect(first.total).toBeGreaterThan(0);
    expect(first.total).toBeGreaterThanOrEqual(Number(first.atLeast));
    const fixes = listOf(first.fixes);
    expect(fixes).toHaveLength(Number(first.total));
    const all = fixes.flatMap(({ vulnerabilityIds }) =>
      Array.isArray(vulnerabilityIds) ? vulnerabilityIds.map(String) : [],
    );
    const assumed = record((await ask({ fixedVulnerabilities: all })).data);
    expect(assumed.after).toEqual(first.after);
    await work(all, 'FALSE_POSITIVE');
    const reached = await scoreNow();
    expect(reached).toBe(record(first.after).score);
    expect(reached).toBeGreaterThanOrEqual(target);
  });
});
