import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, parserFixture, record } from '../../testing/import.ts';
import { makeKey, makePerson, makeTenant, signIn, type TestTenant } from '../../testing/people.ts';
import { listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { declareFixed, openIds, scan, settled, someFindings, summaryOf } from '../scoring/scored.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

const ask = (headers: Readonly<Record<string, string>>, query = '') =>
  server.call('GET', `/dashboard/summary${query}`, { headers });
const number = (value: unknown) => (typeof value === 'number' ? value : Number.NaN);
const hundredths = (value: unknown) => Math.round(number(value) * 100);
const sum = (items: readonly Readonly<Record<string, unknown>>[], field: string) =>
  items.reduce((total, item) => total + hundredths(item[field]), 0);
const traces = async (tenantId: string) => {
  const { rows } = await server.database.admin.query<{ n: number }>(
    'select count(*)::int as n from decision_traces where tenant_id = $1',
    [tenantId],
  );
  return rows[0]?.n ?? 0;
};

describe('before the first import', () => {
  it('has no score, no band and nothing invented', async () => {
    expect(await summaryOf(server, tenant.member.headers)).toMatchObject({
      overallScore: null,
      riskLevel: null,
      delta: null,
      contributions: [],
      topRisks: [],
      improvements: [],
      lastImportAt: null,
      decisionTraceId: null,
      counts: { open: 0, assets: 0 },
    });
  });
});

describe('after an import', () => {
  beforeAll(async () => {
    await scan(server, tenant, someFindings(12, 3));
  });

  it('shows it at the very next request, in numbers that add up', async () => {
    const summary = await summaryOf(server, tenant.member.headers);
    const contributions = listOf(summary.contributions);
    const heat = listOf(summary.heatMatrix);
    expect(summary).toMatchObject({
      counts: {
        open: 12,
        openBySeverity: { CRITICAL: 3, HIGH: 3, MEDIUM: 3, LOW: 3, INFO: 0 },
        assets: 3,
        assetsWithOpen: 3,
        unassigned: 12,
      },
      sla: { breached: 0, dueSoon: 3, onTrack: 9 },
      formulaVersion: 'posture-1',
    });
    expect(10_000 + sum(contributions, 'points')).toBe(hundredths(summary.overallScore));
    expect(contributions.reduce((total, { count }) => total + number(count), 0)).toBe(12);
    expect(heat).toHaveLength(25);
    expect(heat.reduce((total, { open }) => total + number(open), 0)).toBe(12);
    expect(listOf(summary.topRisks)).toHaveLength(10);
  });

  it('names at most five improvements, each worth something and listed exactly by its filter', async () => {
    const summary = await summaryOf(server, tenant.member.headers);
    const improvements = listOf(summary.improvements);
    expect(improvements).toHaveLength(5);
    for (const { points, filter, vulnerabilityIds } of improvements) {
      expect(number(points)).toBeGreaterThan(0);
      const listed = await server.call('GET', `/vulnerabilities?${String(filter)}`, {
        headers: tenant.member.headers,
      });
      const ids = listOf(record(listed.data, listed.text).items).map(({ id }) => id);
      expect(ids.sort()).toEqual(vulnerabilityIds);
    }
  });

  it('is never staler than the last commit: a changed status shows at the next request', async () => {
    await settled(server);
    const before = await summaryOf(server, tenant.member.headers);
    const [worst = ''] = await openIds(server, tenant.member.headers);
    expect((await declareFixed(server, tenant.member.headers, worst)).status).toBe(200);
    const after = await summaryOf(server, tenant.member.headers);
    expect(number(after.overallScore)).toBeGreaterThan(number(before.overallScore));
    expect(after.counts).toMatchObject({
      open: 11,
      byStatus: { OPEN: 11, CLIENT_FIXED: 1 },
      needDecision: 1,
    });
    expect(after.decisionTraceId).not.toBe(before.decisionTraceId);
  });

  it('says what moved since the history began, in reasons that add up to the change', async () => {
    await settled(server);
    const delta = record((await summaryOf(server, tenant.member.headers)).delta);
    expect(number(delta.value)).toBeGreaterThan(0);
    expect(sum(listOf(delta.reasons), 'points')).toBe(hundredths(delta.value));
    expect(listOf(delta.reasons).map(({ text }) => text)).toContain('1 fewer open critical vulnerability');
  });

  it('counts a breach once its day has come, although nothing was written', async () => {
    const before = await summaryOf(server, tenant.member.headers);
    server.clock.advance({ days: 8 });
    const headers = await signIn(server, tenant.member.userId);
    const after = await summaryOf(server, headers);
    expect(before.sla).toMatchObject({ breached: 0 });
    expect(after.sla).toMatchObject({ breached: 2, breachedBySeverity: { CRITICAL: 2 } });
    expect(after.slaBreaches).toBe(2);
    expect(number(after.overallScore)).toBeLessThan(number(before.overallScore));
  });

  it('tells what happened since somebody last looked', async () => {
    const headers = await signIn(server, tenant.member.userId);
    const since = new Date(server.clock.nowMs()).toISOString();
    const [worst = ''] = await openIds(server, headers);
    await declareFixed(server, headers, worst);
    const { changes } = await summaryOf(server, headers, `?changesSince=${since}`);
    expect(changes).toEqual({ since, opened: 0, closed: 1, reopened: 0, newlyKev: 0, importsFinalized: 0 });
    const everything = await summaryOf(server, headers, '?changesSince=2020-01-01T00:00:00Z');
    expect(everything.changes).toMatchObject({ opened: 12, closed: 2, importsFinalized: 1 });
  });

  it('counts an import that waits at the gate, from the request after it came until it is decided', async () => {
    await settled(server);
    const headers = await signIn(server, tenant.admin.userId);
    const waiting = async () =>
      Number(record((await summaryOf(server, headers)).counts, 'counts').needDecision);
    const before = await waiting();
    const { decisionTraceId } = await summaryOf(server, headers);
    const report = await parserFixture('sarif/fixtures/happy.sarif');
    const job = await importReport(server, { ...tenant.admin, headers }, report, { finalize: false });
    expect(job.state).toBe('VALIDATED');
    expect(await waiting()).toBe(before + 1);
    // The score does not follow it: it is not worked out again.
    expect((await summaryOf(server, headers)).decisionTraceId).toBe(decisionTraceId);
    const path = `/report-ingestion/jobs/${String(job.id)}`;
    expect((await server.call('DELETE', path, { headers })).status).toBe(200);
    expect(await waiting()).toBe(before);
  });

  it('names the derivation of its score once that is kept, and keeps nothing itself', async () => {
    const headers = await signIn(server, tenant.member.userId);
    const [worst = ''] = await openIds(server, headers);
    await declareFixed(server, headers, worst);
    await settled(server);
    const { decisionTraceId, overallScore } = await summaryOf(server, headers);
    const { rows } = await server.database.admin.query(
      "select (result->'posture'->>'score')::float8 as score from decision_traces where trace_id = $1",
      [decisionTraceId],
    );
    expect(rows).toEqual([{ score: overallScore }]);
  });

  it('is worked out once however many ask at once, and answers who has it already without a body', async () => {
    const headers = await signIn(server, tenant.member.userId);
    const [worst = ''] = await openIds(server, headers);
    await declareFixed(server, headers, worst);
    await settled(server);
    const before = await traces(tenant.tenantId);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(headers)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    // The history's own job has scored this state already.
    expect(await traces(tenant.tenantId)).toBe(before);
    const etag = String(answers[0]?.headers.etag);
    const same = await ask({ ...headers, 'if-none-match': etag });
    expect([same.status, same.text]).toEqual([304, '']);
  });
});

describe('the wall', () => {
  it('refuses strangers, keys without the scope, people of elsewhere and unknown parameters', async () => {
    const key = await makeKey(server, await makePerson(server, tenant.tenantId, 'MEMBER'), ['read:assets']);
    const elsewhere = await makeTenant(server, 'Elsewhere Ltd');
    const headers = await signIn(server, tenant.admin.userId);
    expect(await ask({})).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await ask(key)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    expect(await ask({ ...headers, 'x-tenant-id': elsewhere.tenantId })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await ask(headers, '?changesSince=yesterday')).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
    expect(await ask(headers, '?colour=red')).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  it('never gives one tenant the bytes of another, whatever versions they are at and whoever asks first', async () => {
    const [one, other] = [await makeTenant(server, 'One Ltd'), await makeTenant(server, 'Other Ltd')];
    await scan(server, one, someFindings(4, 1), { hosts: 1 });
    await scan(server, other, someFindings(8, 2), { hosts: 2 });
    await settled(server);
    await server.database.admin.query(
      'update tenant_heads set register_version = 1000 where tenant_id in ($1, $2)',
      [one.tenantId, other.tenantId],
    );
    const keys = [
      await makeKey(server, one.admin, ['read:dashboard']),
      await makeKey(server, other.admin, ['read:dashboard']),
    ];
    const both = { ...(await signIn(server, one.admin.userId)) };
    await server.database.admin.query(
      "insert into memberships (tenant_id, user_id, role, joined_at) values ($1, $2, 'AUDITOR', now())",
      [other.tenantId, one.admin.userId],
    );
    const expected = [4, 8];
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(
        [0, 1, 1, 0, 1, 0].map(async (which) => {
          const byKey = await summaryOf(server, keys[which] ?? {});
          const tenantId = [one, other][which]?.tenantId ?? '';
          const bySession = await summaryOf(server, { ...both, 'x-tenant-id': tenantId });
          return [byKey, bySession].map(({ counts }) => record(counts).open === expected[which]);
        }),
      );
      expect(answers.flat().every((right) => right)).toBe(true);
    }
  });
});
