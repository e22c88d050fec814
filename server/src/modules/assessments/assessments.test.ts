import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { importReport, parserFixture, record } from '../../testing/import.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { importFindings, itemsOf, listOf, pageOf, withoutRequestId } from '../../testing/register.ts';
import { type Answer, type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
let nessus: string;
let shop: string;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  other = await makeTenant(server, 'Other Ltd');
  nessus = String(
    (await importReport(server, tenant.admin, await parserFixture('nessus/fixtures/happy.nessus')))
      .assessmentId,
  );
  shop = await importFindings(
    server,
    tenant.admin,
    [
      { title: '=HYPERLINK("https://evil.example")', severity: 'High', cve: 'CVE-2025-10001' },
      { title: '@SUM(1)', severity: 'Info' },
    ],
    { finishedAt: '2026-02-20T08:00:00Z' },
  );
});
afterAll(() => server.close());

type Method = 'GET' | 'POST' | 'DELETE';
const call = (method: Method, path: string, body?: object, headers = tenant.admin.headers) =>
  server.call(method, path, { headers, ...(body ? { body } : {}) });
const idIn = (answer: Answer) => String(fieldOf(answer.data, 'id'));
const open = async (name: string) => idIn(await call('POST', '/assessments', { name, scopeKey: 'by-hand' }));

describe('assessments', () => {
  it('count what their reports state, and say where it comes from', async () => {
    expect(await call('GET', `/assessments/${nessus}`)).toMatchObject({
      status: 200,
      headers: { etag: expect.stringMatching(/^"\d+"$/) },
      data: {
        scopeKey: 'test-scope',
        provenance: {
          tool: 'nessus',
          sha256: createHash('sha256')
            .update(await parserFixture('nessus/fixtures/happy.nessus'))
            .digest('hex'),
        },
        counts: {
          findings: 6,
          vulnerabilities: 5,
          assets: 3,
          openBySeverity: { CRITICAL: 1, HIGH: 0, MEDIUM: 1, LOW: 1, INFO: 0 },
          byClass: { VULNERABILITY: 3, EXPOSURE_SIGNAL: 1, INFORMATIONAL: 1, NEGATIVE_RESULT: 1 },
        },
        createdBy: { kind: 'USER', id: tenant.admin.userId, name: 'Test workspace_admin' },
      },
    });
  });

  it('count the same before and after the count was kept', async () => {
    const before = (await call('GET', `/assessments/${nessus}`)).data;
    const kept = async () =>
      (
        await server.database.admin.query('select summary from assessments where assessment_id = $1', [
          nessus,
        ])
      ).rows[0]?.summary;
    await expect.poll(kept, { timeout: 15_000 }).not.toBeNull();
    expect(fieldOf((await call('GET', `/assessments/${nessus}`)).data, 'counts')).toEqual(
      fieldOf(before, 'counts'),
    );
  });

  it('are listed newest first, and narrowed by scope, tool, time and name', async () => {
    const answer = await call('GET', '/assessments');
    expect(itemsOf(answer).map((item) => item.id)).toEqual([shop, nessus]);
    expect(pageOf(answer)).toEqual({ limit: 50, nextCursor: null, total: 2 });
    const ids = async (query: string) =>
      itemsOf(await call('GET', `/assessments?${query}`)).map((item) => item.id);
    expect(await ids('tool=nessus')).toEqual([nessus]);
    expect(await ids('scopeKey=shop')).toEqual([shop]);
    expect(await ids('to=2026-02-28T00:00:00Z')).toEqual([shop]);
    expect(await ids('from=2026-02-28T00:00:00Z')).toEqual([nessus]);
    expect(await ids('q=nessus&sort=name')).toEqual([nessus]);
    expect(await call('GET', '/assessments?from=2026-02-30T00:00:00Z')).toMatchObject({ status: 400 });
  });

  it.each(['createdAt', '-createdAt', 'startedAt', '-startedAt', 'name', '-name'])(
    'page by %s without losing or repeating a row',
    async (sort) => {
      const first = await call('GET', `/assessments?limit=1&sort=${sort}`);
      const second = await call(
        'GET',
        `/assessments?limit=1&sort=${sort}&cursor=${String(pageOf(first).nextCursor)}`,
      );
      const both = [...itemsOf(first), ...itemsOf(second)].map((item) => item.id);
      expect(new Set(both)).toEqual(new Set([shop, nessus]));
    },
  );

  it('can be opened by hand, for a scope that may be new, and be deleted', async () => {
    const made = await call('POST', '/assessments', {
      name: 'Red team 2026',
      scopeKey: 'red-team',
      methodology: 'Grey box',
      startedAt: '2026-02-01T00:00:00Z',
      finishedAt: '2026-02-10T00:00:00Z',
    });
    expect(made).toMatchObject({
      status: 201,
      data: {
        name: 'Red team 2026',
        scopeKey: 'red-team',
        methodology: 'Grey box',
        provenance: null,
        counts: { findings: 0 },
        score: null,
      },
    });
    expect((await call('GET', `/assessments/${idIn(made)}`)).data).toEqual(made.data);
    expect(await call('DELETE', `/assessments/${idIn(made)}`)).toMatchObject({
      status: 200,
      data: { id: idIn(made), removed: true },
    });
  });

  it('end no earlier than they start', async () => {
    const body = {
      name: 'X',
      scopeKey: 'shop',
      startedAt: '2026-02-02T00:00:00Z',
      finishedAt: '2026-02-01T00:00:00Z',
    };
    expect(await call('POST', '/assessments', body)).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: 'body.finishedAt' }] } },
    });
  });

  it('leave a tombstone: gone from lists and by id, while register, history and audit stay', async () => {
    const doomed = await importFindings(
      server,
      tenant.admin,
      [{ title: 'Stays in the register', severity: 'Low' }],
      { finishedAt: '2026-02-22T08:00:00Z', scopeKey: 'doomed' },
    );
    expect(await call('DELETE', `/assessments/${doomed}`)).toMatchObject({ status: 200 });
    for (const path of [`/assessments/${doomed}`, `/assessments/${doomed}/download`])
      expect(await call('GET', path)).toMatchObject({ status: 404 });
    expect(await call('DELETE', `/assessments/${doomed}`)).toMatchObject({ status: 404 });
    expect(itemsOf(await call('GET', '/assessments')).map((item) => item.id)).not.toContain(doomed);
    expect(itemsOf(await call('GET', '/vulnerabilities?q=stays'))).toMatchObject([
      { title: 'Stays in the register', status: 'OPEN', assessmentIds: [] },
    ]);
    const { rows } = await server.database.admin.query(
      "select type from audit_log where subject_id = $1 and type = 'assessment.deleted'",
      [doomed],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('a download', () => {
  const download = (id: string, format: string) =>
    call('GET', `/assessments/${id}/download?format=${format}`);

  it('as JSON has the assessment and each finding beside its record', async () => {
    const answer = await call('GET', `/assessments/${shop}/download`);
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[^"]+\.json"/);
    const file = record(JSON.parse(answer.text));
    expect(file.assessment).toMatchObject({ id: shop });
    expect(listOf(file.findings)).toMatchObject([
      { status: 'OPEN', severity: 'HIGH', asset: 'shop.example', cves: ['CVE-2025-10001'] },
      { class: 'INFORMATIONAL', status: null },
    ]);
  });

  it('as CSV runs in no spreadsheet', async () => {
    const answer = await download(shop, 'csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const rows: unknown = parse(answer.text, { columns: true });
    expect(listOf(rows).map((row) => row.title)).toEqual([`'=HYPERLINK("https://evil.example")`, "'@SUM(1)"]);
  });

  it('as a workbook is one', async () => {
    const { app } = server;
    const response = await app.inject({
      method: 'GET',
      url: `/api/v1/assessments/${shop}/download?format=xlsx`,
      headers: tenant.admin.headers,
    });
    expect(response.headers['content-type']).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(response.rawPayload.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  });

  it('of the source is the upload, to the byte', async () => {
    const response = await server.app.inject({
      method: 'GET',
      url: `/api/v1/assessments/${nessus}/download?format=source`,
      headers: tenant.admin.headers,
    });
    const fixture = await readFile(
      new URL('../ingestion/parsers/nessus/fixtures/happy.nessus', import.meta.url),
    );
    expect(response.rawPayload.equals(fixture)).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    });
  });

  it('of a source that never was is not found', async () => {
    expect(await download(await open('Interview'), 'source')).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
  });
});

describe('access', () => {
  const missing = '019cadc6-0000-7000-8000-000000000000';

  it('changes only for administrators with the scope', async () => {
    const id = await open('Guarded');
    const changes: readonly (readonly [Method, string, object | undefined])[] = [
      ['POST', '/assessments', { name: 'X', scopeKey: 'shop' }],
      ['DELETE', `/assessments/${id}`, undefined],
    ];
    const key = await makeKey(server, tenant.admin, ['read:assessments']);
    for (const [method, path, body] of changes) {
      expect(await call(method, path, body, {})).toMatchObject({ status: 401 });
      for (const { headers } of [tenant.member, tenant.verifier, tenant.auditor])
        expect(await call(method, path, body, headers)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect(await call(method, path, body, key)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    }
  });

  it.each([
    ['GET', ''],
    ['GET', '/download?format=csv'],
    ['GET', '/download?format=source'],
    ['DELETE', ''],
  ] as const)('%s …%s of a foreign assessment answers as if it did not exist', async (method, rest) => {
    expect(await call(method, `/assessments/${nessus}${rest}`, undefined, {})).toMatchObject({ status: 401 });
    const foreign = await call(method, `/assessments/${nessus}${rest}`, undefined, other.admin.headers);
    const absent = await call(method, `/assessments/${missing}${rest}`, undefined, other.admin.headers);
    expect(foreign.status).toBe(404);
    expect(withoutRequestId(foreign)).toBe(withoutRequestId(absent));
  });

  it('reads for every role', async () => {
    for (const { headers } of [tenant.member, tenant.verifier, tenant.auditor])
      expect(await call('GET', '/assessments', undefined, headers)).toMatchObject({ status: 200 });
  });
});
