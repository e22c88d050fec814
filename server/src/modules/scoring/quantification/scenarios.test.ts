import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../../platform/http/tenant.ts';
import { makeTenant, type TestTenant } from '../../../testing/people.ts';
import { importFindings } from '../../../testing/register.ts';
import { type TestServer, testServer } from '../../../testing/server.ts';

const ransomware = {
  name: 'Ransomware',
  currency: 'EUR',
  threatEventFrequency: { form: 'CONSTANT', value: 2 },
  vulnerability: { source: 'ENTERED', estimate: { form: 'CONSTANT', value: 0.5 } },
  primaryLoss: { form: 'CONSTANT', value: 1_000 },
};
const control = { name: 'Backups', annualCost: 100, frequencyReduction: 0.5, magnitudeReduction: 0 };

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  other = await makeTenant(server, 'Other Ltd');
});
afterAll(() => server.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, body?: object, headers = tenant.admin.headers) =>
  server.call(method, path, { headers, ...(body ? { body } : {}) });
const create = async (body: object) =>
  String(fieldOf((await call('POST', '/risk-scenarios', body)).data, 'id'));
const amountOf = (figures: unknown, name: string) => Number(fieldOf(fieldOf(figures, name), 'amount'));

describe('a risk scenario', () => {
  it('is made, read, changed under its version, listed and deleted', async () => {
    const made = await call('POST', '/risk-scenarios', ransomware);
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      data: { ...ransomware, assetIds: [] },
    });
    const path = `/risk-scenarios/${String(fieldOf(made.data, 'id'))}`;
    const stale = { headers: { ...tenant.admin.headers, 'if-match': '"7"' }, body: { name: 'x' } };
    expect((await server.call('PATCH', path, stale)).status).toBe(412);
    expect(await call('PATCH', path, { name: 'Ransomware in the shop', control })).toMatchObject({
      data: { version: 2, name: 'Ransomware in the shop', control, primaryLoss: ransomware.primaryLoss },
    });
    expect((await call('GET', '/risk-scenarios?q=shop')).data).toMatchObject({ page: { total: 1 } });
    expect((await call('DELETE', path)).status).toBe(200);
    expect((await call('GET', path)).status).toBe(404);
  });

  it('is nothing to another tenant, and an auditor does not run it', async () => {
    const path = `/risk-scenarios/${await create(ransomware)}`;
    expect((await call('GET', path, undefined, other.admin.headers)).status).toBe(404);
    expect((await call('POST', `${path}/run`, {}, other.admin.headers)).status).toBe(404);
    expect((await call('POST', `${path}/run`, {}, tenant.auditor.headers)).status).toBe(403);
    expect((await call('DELETE', path)).status).toBe(200);
  });

  it.each([
    ['body.primaryLoss', { primaryLoss: { form: 'PERT', low: 5, mode: 1, high: 9 } }],
    ['body.primaryLoss', { primaryLoss: { form: 'UNIFORM', low: 9, high: 1 } }],
    ['body.assetIds', { vulnerability: { source: 'OPEN_FINDINGS' } }],
    ['body.assetIds', { assetIds: ['0199ffff-ffff-7fff-bfff-ffffffffffff'] }],
  ])('is refused with the name of the field: %s', async (path, wrong) => {
    const answer = await call('POST', '/risk-scenarios', { ...ransomware, ...wrong });
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(answer.text).toContain(path);
  });

  it.each([
    { primaryLoss: { form: 'CONSTANT', value: -1 } },
    { primaryLoss: { form: 'CONSTANT', value: 1e13 } },
    { threatEventFrequency: { form: 'CONSTANT', value: 367 } },
    { vulnerability: { source: 'ENTERED', estimate: { form: 'CONSTANT', value: 1.1 } } },
    { currency: 'euro' },
  ])('is refused out of bounds: %j', async (wrong) => {
    expect((await call('POST', '/risk-scenarios', { ...ransomware, ...wrong })).status).toBe(400);
  });
});

describe('a run', () => {
  it('gives figures, says what it took, leaves a trace with its inputs, and repeats byte by byte', async () => {
    const id = await create({ ...ransomware, control });
    expect((await call('GET', `/risk-scenarios/${id}/result`)).data).toEqual({ latest: null });
    const { status, data } = await call('POST', `/risk-scenarios/${id}/run`, { years: 20_000, seed: 3 });
    expect(status).toBe(200);
    // Poisson with mean 1 × 1000: the standard error over 20,000 years is 7.07.
    expect(Math.abs(amountOf(fieldOf(data, 'figures'), 'mean') - 1_000)).toBeLessThan(4 * 7.07);
    expect(amountOf(fieldOf(data, 'figures'), 'var95')).toBe(3_000);
    expect(amountOf(fieldOf(data, 'figures'), 'var99')).toBe(4_000);
    const returned = Number(fieldOf(fieldOf(data, 'withControls'), 'returnOnControl'));
    expect(Math.abs(returned - 4)).toBeLessThan(0.3);
    expect((await call('GET', `/risk-scenarios/${id}/result`)).data).toEqual({ latest: data });
    const again = await call('POST', `/risk-scenarios/${id}/run`, { years: 20_000, seed: 3 });
    expect(fieldOf(again.data, 'figures')).toEqual(fieldOf(data, 'figures'));
    const trace = await call('GET', `/internal/decision-traces/${String(fieldOf(data, 'decisionTraceId'))}`);
    expect(trace).toMatchObject({
      status: 200,
      data: {
        kind: 'LOSS',
        rule: 'fair',
        ruleVersion: 'fair-1',
        inputs: { seed: 3, years: 20_000, scenarios: [{ id, primaryLoss: ransomware.primaryLoss }] },
        result: { figures: fieldOf(data, 'figures') },
      },
    });
    await call('DELETE', `/risk-scenarios/${id}`);
  });

  it('and a deletion at the same moment take turns', async () => {
    for (let round = 0; round < 5; round++) {
      const path = `/risk-scenarios/${await create(ransomware)}`;
      const runs = Array.from({ length: 4 }, () => call('POST', `${path}/run`, { years: 1_000 }));
      await runs[0];
      const answers = await Promise.all([call('DELETE', path), ...runs]);
      expect(answers[0]?.status).toBe(200);
      expect(answers.filter(({ status }) => status !== 200 && status !== 404)).toEqual([]);
    }
  });

  it('takes the vulnerability from the open findings on the assets, and says so', async () => {
    const asset = await call('POST', '/assets', { name: 'web-1', kind: 'HOST' });
    const id = await create({
      ...ransomware,
      assetIds: [fieldOf(asset.data, 'id')],
      vulnerability: { source: 'OPEN_FINDINGS' },
    });
    const { data } = await call('POST', `/risk-scenarios/${id}/run`, { years: 1_000 });
    expect(fieldOf(data, 'inputs')).toContainEqual({
      scenarioId: id,
      input: 'VULNERABILITY',
      source: 'DERIVED',
      from: 'open findings: 0 of 1 assets exposed',
      value: `CONSTANT ${1 / 3}`,
    });
    await call('DELETE', `/risk-scenarios/${id}`);
  });

  it('counts an asset as exposed while a serious vulnerability of it is open', async () => {
    await importFindings(
      server,
      tenant.admin,
      [
        { title: 'SQL injection', severity: 'High' },
        { title: 'Banner', severity: 'Info' },
      ],
      { finishedAt: '2026-02-20T08:00:00Z' },
    );
    const shown = await call('GET', '/vulnerabilities?severity=HIGH');
    const [found] = [fieldOf(shown.data, 'items')].flat();
    const assetIds = [fieldOf(fieldOf(found, 'asset'), 'id')];
    const id = await create({ ...ransomware, assetIds, vulnerability: { source: 'OPEN_FINDINGS' } });
    const derived = async () =>
      fieldOf((await call('POST', `/risk-scenarios/${id}/run`, { years: 1_000 })).data, 'inputs');
    expect(await derived()).toContainEqual(expect.objectContaining({ value: `CONSTANT ${2 / 3}` }));
    const accepted = { status: 'FALSE_POSITIVE', reason: 'looked at by hand' };
    const path = `/vulnerabilities/${String(fieldOf(found, 'id'))}/status`;
    expect((await call('PATCH', path, accepted)).status).toBe(200);
    expect(await derived()).toContainEqual(expect.objectContaining({ value: `CONSTANT ${1 / 3}` }));
    await call('DELETE', `/risk-scenarios/${id}`);
  });

  it('of the portfolio adds the scenarios up, and refuses what contradicts itself or mixes currencies', async () => {
    expect((await call('POST', '/risk-scenarios/portfolio/run', {})).status).toBe(400);
    const ids = [await create(ransomware), await create(ransomware), await create(ransomware)];
    const [a = '', b = '', c = ''] = ids;
    const pair = (oneId: string, otherId: string, coefficient: number) => ({ oneId, otherId, coefficient });
    const run = (body: object) => call('POST', '/risk-scenarios/portfolio/run', { years: 10_000, ...body });
    const answer = await run({ correlations: [pair(a, b, 0.5)] });
    expect(Math.abs(amountOf(fieldOf(answer.data, 'figures'), 'mean') - 3_000)).toBeLessThan(100);
    expect((await call('GET', '/risk-scenarios/portfolio')).data).toEqual({ latest: answer.data });
    const impossible = [pair(a, b, 0.9), pair(b, c, 0.9), pair(a, c, -0.9)];
    expect((await run({ correlations: impossible })).text).toContain('not positive semidefinite');
    expect((await run({ correlations: [pair(a, a, 0.5)] })).status).toBe(400);
    await create({ ...ransomware, currency: 'USD' });
    expect((await run({})).text).toContain('different currencies');
  });
});
