import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { importFindings, itemsOf, type ReportedFinding } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

const times = [
  '2026-01-05T06:00:00.000Z',
  '2026-01-12T06:00:00.000Z',
  '2026-01-19T06:00:00.000Z',
  '2026-01-26T06:00:00.000Z',
] as const;
const named = (title: string): ReportedFinding => ({ title, severity: 'High' });

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

async function lastSeen(sort = ''): Promise<Readonly<Record<string, unknown>>> {
  const answer = await server.call('GET', `/vulnerabilities${sort}`, { headers: tenant.member.headers });
  return Object.fromEntries(itemsOf(answer).map(({ title, lastSeenAt }) => [title, lastSeenAt]));
}

describe('what a vulnerability was last seen by', () => {
  const scan = (finishedAt: string, titles: readonly string[], scopeKey = 'shop') =>
    importFindings(server, tenant.admin, titles.map(named), { finishedAt, scopeKey });

  it('is the last scan that saw it, not the one that missed it', async () => {
    await scan(times[0], ['stays', 'goes', 'goes and returns']);
    await scan(times[1], ['stays', 'goes', 'goes and returns']);
    await scan(times[2], ['stays']);
    expect(await lastSeen()).toEqual({ stays: times[2], goes: times[1], 'goes and returns': times[1] });
    expect(Object.keys(await lastSeen('?sort=-lastSeenAt'))[0]).toBe('stays');
  });

  it('moves on when it returns, and stays for what does not', async () => {
    await scan(times[3], ['stays', 'goes and returns']);
    expect(await lastSeen()).toEqual({ stays: times[3], goes: times[1], 'goes and returns': times[3] });
  });
});
