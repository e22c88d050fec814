import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { idOf, importFindings, itemsOf, pageOf, withoutRequestId } from '../../testing/register.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
let first: string;
let id: string;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  other = await makeTenant(server, 'Other Ltd');
  first = await importFindings(
    server,
    tenant.admin,
    [
      {
        title: 'Query built from input',
        severity: 'High',
        cve: 'CVE-2025-10001',
        cwe: 89,
        cvss: 8.1,
        url: 'https://shop.example/find?q=1',
      },
      { title: 'Old server', severity: 'Medium', url: 'https://office.example/' },
      { title: 'Key in the page', severity: 'Critical' },
      { title: 'A banner', severity: 'Info' },
    ],
    { finishedAt: '2026-02-20T08:00:00Z' },
  );
  id = await idOf(server, tenant.admin, 'Query built from input');
});
afterAll(() => server.close());

const get = (path: string, headers = tenant.member.headers) => server.call('GET', path, { headers });
const titles = async (query: string) =>
  itemsOf(await get(`/vulnerabilities?${query}`)).map((item) => item.title);

describe('the register', () => {
  it('lists what imports found, worst first, informational results only on request', async () => {
    const answer = await get('/vulnerabilities');
    expect(answer.status).toBe(200);
    expect(itemsOf(answer).map((item) => item.title)).toEqual([
      'Key in the page',
      'Query built from input',
      'Old server',
    ]);
    expect(pageOf(answer)).toEqual({ limit: 50, nextCursor: null, total: 3 });
    expect(await titles('class=INFORMATIONAL')).toEqual(['A banner']);
  });

  it('dates what is due by severity, and says where it stands', async () => {
    const [critical, high] = itemsOf(await get('/vulnerabilities'));
    expect(critical).toMatchObject({
      dueAt: '2026-02-27T08:00:00.000Z',
      slaState: 'OVERDUE',
      firstSeenAt: '2026-02-20T08:00:00.000Z',
    });
    expect(high).toMatchObject({
      dueAt: '2026-03-22T08:00:00.000Z',
      slaState: 'ON_TRACK',
      cves: ['CVE-2025-10001'],
      cwes: [89],
    });
  });

  it.each([
    ['severity=HIGH,MEDIUM', ['Query built from input', 'Old server']],
    ['cve=CVE-2025-10001', ['Query built from input']],
    ['cwe=89', ['Query built from input']],
    ['q=server', ['Old server']],
    ['q=office.example%20old', ['Old server']],
    ['q=10001', ['Query built from input']],
    ['q=%25', []],
    ['overdue=true', ['Key in the page']],
    ['slaState=ON_TRACK', ['Query built from input', 'Old server']],
    ['dueBefore=2026-03-01T00:00:00Z', ['Key in the page']],
    ['firstSeenAfter=2026-03-01T00:00:00Z', []],
    ['status=CLIENT_FIXED,CYBERSEC_VERIFIED', []],
    ['scopeKey=shop&severity=MEDIUM', ['Old server']],
    ['scopeKey=none', []],
    ['source=nessus', []],
    [
      'unassigned=true&kev=false&recurring=false&criticality=3&exposure=UNKNOWN&severity=CRITICAL',
      ['Key in the page'],
    ],
    ['minEpss=0.5', []],
    ['tag=none', []],
  ])('filters by %s', async (query, expected) => {
    expect(await titles(query)).toEqual(expected);
  });

  it('filters by the assessment that stated it', async () => {
    expect(await titles(`assessmentId=${first}`)).toHaveLength(3);
    expect(await titles(`assessmentId=${id}`)).toEqual([]);
  });

  it.each([
    ['sort=secret', 'querystring.sort.0'],
    ['limit=201', 'querystring.limit'],
    ['cursor=abc', 'querystring.cursor'],
    ['dueBefore=2026-02-30T00:00:00Z', 'querystring.dueBefore'],
    ['nonsense=1', 'querystring.nonsense'],
    ['cwe=0', 'querystring.cwe.0'],
  ])('refuses %s and names the field', async (query, path) => {
    const answer = await get(`/vulnerabilities?${query}`);
    expect(answer).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
      body: { error: { details: [{ path }] } },
    });
  });

  it('shows one with evidence, identity and what the caller may do', async () => {
    const answer = await get(`/vulnerabilities/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.data).toMatchObject({
      title: 'Query built from input',
      occurrencesCount: 1,
      occurrences: [{ assessmentId: first, severity: 'HIGH', tool: 'generic-json' }],
      assessmentIds: [first],
      locations: [{ url: 'https://shop.example/find?q=1' }],
      cvss: { score: 8.1 },
      severityOverride: null,
    });
    expect(answer.text).toContain('"name":"ruleId","value":"Query built from input"');
  });

  it('begins its history with the import that found it', async () => {
    expect(itemsOf(await get(`/vulnerabilities/${id}/history`))).toMatchObject([
      {
        kind: 'OPENED',
        to: 'OPEN',
        at: '2026-02-20T08:00:00.000Z',
        cause: { kind: 'IMPORT', assessmentId: first },
      },
    ]);
  });
});

describe('an edit', () => {
  const patch = (body: object, headers = tenant.admin.headers) =>
    server.call('PATCH', `/vulnerabilities/${id}`, { headers, body });

  it('is kept with who, what and why, and raises the version', async () => {
    const answer = await patch({
      ownerId: tenant.member.userId,
      tags: ['web', 'shop'],
      notes: 'Look at the search page.',
      dueAt: '2026-03-10T12:00:00Z',
    });
    expect(answer).toMatchObject({
      status: 200,
      data: {
        owner: { id: tenant.member.userId, displayName: 'Test member' },
        tags: ['shop', 'web'],
        notes: 'Look at the search page.',
        dueAt: '2026-03-10T12:00:00.000Z',
        version: 2,
      },
    });
    const kinds = itemsOf(await get(`/vulnerabilities/${id}/history`)).map((entry) => [entry.kind, entry.to]);
    expect(kinds).toEqual(
      expect.arrayContaining([
        ['OWNER', 'Test member'],
        ['TAGS', 'shop, web'],
        ['DUE_DATE', '2026-03-10T12:00:00.000Z'],
        ['NOTES', 'Look at the search page.'],
      ]),
    );
  });

  it('that changes nothing raises nothing', async () => {
    const answer = await patch({ ownerId: tenant.member.userId });
    expect(answer).toMatchObject({ status: 200, data: { version: 2 } });
  });

  it('of a stale copy is refused', async () => {
    const headers = { ...tenant.admin.headers, 'if-match': '"1"' };
    expect(await patch({ notes: 'late' }, headers)).toMatchObject({
      status: 412,
      code: 'PRECONDITION_FAILED',
    });
  });

  it('of the severity needs a reason, moves the due date, and can be taken back', async () => {
    expect(await patch({ severity: 'CRITICAL' })).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: 'body.reason' }] } },
    });
    const raised = await patch({ severity: 'CRITICAL', reason: 'Customer data behind it', dueAt: null });
    expect(raised.data).toMatchObject({
      severity: 'CRITICAL',
      dueAt: '2026-02-27T08:00:00.000Z',
      severityOverride: { from: 'HIGH', reason: 'Customer data behind it', by: { id: tenant.admin.userId } },
    });
    const back = await patch({ severity: null, reason: 'It was test data' });
    expect(back.data).toMatchObject({
      severity: 'HIGH',
      severityOverride: null,
      dueAt: '2026-03-22T08:00:00.000Z',
    });
  });

  it('cannot give it to a stranger or to an asset of somebody else', async () => {
    expect(await patch({ ownerId: other.member.userId })).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
    expect(await patch({ assetId: id, reason: 'wrong asset' })).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it('is a member’s for what is theirs or what they take, never of severity', async () => {
    const free = await idOf(server, tenant.admin, 'Old server');
    const asMember = (body: object, on = id) =>
      server.call('PATCH', `/vulnerabilities/${on}`, { headers: tenant.member.headers, body });
    expect(await asMember({ notes: 'mine' })).toMatchObject({ status: 200 });
    expect(await asMember({ severity: 'LOW', reason: 'because' })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await asMember({ notes: 'not mine' }, free)).toMatchObject({ status: 403 });
    expect(await asMember({ ownerId: tenant.member.userId }, free)).toMatchObject({ status: 200 });
    const verifier = await server.call('PATCH', `/vulnerabilities/${free}`, {
      headers: tenant.verifier.headers,
      body: { notes: 'no' },
    });
    expect(verifier).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});

describe('access', () => {
  const decision = { status: 'CLIENT_FIXED', reason: 'patched' };
  const calls: readonly (readonly ['GET' | 'PATCH' | 'POST', string, object | undefined])[] = [
    ['GET', '/vulnerabilities/ID', undefined],
    ['GET', '/vulnerabilities/ID/history', undefined],
    ['PATCH', '/vulnerabilities/ID', { notes: 'x' }],
    ['PATCH', '/vulnerabilities/ID/status', decision],
    ['POST', '/vulnerabilities/ID/status', decision],
  ];
  const call = (
    method: 'GET' | 'PATCH' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>>,
    body: object | undefined,
  ) => server.call(method, path, { headers, ...(body ? { body } : {}) });

  it.each(calls)('%s %s is closed to strangers', async (method, path, body) => {
    expect(await call(method, path.replace('ID', id), {}, body)).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
  });

  it.each(calls)('%s %s answers a foreign tenant as if it did not exist', async (method, path, body) => {
    const missing = '019cadc6-0000-7000-8000-000000000000';
    const foreign = await call(method, path.replace('ID', id), other.admin.headers, body);
    const absent = await call(method, path.replace('ID', missing), other.admin.headers, body);
    expect(foreign.status).toBe(404);
    expect(withoutRequestId(foreign)).toBe(withoutRequestId(absent));
  });

  it.each(calls.filter(([method]) => method !== 'GET'))(
    '%s %s is closed to auditors and to keys without the scope',
    async (method, path, body) => {
      const key = await makeKey(server, tenant.admin, ['read:vulnerabilities']);
      expect(await call(method, path.replace('ID', id), tenant.auditor.headers, body)).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
      expect(await call(method, path.replace('ID', id), key, body)).toMatchObject({
        status: 403,
        code: 'INSUFFICIENT_SCOPE',
      });
    },
  );

  it('shows another tenant nothing in its list', async () => {
    expect(
      itemsOf(await get('/vulnerabilities?class=VULNERABILITY,INFORMATIONAL', other.admin.headers)),
    ).toEqual([]);
  });
});
