import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTenant, signIn, type TestTenant } from '../../testing/people.ts';
import { idOf, importFindings } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

const ago = (days: number) => new Date(server.clock.nowMs() - days * 86_400_000).toISOString();

async function toldOf(id: string): Promise<readonly { readonly dueAt: string }[]> {
  const { rows } = await server.database.admin.query(
    `select payload from events where subject_id = $1 and type = 'vulnerability.sla-breached' order by seq`,
    [id],
  );
  return rows.map(({ payload }) => payload);
}

/** The queue goes by the wall clock, which a test cannot move. */
async function wake(): Promise<void> {
  await server.database.admin.query(
    `update graphile_worker._private_jobs set run_at = now() where key like 'vulnerabilities.tell-breaches:%'`,
  );
}

const told = (id: string, times: number) =>
  expect.poll(async () => (await toldOf(id)).length, { timeout: 20_000, interval: 100 }).toBe(times);

async function decide(id: string, body: object, { headers } = tenant.admin): Promise<void> {
  const answer = await server.call('PATCH', `/vulnerabilities/${id}/status`, { headers, body });
  expect(answer.status).toBe(200);
}

it('is told once of each date that passes, however the clock goes on', async () => {
  const findings = [
    { title: 'Late since spring', severity: 'Critical' },
    { title: 'In time', severity: 'High' },
    { title: 'Without a date', severity: 'Info' },
  ] as const;
  await importFindings(server, tenant.admin, findings, { finishedAt: ago(8) });
  const late = await idOf(server, tenant.admin, 'Late since spring');
  const inTime = await idOf(server, tenant.admin, 'In time');
  await told(late, 1);
  expect(await toldOf(late)).toMatchObject([
    { dueAt: expect.any(String), severity: 'CRITICAL', ownerId: null },
  ]);
  expect(await toldOf(inTime)).toEqual([]);

  // The same report again, and a fix that did not hold: one clock, one word.
  await importFindings(server, tenant.admin, findings, { finishedAt: ago(1) });
  await decide(late, { status: 'CLIENT_FIXED', reason: 'patched' }, tenant.member);
  await decide(late, { status: 'OPEN', reason: 'still answers' }, tenant.verifier);

  // The other's date passes while nothing happens but time.
  server.clock.advance({ days: 25 });
  tenant = { ...tenant, admin: { ...tenant.admin, headers: await signIn(server, tenant.admin.userId) } };
  // Again and again: what was still going on may put the job back to its own time.
  const wokenAndTold = async () => {
    await wake();
    return (await toldOf(inTime)).length;
  };
  await expect.poll(wokenAndTold, { timeout: 20_000, interval: 200 }).toBe(1);
  expect(await toldOf(late)).toHaveLength(1);
}, 60_000);

it('is told again of a new date', async () => {
  await importFindings(server, tenant.admin, [{ title: 'Moved', severity: 'Critical' }], {
    finishedAt: ago(9),
    scopeKey: 'moved',
  });
  const id = await idOf(server, tenant.admin, 'Moved');
  await told(id, 1);
  const dueAt = ago(1);
  const { headers } = tenant.admin;
  await server.call('PATCH', `/vulnerabilities/${id}`, { headers, body: { dueAt } });
  await told(id, 2);
  expect((await toldOf(id)).map((one) => new Date(one.dueAt).toISOString())[1]).toBe(dueAt);
}, 60_000);
