import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import {
  makeKey,
  makePerson,
  makeTenant,
  signIn,
  type TestPerson,
  type TestTenant,
} from '../../testing/people.ts';
import { idOf, importFindings, itemsOf, listOf, type ReportedFinding } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let second: TestPerson;
let fresh: string[];
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  second = await makePerson(server, tenant.tenantId, 'WORKSPACE_ADMIN');
  const findings = Array.from(
    { length: 30 },
    (_, index): ReportedFinding => ({ title: `Weakness ${index}`, severity: 'High' }),
  );
  const finishedAt = new Date(server.clock.nowMs() - 3_600_000).toISOString();
  await importFindings(server, tenant.admin, findings, { finishedAt, scopeKey: 'pool', covered: [] });
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

const move = (
  id: string,
  body: object,
  headers: Readonly<Record<string, string>>,
  method: 'PATCH' | 'POST' = 'PATCH',
) => server.call(method, `/vulnerabilities/${id}/status`, { headers, body });
const days = (n: number) => new Date(server.clock.nowMs() + n * 86_400_000).toISOString();
const history = async (id: string) =>
  itemsOf(await server.call('GET', `/vulnerabilities/${id}/history`, { headers: tenant.admin.headers }));

describe('the lifecycle', () => {
  it('goes from open over a declared fix to verified, by two people, and keeps every step', async () => {
    const id = opened();
    expect(
      await move(id, { status: 'CLIENT_FIXED', reason: 'Updated the server' }, tenant.member.headers),
    ).toMatchObject({
      status: 200,
      data: { status: 'CLIENT_FIXED', slaState: 'MET' },
    });
    expect(
      await move(
        id,
        { status: 'CYBERSEC_VERIFIED', reason: 'Scanned again' },
        tenant.verifier.headers,
        'POST',
      ),
    ).toMatchObject({
      status: 200,
      data: { status: 'VERIFIED', version: 3 },
    });
    expect(await history(id)).toMatchObject([
      {
        kind: 'STATUS',
        from: 'CLIENT_FIXED',
        to: 'VERIFIED',
        reason: 'Scanned again',
        actor: { id: tenant.verifier.userId },
        cause: { kind: 'PERSON' },
      },
      {
        kind: 'STATUS',
        from: 'OPEN',
        to: 'CLIENT_FIXED',
        reason: 'Updated the server',
        actor: { id: tenant.member.userId },
      },
      { kind: 'OPENED' },
    ]);
  });

  it('never lets the one who declared a fix verify it, administrator or not, by session or key', async () => {
    const id = opened();
    await move(id, { status: 'CLIENT_FIXED', reason: 'patched' }, tenant.admin.headers);
    const key = await makeKey(server, tenant.admin, ['write:vulnerabilities']);
    expect(await move(id, { status: 'VERIFIED', reason: 'I am sure' }, tenant.admin.headers)).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await move(id, { status: 'VERIFIED', reason: 'I am sure' }, key)).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await move(id, { status: 'VERIFIED', reason: 'looked at it' }, second.headers)).toMatchObject({
      status: 200,
    });
  });

  it('never lets the one whose import closed it verify it', async () => {
    const finishedAt = new Date(server.clock.nowMs() - 7_200_000).toISOString();
    await importFindings(
      server,
      tenant.admin,
      [
        { title: 'Gone tomorrow', severity: 'High' },
        { title: 'Still there', severity: 'Low' },
      ],
      { finishedAt, scopeKey: 'closing' },
    );
    const id = await idOf(server, tenant.admin, 'Gone tomorrow');
    const later = new Date(server.clock.nowMs() - 3_600_000).toISOString();
    await importFindings(server, second, [{ title: 'Still there', severity: 'Low' }], {
      finishedAt: later,
      scopeKey: 'closing',
    });
    const seen = await server.call('GET', `/vulnerabilities/${id}`, { headers: second.headers });
    expect(seen.data).toMatchObject({
      status: 'CLIENT_FIXED',
      allowedTransitions: expect.arrayContaining([
        expect.objectContaining({ status: 'VERIFIED', allowed: false }),
      ]),
    });
    expect(await move(id, { status: 'VERIFIED', reason: 'my own scan' }, second.headers)).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await move(id, { status: 'VERIFIED', reason: 'checked' }, tenant.verifier.headers)).toMatchObject({
      status: 200,
    });
    expect(await history(id)).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'NOT_SEEN', to: 'CLIENT_FIXED' })]),
    );
  });

  it('refuses moves that do not exist', async () => {
    const id = opened();
    expect(await move(id, { status: 'VERIFIED', reason: 'skip' }, tenant.verifier.headers)).toMatchObject({
      status: 409,
      code: 'ILLEGAL_TRANSITION',
    });
    expect(await move(id, { status: 'OPEN', reason: 'again' }, tenant.admin.headers)).toMatchObject({
      status: 409,
      code: 'ILLEGAL_TRANSITION',
    });
    await move(id, { status: 'FALSE_POSITIVE', reason: 'not reachable' }, tenant.verifier.headers);
    expect(await move(id, { status: 'CLIENT_FIXED', reason: 'fixed' }, tenant.admin.headers)).toMatchObject({
      status: 409,
      code: 'ILLEGAL_TRANSITION',
    });
  });

  it('keeps each role to its own', async () => {
    const id = opened();
    const forbidden = { status: 403, code: 'FORBIDDEN' };
    expect(
      await move(id, { status: 'CLIENT_FIXED', reason: 'me too' }, tenant.verifier.headers),
    ).toMatchObject(forbidden);
    expect(
      await move(id, { status: 'RISK_ACCEPTED', reason: 'fine', expiresAt: days(5) }, tenant.member.headers),
    ).toMatchObject(forbidden);
    expect(
      await move(id, { status: 'FALSE_POSITIVE', reason: 'not real' }, tenant.member.headers),
    ).toMatchObject(forbidden);
    await server.call('PATCH', `/vulnerabilities/${id}`, {
      headers: tenant.admin.headers,
      body: { ownerId: second.userId },
    });
    expect(
      await move(id, { status: 'CLIENT_FIXED', reason: 'not mine' }, tenant.member.headers),
    ).toMatchObject(forbidden);
  });

  it('wants a reason with words in it, and a stale copy is refused', async () => {
    const id = opened();
    expect(await move(id, { status: 'CLIENT_FIXED', reason: '   ' }, tenant.admin.headers)).toMatchObject({
      status: 400,
    });
    const headers = { ...tenant.admin.headers, 'if-match': '"9"' };
    expect(await move(id, { status: 'CLIENT_FIXED', reason: 'patched' }, headers)).toMatchObject({
      status: 412,
    });
  });

  it('keeps the clock of a fix that did not hold, and starts a new one after verification', async () => {
    const id = opened();
    const dueOf = (answer: { readonly data: unknown }) => fieldOf(answer.data, 'dueAt');
    const before = dueOf(
      await server.call('GET', `/vulnerabilities/${id}`, { headers: tenant.admin.headers }),
    );
    await move(id, { status: 'CLIENT_FIXED', reason: 'patched' }, tenant.member.headers);
    expect(dueOf(await move(id, { status: 'OPEN', reason: 'still answers' }, tenant.verifier.headers))).toBe(
      before,
    );
    await move(id, { status: 'CLIENT_FIXED', reason: 'really patched' }, tenant.member.headers);
    await move(id, { status: 'VERIFIED', reason: 'gone' }, tenant.verifier.headers);
    const reopened = await move(
      id,
      { status: 'OPEN', reason: 'back after the restore' },
      tenant.admin.headers,
    );
    expect(String(dueOf(reopened)) > String(before)).toBe(true);
    expect(reopened.data).toMatchObject({ resolvedAt: null });
  });

  it('writes an audit entry and an event for each move', async () => {
    const id = opened();
    await move(id, { status: 'CLIENT_FIXED', reason: 'patched' }, tenant.member.headers);
    const { rows: audit } = await server.database.admin.query(
      'select body from audit_log where subject_id = $1 and type = $2',
      [id, 'vulnerability.status-changed'],
    );
    expect(JSON.parse(audit[0].body)).toMatchObject({
      actor: { id: tenant.member.userId },
      data: { from: 'OPEN', to: 'CLIENT_FIXED', reason: 'patched' },
    });
    const { rows: events } = await server.database.admin.query(
      'select version, payload from events where subject_id = $1 and type = $2',
      [id, 'vulnerability.status-changed'],
    );
    expect(events).toMatchObject([{ version: 1, payload: { from: 'OPEN', to: 'CLIENT_FIXED' } }]);
  });

  it('answers a repeated Idempotency-Key as the first time, and moves once', async () => {
    const id = opened();
    const headers = { ...tenant.admin.headers, 'idempotency-key': 'fix-once' };
    const one = await move(id, { status: 'CLIENT_FIXED', reason: 'patched' }, headers);
    const two = await move(id, { status: 'CLIENT_FIXED', reason: 'patched' }, headers);
    expect(two).toMatchObject({ status: 200, data: { version: fieldOf(one.data, 'version') } });
    expect(await history(id)).toHaveLength(2);
  });
});

describe('many at once', () => {
  it('moves what may move and says why the rest does not', async () => {
    const [a, b, c] = [opened(), opened(), opened()];
    await server.call('PATCH', `/vulnerabilities/${b}`, {
      headers: tenant.admin.headers,
      body: { ownerId: second.userId },
    });
    const missing = '019cadc6-0000-7000-8000-000000000000';
    const body = { vulnerabilityIds: [a, b, missing, c], status: 'CLIENT_FIXED', reason: 'rolled out' };
    const answer = await server.call('POST', '/vulnerabilities/bulk-status', {
      headers: tenant.member.headers,
      body,
    });
    expect(answer).toMatchObject({ status: 200, data: { changed: 2, refused: 2 } });
    expect(listOf(fieldOf(answer.data, 'results'))).toMatchObject([
      { vulnerabilityId: a, changed: true, status: 'CLIENT_FIXED', error: null },
      { vulnerabilityId: b, changed: false, status: 'OPEN', error: { code: 'FORBIDDEN' } },
      { vulnerabilityId: missing, changed: false, status: null, error: { code: 'NOT_FOUND' } },
      { vulnerabilityId: c, changed: true },
    ]);
  });

  it('is closed to strangers, auditors and keys without the scope', async () => {
    const body = { vulnerabilityIds: [opened()], status: 'CLIENT_FIXED', reason: 'rolled out' };
    const post = (headers: Readonly<Record<string, string>>) =>
      server.call('POST', '/vulnerabilities/bulk-status', { headers, body });
    expect(await post({})).toMatchObject({ status: 401 });
    expect(await post(tenant.auditor.headers)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await post(await makeKey(server, tenant.admin, ['read:vulnerabilities']))).toMatchObject({
      status: 403,
      code: 'INSUFFICIENT_SCOPE',
    });
  });
});

describe('an accepted risk', () => {
  it.each([
    ['no end', undefined],
    ['an end in the past', '2026-01-01T00:00:00Z'],
    ['an end more than 366 days ahead', '2027-06-01T00:00:00Z'],
    ['a day that does not exist', '2026-04-31T00:00:00Z'],
  ])('with %s is refused', async (_name, expiresAt) => {
    const body = { status: 'RISK_ACCEPTED', reason: 'we live with it', ...(expiresAt ? { expiresAt } : {}) };
    const answer = await move(opened(), body, tenant.admin.headers);
    expect(answer).toMatchObject({ status: 400, body: { error: { details: [{ path: 'body.expiresAt' }] } } });
  });

  it('has the only move that takes an end', async () => {
    const answer = await move(
      opened(),
      { status: 'CLIENT_FIXED', reason: 'patched', expiresAt: days(3) },
      tenant.admin.headers,
    );
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  it('reopens by itself on its day, and the acceptance stays in the history', async () => {
    const id = opened();
    const until = days(2);
    expect(
      await move(
        id,
        { status: 'RISK_ACCEPTED', reason: 'shop closes soon', expiresAt: until },
        tenant.admin.headers,
      ),
    ).toMatchObject({
      data: { status: 'RISK_ACCEPTED', acceptedUntil: until },
    });
    server.clock.advance({ days: 3 });
    tenant = { ...tenant, admin: { ...tenant.admin, headers: await signIn(server, tenant.admin.userId) } };
    // The queue goes by the wall clock, which a test cannot move.
    await server.database.admin.query(
      `update graphile_worker._private_jobs set run_at = now() where key like 'vulnerabilities.end-acceptances:%'`,
    );
    await expect.poll(() => statusOf(id), { timeout: 20_000, interval: 100 }).toBe('OPEN');
    expect(await history(id)).toMatchObject([
      {
        kind: 'STATUS',
        from: 'RISK_ACCEPTED',
        to: 'OPEN',
        cause: { kind: 'EXPIRY' },
        actor: { kind: 'SYSTEM' },
      },
      { kind: 'STATUS', to: 'RISK_ACCEPTED', reason: 'shop closes soon', expiresAt: until },
      { kind: 'OPENED' },
    ]);
  });
});

async function statusOf(id: string): Promise<unknown> {
  return fieldOf(
    (await server.call('GET', `/vulnerabilities/${id}`, { headers: tenant.admin.headers })).data,
    'status',
  );
}
