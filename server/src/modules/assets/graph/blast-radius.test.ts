import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../../platform/http/tenant.ts';
import { makeTenant, type TestTenant } from '../../../testing/people.ts';
import { importFindings, itemsOf, listOf } from '../../../testing/register.ts';
import { type Answer, type TestServer, testServer } from '../../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
const ids: Record<string, string> = {};
const absent = '0199ffff-ffff-7fff-bfff-ffffffffffff';

const call = (
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
  headers = tenant.admin.headers,
) => server.call(method, path, { headers, ...(body ? { body } : {}) });
const add = async (name: string, body: object) => {
  const made = await call('POST', '/assets', { name, ...body });
  ids[name] = String(fieldOf(made.data, 'id'));
};
const relate = async (from: string, to: string, more: object) => {
  const relationships = [{ fromId: ids[from], toId: ids[to], ...more }];
  const made = await call('POST', '/assets/relationships', { relationships });
  const [item] = listOf(fieldOf(made.data, 'items'));
  ids[`${from} ${to}`] = String(fieldOf(item, 'id'));
};
const ask = (body: object, headers = tenant.admin.headers) =>
  call('POST', '/assets/blast-radius', body, headers);
const names = (answer: Answer) =>
  listOf(fieldOf(answer.data, 'reached')).map((one) => fieldOf(fieldOf(one, 'asset'), 'name'));

beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  other = await makeTenant(server, 'Other Ltd');
  await importFindings(server, tenant.admin, [{ title: 'Weak login', severity: 'Critical' }], {
    finishedAt: '2026-02-20T08:00:00Z',
  });
  const [shop] = itemsOf(await call('GET', '/assets'));
  ids.shop = String(shop?.id);
  const [weak] = itemsOf(await call('GET', '/vulnerabilities'));
  ids.weak = String(weak?.id);
  await server.database.admin.query('update vulnerabilities set epss = 0.4');
  await add('laptop', { kind: 'HOST', criticality: 1 });
  await add('cloud', { kind: 'VENDOR', criticality: 2 });
  await add('orders', {
    kind: 'DATA_STORE',
    criticality: 5,
    businessValue: { amount: '1000', currency: 'EUR' },
  });
  await relate('laptop', 'shop', { type: 'CONNECTS_TO', weight: 0 });
  await relate('shop', 'orders', { type: 'STORES', weight: 0.5 });
  await relate('cloud', 'laptop', { type: 'ADMINISTERS', weight: 1 });
});
afterAll(() => server.close());

describe('the blast radius', () => {
  it('names every reached asset with its way, chance and impact, totals, and the smallest cut', async () => {
    const answer = await call('GET', `/assets/blast-radius?assetId=${ids.laptop}&simulationRuns=0`);
    expect(answer).toMatchObject({
      status: 200,
      data: {
        origins: [{ id: ids.laptop, name: 'laptop' }],
        reached: [
          {
            asset: { id: ids.shop },
            probability: 0.4,
            interval: null,
            hops: 1,
            path: [
              {
                fromId: ids.laptop,
                relationshipId: ids['laptop shop'],
                type: 'CONNECTS_TO',
                exploits: [{ id: ids.weak, title: 'Weak login', probability: 0.4 }],
              },
            ],
          },
          {
            asset: { id: ids.orders, criticality: 5 },
            pathProbability: 0.2,
            hops: 2,
            impact: { amount: '200.00', currency: 'EUR' },
          },
        ],
        totals: {
          reached: 2,
          crownJewels: 1,
          crownJewelShare: 1,
          expectedCriticality: 2.2,
          expectedImpact: { amount: '200.00', currency: 'EUR' },
          maximumImpact: { amount: '1000.00', currency: 'EUR' },
        },
        cutSet: [{ kind: 'RELATIONSHIP', id: ids['laptop shop'], riskRemoved: 1 }],
        cutProof: { size: 1, disjointWays: 1 },
        maxHops: 6,
        minProbability: 0.01,
      },
    });
  });

  it('simulates by default, with an interval around what it finds', async () => {
    const { data } = await call('GET', `/assets/blast-radius?assetId=${ids.laptop}`);
    expect(fieldOf(data, 'simulation')).toEqual({ runs: 1_000, confidence: 0.95, seed: 1 });
    for (const one of listOf(fieldOf(data, 'reached'))) {
      const { low, high } = Object(fieldOf(one, 'interval'));
      expect(low).toBeLessThanOrEqual(Number(fieldOf(one, 'probability')));
      expect(high).toBeGreaterThanOrEqual(Number(fieldOf(one, 'probability')));
    }
  });

  it('keeps to the bounds that are asked for', async () => {
    const path = `/assets/blast-radius?assetId=${ids.cloud}`;
    expect(names(await call('GET', `${path}&maxHops=1`))).toEqual(['laptop']);
    expect(names(await call('GET', `${path}&minProbability=0.3`))).toEqual(['shop.example', 'laptop']);
    expect(listOf(fieldOf((await call('GET', `${path}&limit=1`)).data, 'reached'))).toHaveLength(1);
  });

  it.each([
    'maxHops=13',
    'maxHops=0',
    'minProbability=1.1',
    'minProbability=-1',
    'simulationRuns=10001',
    'limit=0',
  ])('refuses %s', async (query) => {
    const answer = await call('GET', `/assets/blast-radius?assetId=${ids.laptop}&${query}`);
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });
});

describe('a what-if', () => {
  it('starts from an asset, a vulnerability or a vendor', async () => {
    expect(names(await ask({ compromised: [{ assetId: ids.laptop }] }))).toEqual(['shop.example', 'orders']);
    expect(names(await ask({ compromised: [{ vulnerabilityId: ids.weak }] }))).toEqual(['orders']);
    expect(names(await ask({ compromised: [{ vendorId: ids.cloud }] }))).toHaveLength(3);
  });

  it('takes relationships away and vulnerabilities as fixed, and stores nothing', async () => {
    const compromised = [{ assetId: ids.laptop }];
    const without = { removedRelationships: [ids['shop orders']] };
    expect(names(await ask({ compromised, assume: without }))).toEqual(['shop.example']);
    expect(names(await ask({ compromised, assume: { fixedVulnerabilities: [ids.weak] } }))).toEqual([]);
    expect(names(await ask({ compromised }))).toEqual(['shop.example', 'orders']);
  });

  it('has the fix of a start as the way to stop it', async () => {
    const { data } = await ask({ compromised: [{ vulnerabilityId: ids.weak }] });
    expect(fieldOf(data, 'cutProof')).toEqual({ size: 1, disjointWays: 1 });
    const fixed = await ask({
      compromised: [{ vulnerabilityId: ids.weak }],
      assume: { fixedVulnerabilities: [ids.weak] },
    });
    expect(fixed.data).toMatchObject({ origins: [], reached: [], totals: { reached: 0 } });
  });

  it('refuses an entry that names none or two', async () => {
    for (const entry of [{}, { assetId: ids.laptop, vendorId: ids.cloud }])
      expect(await ask({ compromised: [entry] })).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await ask({ compromised: [] })).toMatchObject({ status: 400 });
  });

  it('finds what is missing, foreign or no vendor alike', async () => {
    for (const entry of [
      { assetId: absent },
      { vulnerabilityId: absent },
      { vendorId: absent },
      { vendorId: ids.laptop },
    ])
      expect(await ask({ compromised: [entry] })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await ask({ compromised: [{ assetId: ids.laptop }] }, other.admin.headers)).toMatchObject({
      status: 404,
    });
    const assume = { removedRelationships: [absent] };
    expect(await ask({ compromised: [{ assetId: ids.laptop }], assume })).toMatchObject({ status: 404 });
  });
});

describe('the graph', () => {
  it('is fresh after every change of relationships, assets and vulnerabilities', async () => {
    await add('backup', { kind: 'DATA_STORE', criticality: 3 });
    await relate('orders', 'backup', { type: 'PART_OF', weight: 1 });
    expect(names(await ask({ compromised: [{ assetId: ids.orders }] }))).toEqual(['backup']);
    await relate('orders', 'backup', { type: 'PART_OF', weight: 0.001 });
    expect(names(await ask({ compromised: [{ assetId: ids.orders }] }))).toEqual([]);
    await call('PATCH', `/vulnerabilities/${ids.weak}/status`, { status: 'CLIENT_FIXED', reason: 'patched' });
    expect(names(await ask({ compromised: [{ assetId: ids.laptop }] }))).toEqual([]);
  });
});
