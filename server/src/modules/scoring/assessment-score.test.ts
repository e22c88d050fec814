import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../testing/import.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { declareFixed, openIds, pointsOf, scan, settled, someFindings } from './scored.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
let assessmentId: string;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  assessmentId = await scan(server, tenant, someFindings(6, 2), { hosts: 2 });
  await settled(server);
});
afterAll(() => server.close());

const calculate = (id = assessmentId, headers = tenant.member.headers) =>
  server.call('POST', `/assessments/${id}/calculate-score`, { headers, body: {} });

describe('calculate-score', () => {
  it('gives the same answer again, and adds no point while the result is the same', async () => {
    const first = await calculate();
    const second = await calculate();
    expect(first).toMatchObject({
      status: 200,
      data: { assessmentId, formulaVersion: 'posture-1', changed: false, counts: { open: 6, assets: 2 } },
    });
    const { score, contributions } = record(first.data);
    const points = listOf(contributions).reduce(
      (sum, part) => sum + Math.round(Number(part.points) * 100),
      0,
    );
    expect(10_000 + points).toBe(Math.round(Number(score) * 100));
    expect(record(second.data).decisionTraceId).toBe(record(first.data).decisionTraceId);
    expect(second.data).toEqual(first.data);
    expect(await pointsOf(server, assessmentId)).toHaveLength(1);
  });

  it('adds a point when the result changed, and the assessment shows it', async () => {
    const [worst = ''] = await openIds(server, tenant.member.headers);
    await declareFixed(server, tenant.member.headers, worst);
    const answer = await calculate();
    expect(answer.data).toMatchObject({ changed: true, counts: { open: 5 } });
    expect((await calculate()).data).toMatchObject({ changed: false });
    expect(await pointsOf(server, assessmentId)).toHaveLength(2);
    const shown = await server.call('GET', `/assessments/${assessmentId}`, {
      headers: tenant.member.headers,
    });
    expect(record(shown.data, shown.text)).toMatchObject({
      score: record(answer.data).score,
      riskLevel: record(answer.data).riskLevel,
    });
  });

  it('looks only at what the assessment looked at', async () => {
    const other = await scan(
      server,
      tenant,
      [{ title: 'Elsewhere', severity: 'Low', url: 'https://host7.example/' }],
      { hosts: 0 },
    );
    await settled(server);
    expect((await calculate(other)).data).toMatchObject({
      counts: { open: 1, assets: 1, openBySeverity: { LOW: 1, CRITICAL: 0 } },
    });
    expect((await calculate()).data).toMatchObject({ counts: { open: 5, assets: 2 } });
  });

  it('is refused to auditors, strangers and keys without the scope, and unknown outside the tenant', async () => {
    const elsewhere = await makeTenant(server, 'Elsewhere Ltd');
    const key = await makeKey(server, tenant.member, ['read:assessments']);
    expect(await calculate(assessmentId, tenant.auditor.headers)).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await calculate(assessmentId, {})).toMatchObject({ status: 401 });
    expect(await calculate(assessmentId, key)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    expect(await calculate(assessmentId, elsewhere.member.headers)).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
    expect(await calculate('019cadc6-9ad5-75cb-acb6-593a873a4999')).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
  });

  it('says that there is nothing to score instead of making a number up', async () => {
    const body = { name: 'By hand', scopeKey: 'web' };
    const made = await server.call('POST', '/assessments', { headers: tenant.admin.headers, body });
    expect(await calculate(String(record(made.data, made.text).id))).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it('is audited', async () => {
    const { rows } = await server.database.admin.query(
      "select subject_id from audit_log where type = 'assessment.scored'",
    );
    expect(rows.filter((row) => row.subject_id === assessmentId).length).toBeGreaterThan(2);
  });
});
