import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Caller } from '../../platform/db/ctx.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { scoreIn } from './score.ts';
import { openIds, pointsOf, scan, settled, someFindings } from './scored.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

const dayMs = 86_400_000;

function caller(): Caller {
  return { tenantId: tenant.tenantId, actor: { kind: 'SYSTEM', name: 'test' }, requestId: 'test' };
}

it('the score of a day is what it was that day, whatever happened since', async () => {
  const findings = someFindings(12, 3);
  const startMs = server.clock.nowMs() - 400 * dayMs;
  const at = (day: number) => new Date(startMs + day * dayMs).toISOString();
  // Gone from the second scan, found again by the third, more often by the fifth; then other words of the reports.
  const without = findings.slice(4);
  const worse = findings.map((finding) => ({ ...finding, severity: 'Critical' as const, cvss: 9.9 }));
  const scans = [findings, without, findings, without, findings, worse];
  for (const [index, reported] of scans.entries()) {
    await scan(server, tenant, reported, { finishedAt: at(index * 40) });
    await settled(server);
  }
  const before = await pointsOf(server, tenant.tenantId);
  expect(new Set(before.map(({ score }) => score)).size).toBeGreaterThan(3);
  expect(before.at(-1)?.exposure.recurring).toBe(4);

  const [first = '', second = '', third = ''] = await openIds(server, tenant.admin.headers);
  const change = (id: string, path: string, body: object) =>
    server.call('PATCH', `/vulnerabilities/${id}${path}`, { headers: tenant.admin.headers, body });
  const reason = 'Looked at it';
  expect(await change(first, '/status', { status: 'FALSE_POSITIVE', reason })).toMatchObject({ status: 200 });
  expect(await change(first, '/status', { status: 'OPEN', reason })).toMatchObject({ status: 200 });
  expect(await change(second, '', { severity: 'LOW', reason })).toMatchObject({ status: 200 });
  expect(await change(third, '', { dueAt: '2099-01-01T00:00:00Z' })).toMatchObject({ status: 200 });
  await settled(server);

  for (const point of before.slice(0, scans.length)) {
    const { posture, levels } = await server.platform.transactor.read(caller(), (ctx) =>
      scoreIn(ctx, {
        subject: { type: 'TENANT', id: tenant.tenantId },
        at: point.at.toISOString(),
      }),
    );
    expect(posture.score, point.at.toISOString()).toBe(Number(point.score));
    const { openBySeverity, recurring, clientFixed } = levels;
    expect({ openBySeverity, recurring, clientFixed }).toEqual({
      openBySeverity: point.exposure.openBySeverity,
      recurring: point.exposure.recurring,
      clientFixed: point.exposure.clientFixed,
    });
  }
});
