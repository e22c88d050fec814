import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { importFindings, itemsOf, listOf, type ReportedFinding } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let fresh: string[];
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  const findings = Array.from(
    { length: 8 },
    (_, index): ReportedFinding => ({ title: `Weakness ${index}`, severity: 'High' }),
  );
  const finishedAt = new Date(server.clock.nowMs() - 3_600_000).toISOString();
  await importFindings(server, tenant.admin, findings, { finishedAt, covered: [] });
  fresh = itemsOf(
    await server.call('GET', '/vulnerabilities?limit=200', { headers: tenant.admin.headers }),
  ).map((item) => String(item.id));
});
afterAll(() => server.close());

/** An open vulnerability that no other test touches. */
function opened(): string {
  const id = fresh.pop();
  if (id === undefined) throw new Error('import more findings in beforeAll');
  return id;
}

const move = (id: string, body: object, headers: Readonly<Record<string, string>>) =>
  server.call('PATCH', `/vulnerabilities/${id}/status`, { headers, body });
const days = (n: number) => new Date(server.clock.nowMs() + n * 86_400_000).toISOString();
const history = async (id: string) =>
  itemsOf(await server.call('GET', `/vulnerabilities/${id}/history`, { headers: tenant.admin.headers }));
const statusOf = async (id: string) =>
  fieldOf(
    (await server.call('GET', `/vulnerabilities/${id}`, { headers: tenant.admin.headers })).data,
    'status',
  );

describe('a decision that was taken earlier', () => {
  it('stands in the history at its own time, beside when the register was told', async () => {
    const id = opened();
    const took = new Date(server.clock.nowMs() - 1_800_000).toISOString();
    const body = { status: 'FALSE_POSITIVE', reason: 'looked at it half an hour ago', effectiveAt: took };
    expect(await move(id, body, tenant.verifier.headers)).toMatchObject({
      status: 200,
      data: { resolvedAt: took },
    });
    const [entry] = await history(id);
    expect(entry).toMatchObject({ to: 'FALSE_POSITIVE', at: took });
    expect(Date.parse(String(entry?.recordedAt))).toBeGreaterThan(Date.parse(took));
    const earlier = new Date(Date.parse(took) - 60_000).toISOString();
    const before = { status: 'OPEN', reason: 'it is real', effectiveAt: earlier };
    expect(await move(id, before, tenant.verifier.headers)).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: 'body.effectiveAt' }] } },
    });
  });

  it.each([
    ['in the future', 60_000],
    ['before the finding', -30 * 86_400_000],
  ])('is refused when it lies %s', async (_name, offsetMs) => {
    const effectiveAt = new Date(server.clock.nowMs() + offsetMs).toISOString();
    const answer = await move(
      opened(),
      { status: 'CLIENT_FIXED', reason: 'patched', effectiveAt },
      tenant.member.headers,
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: 'body.effectiveAt' }] } },
    });
  });

  it('counts an acceptance from when it was given', async () => {
    const id = opened();
    const effectiveAt = new Date(server.clock.nowMs() - 1_800_000).toISOString();
    const body = { status: 'RISK_ACCEPTED', reason: 'agreed', effectiveAt, expiresAt: days(366) };
    expect(await move(id, body, tenant.admin.headers)).toMatchObject({ status: 400 });
    expect(await move(id, { ...body, expiresAt: days(365) }, tenant.admin.headers)).toMatchObject({
      status: 200,
    });
  });

  it('is judged for each of many, and all or none move when the caller says so', async () => {
    const [a, b] = [opened(), opened()];
    await move(b, { status: 'FALSE_POSITIVE', reason: 'not real' }, tenant.verifier.headers);
    const body = {
      vulnerabilityIds: [a, b],
      status: 'CLIENT_FIXED',
      reason: 'rolled out',
      effectiveAt: new Date(server.clock.nowMs() - 60_000).toISOString(),
    };
    const post = (more: object) =>
      server.call('POST', '/vulnerabilities/bulk-status', {
        headers: tenant.admin.headers,
        body: { ...body, ...more },
      });
    const none = await post({ atomic: true });
    expect(none).toMatchObject({ status: 200, data: { changed: 0, refused: 2 } });
    expect(listOf(fieldOf(none.data, 'results'))).toMatchObject([
      { vulnerabilityId: a, changed: false, status: 'OPEN', error: { code: 'CONFLICT' } },
      { vulnerabilityId: b, changed: false, error: { code: 'ILLEGAL_TRANSITION' } },
    ]);
    expect(await statusOf(a)).toBe('OPEN');
    expect(await post({})).toMatchObject({ data: { changed: 1, refused: 1 } });
    expect(await statusOf(a)).toBe('CLIENT_FIXED');
    const early = { effectiveAt: '2020-01-01T00:00:00Z', status: 'OPEN' };
    expect(listOf(fieldOf((await post(early)).data, 'results'))).toMatchObject([
      { changed: false, error: { code: 'VALIDATION_FAILED' } },
      { changed: false, error: { code: 'VALIDATION_FAILED' } },
    ]);
  });
});
