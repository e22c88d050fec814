import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePerson, makeTenant, type TestPerson, type TestTenant } from '../../testing/people.ts';
import { importFindings, itemsOf, type ReportedFinding } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let people: readonly TestPerson[];
let fresh: string[];
const runs = 15;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  const findings = Array.from(
    { length: runs + 40 },
    (_, index): ReportedFinding => ({ title: `Walk ${index}`, severity: 'High' }),
  );
  await importFindings(server, tenant.admin, findings, { finishedAt: '2026-02-20T08:00:00Z', covered: [] });
  fresh = itemsOf(
    await server.call('GET', '/vulnerabilities?limit=200', { headers: tenant.admin.headers }),
  ).map((item) => String(item.id));
  people = [
    tenant.admin,
    await makePerson(server, tenant.tenantId, 'WORKSPACE_ADMIN'),
    tenant.member,
    tenant.verifier,
  ];
});
afterAll(() => server.close());

/** How long ago it took place; undefined: now. */
const hoursAgo = fc.option(fc.nat({ max: 400 }), { nil: undefined });
const act = fc.record({
  hoursAgo,
  who: fc.nat({ max: 3 }),
  status: fc.constantFrom('OPEN', 'CLIENT_FIXED', 'VERIFIED', 'RISK_ACCEPTED', 'FALSE_POSITIVE'),
});

it('only ever grows, and its verifications are by somebody else than the fixes before them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 12 }), async (acts) => {
      const id = fresh.pop() ?? 'none left';
      let before = await oldestFirst(id);
      for (const { who, status, hoursAgo: hours } of acts) {
        const expiresAt =
          status === 'RISK_ACCEPTED'
            ? { expiresAt: new Date(server.clock.nowMs() + 86_400_000).toISOString() }
            : {};
        const { headers = {} } = people[who] ?? {};
        const { status: code } = await server.call('PATCH', `/vulnerabilities/${id}/status`, {
          headers,
          body: { status, reason: 'walk on', ...expiresAt, ...tookPlace(hours) },
        });
        const after = await oldestFirst(id);
        expect(after.slice(0, before.length)).toEqual(before);
        expect(after).toHaveLength(before.length + (code === 200 ? 1 : 0));
        before = after;
      }
      for (const [index, entry] of before.entries()) {
        if (entry.to === 'VERIFIED')
          expect(before[index - 1]).toMatchObject({
            to: 'CLIENT_FIXED',
            actor: { id: expect.not.stringMatching(actorIdOf(entry)) },
          });
      }
    }),
    { numRuns: runs },
  );
}, 120_000);

function tookPlace(hours: number | undefined) {
  if (hours === undefined) return {};
  return { effectiveAt: new Date(server.clock.nowMs() - hours * 3_600_000).toISOString() };
}

function actorIdOf(entry: Readonly<Record<string, unknown>>): string {
  return /"id":"([0-9a-f-]{36})"/.exec(JSON.stringify(entry.actor))?.[1] ?? 'nobody';
}

async function oldestFirst(id: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return itemsOf(
    await server.call('GET', `/vulnerabilities/${id}/history?limit=200`, { headers: tenant.admin.headers }),
  ).toReversed();
}

it.each([
  'update vulnerability_history set reason = $1',
  'delete from vulnerability_history where reason <> $1',
])('cannot be changed by the service at all: %s', async (statement) => {
  const caller = {
    tenantId: tenant.tenantId,
    actor: { kind: 'SYSTEM', name: 'test' },
    requestId: 'test',
  } as const;
  const attempt = server.platform.transactor.write(caller, ({ db }) =>
    sql.raw(statement.replace('$1', "'x'")).execute(db),
  );
  await expect(attempt).rejects.toThrow('permission denied for table vulnerability_history');
});
