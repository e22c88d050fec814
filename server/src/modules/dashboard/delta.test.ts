import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { listOf } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { declareFixed, scan, settled, someFindings, summaryOf } from '../scoring/scored.fixture.ts';
import { dashboardText } from './messages.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

interface Reason {
  readonly points: number;
  readonly text: string;
}

async function deltaNow() {
  const { value, reasons } = record((await summaryOf(server, tenant.admin.headers)).delta, 'delta');
  const told = listOf(reasons).map(
    ({ points, text }): Reason => ({ points: Number(points), text: String(text) }),
  );
  return { value: Number(value), reasons: told };
}

async function openOnes(
  severity: string,
): Promise<readonly { readonly id: string; readonly assetId: string }[]> {
  const answer = await server.call('GET', `/vulnerabilities?severity=${severity}&status=OPEN`, {
    headers: tenant.admin.headers,
  });
  return listOf(record(answer.data, answer.text).items).map(({ id, asset }) => ({
    id: String(id),
    assetId: String(record(asset).id),
  }));
}

describe('why the score moved', () => {
  it('is true to its sign: fewer are no reason for a worse score, what weighs more is', async () => {
    await scan(server, tenant, someFindings(24, 3));
    await settled(server);
    const [kept, ...others] = await openOnes('CRITICAL');
    const elsewhere = others.find(({ assetId }) => assetId !== kept?.assetId);
    await declareFixed(server, tenant.admin.headers, elsewhere?.id ?? '');
    await server.call('PATCH', `/assets/${kept?.assetId}`, {
      headers: tenant.admin.headers,
      body: { criticality: 5, exposure: 'INTERNET' },
    });
    const { value, reasons } = await deltaNow();
    expect(value).toBeLessThan(0);
    expect(reasons[0]?.points).toBeLessThan(0);
    const ofCriticals = reasons.find(({ text }) => text.includes('open critical'));
    expect(ofCriticals?.points).toBeLessThan(0);
    expect(ofCriticals?.text).toMatch(
      /^The open critical vulnerabilities weigh more \(age, exploits, exposure\), although there is 1 fewer; most of all “Weakness \d+” on host\d/,
    );
    // The reasons still add up to the change.
    const sum = reasons.reduce((total, { points }) => total + Math.round(points * 100), 0);
    expect(sum).toBe(Math.round(value * 100));
  });

  it('gives what went its way first, the strongest first, and then what held against it', async () => {
    for (const { id, assetId } of await openOnes('MEDIUM'))
      if (assetId !== (await openOnes('CRITICAL'))[0]?.assetId)
        await declareFixed(server, tenant.admin.headers, id);
    const { value, reasons } = await deltaNow();
    const withIt = reasons.filter(({ points }) => Math.sign(points) === Math.sign(value));
    const against = reasons.filter(({ points }) => Math.sign(points) !== Math.sign(value));
    const bySize = (list: readonly Reason[]) =>
      list.toSorted((one, other) => Math.abs(other.points) - Math.abs(one.points));
    expect(against.length).toBeGreaterThan(0);
    expect(reasons).toEqual([...bySize(withIt), ...bySize(against)]);
  });
});

describe('a limit', () => {
  it('says whether it came, went, or only takes what stands above it', () => {
    const says = (before: boolean, after: boolean, better: boolean) =>
      dashboardText.capMoved({ before, after, better });
    expect(says(false, true, false)).toMatch(/now applies/);
    expect(says(true, false, true)).toMatch(/was lifted/);
    expect(says(true, true, false)).toMatch(/improved elsewhere does not show/);
    expect(says(true, true, true)).toMatch(/takes less/);
  });
});
