import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../testing/import.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { recomputeTrace } from './recompute-trace.ts';
import { declareFixed, openIds, scan, settled, someFindings, summaryOf } from './scored.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
let folder: string;
let traceId: string;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  folder = await mkdtemp(join(tmpdir(), 'crp-trace-'));
  await scan(server, tenant, someFindings(20, 3));
  await settled(server);
  traceId = String((await summaryOf(server, tenant.member.headers)).decisionTraceId);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const path = (id = traceId) => `/internal/decision-traces/${id}`;
const replay = (body: object, headers = tenant.auditor.headers, id = traceId) =>
  server.call('POST', `${path(id)}/replay`, { headers, body });

describe('replay', () => {
  it('of the kept inputs with the kept formula is the same decision, byte by byte', async () => {
    for (const body of [{}, { formula: 'STORED', data: 'STORED' }, { formula: 'CURRENT' }]) {
      const answer = await replay(body);
      expect(answer).toMatchObject({
        status: 200,
        data: {
          traceId,
          same: true,
          scoreChange: 0,
          reasons: [],
          inputs: { added: 0, removed: 0, changed: 0 },
        },
      });
      const { stored, replayed } = record(answer.data);
      expect(replayed).toEqual(stored);
    }
  });

  it("with today's data says what would change and why, and stores nothing", async () => {
    const [worst = '', next = ''] = await openIds(server, tenant.member.headers);
    await declareFixed(server, tenant.member.headers, worst);
    const severity = await server.call('PATCH', `/vulnerabilities/${next}`, {
      headers: tenant.admin.headers,
      body: { severity: 'LOW', reason: 'Looked at it' },
    });
    expect(severity.status).toBe(200);
    await settled(server);
    const traces = () => server.database.admin.query('select count(*) as n from decision_traces');
    const before = (await traces()).rows;
    const answer = record((await replay({ data: 'CURRENT' })).data);
    expect((await traces()).rows).toEqual(before);
    const now = await summaryOf(server, tenant.member.headers);
    expect(record(record(answer.replayed).result).score).toBe(now.overallScore);
    const change = Math.round(Number(answer.scoreChange) * 100);
    const [was, is] = [answer.stored, answer.replayed].map((one) => Number(record(record(one).result).score));
    expect(change).toBe(Math.round((is ?? 0) * 100) - Math.round((was ?? 0) * 100));
    const reasons = listOf(answer.reasons);
    const sum = reasons.reduce(
      (total, { pointsBefore, pointsAfter }) =>
        total + Math.round((Number(pointsAfter) - Number(pointsBefore)) * 100),
      0,
    );
    expect(sum).toBe(change);
    expect(reasons.length).toBeGreaterThan(1);
    const inputs = record(answer.inputs);
    expect(inputs).toMatchObject({ added: 0, removed: 0, changed: 2, complete: true });
    const fields = Object.fromEntries(listOf(inputs.examples).map(({ id, fields: list }) => [id, list]));
    expect(fields[worst]).toEqual([{ field: 'status', before: '"OPEN"', after: '"CLIENT_FIXED"' }]);
    expect(fields[next]).toContainEqual({ field: 'severity', before: '"CRITICAL"', after: '"LOW"' });
  });

  it('refuses what it does not know, and who may not read traces', async () => {
    expect(await replay({ data: 'YESTERDAY' })).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await replay({}, {})).toMatchObject({ status: 401 });
    expect(await replay({}, tenant.member.headers)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const key = await makeKey(server, tenant.admin, ['read:dashboard']);
    expect(await replay({}, key)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    const elsewhere = await makeTenant(server, 'Elsewhere Ltd');
    const missing = '019cadc6-9ad5-75cb-acb6-593a873a4999';
    const foreign = await replay({}, elsewhere.auditor.headers);
    const absent = await replay({}, elsewhere.auditor.headers, missing);
    expect([foreign.status, foreign.code]).toEqual([404, 'NOT_FOUND']);
    expect(record(record(foreign.body).error).message).toBe(record(record(absent.body).error).message);
  });
});

describe('score recompute --trace FILE', () => {
  const run = async (content: unknown) => {
    const file = join(folder, 'trace.json');
    await writeFile(file, JSON.stringify(content));
    const main = new URL('../../main.ts', import.meta.url).pathname;
    const environment = { PATH: process.env.PATH ?? '', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const done = promisify(execFile)(process.execPath, [main, 'score', 'recompute', '--trace', file], {
      env: environment,
    });
    return done.then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stdout, stderr }) => ({ code, text: `${stdout}${stderr}` }),
    );
  };
  const shown = async () => (await server.call('GET', path(), { headers: tenant.auditor.headers })).body;

  it('gives the kept result again without server and database, to the last digit', async () => {
    const answer = await shown();
    const { code, text } = await run(answer);
    const score = record(record(record(record(answer).data).result).posture).score;
    expect(text).toContain(`posture-1, as of`);
    expect(text).toContain(`: ${Number(score).toFixed(2)} (`);
    expect(text).toContain('to the last digit');
    expect(code).toBe(0);
    const sums = [...text.matchAll(/^ {2}-([0-9.]+) /gm)].map(([, points]) =>
      Math.round(Number(points) * 1e6),
    );
    expect(sums.reduce((sum, part) => sum + part, 0)).toBe(Math.round((100 - Number(score)) * 1e6));
  });

  it('notices a changed result, a changed input and a foreign digest, and refuses what is no trace', async () => {
    const answer = record(await shown());
    const trace = record(answer.data);
    const posture = record(record(trace.result).posture);
    const inputs = record(trace.inputs);
    const problems = async (changed: object) => (await recomputeTrace({ ...trace, ...changed })).problems;
    expect(await problems({})).toEqual([]);
    expect(await problems({ result: { posture: { ...posture, score: 99 } } })).toEqual([
      'The kept result is another: it says 99.',
    ]);
    const findings = listOf(inputs.findings).map((finding) => ({ ...finding, recurrences: 3 }));
    expect(await problems({ inputs: { ...inputs, findings } })).toHaveLength(2);
    expect(await problems({ inputDigest: '0'.repeat(64) })).toEqual([
      'The inputs are not those that the trace names: their digest is another.',
    ]);
    await expect(recomputeTrace({ kind: 'SCORE', inputs: null })).rejects.toThrow('inputs');
    await expect(
      recomputeTrace({ ...trace, inputs: { ...inputs, formulaVersion: '../posture-1' } }),
    ).rejects.toThrow('not part of this version');
    expect(await run({ kind: 'OTHER' })).toMatchObject({ code: 2 });
  });
});
