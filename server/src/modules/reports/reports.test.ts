import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import { fieldOf } from '../../platform/http/tenant.ts';
import { record } from '../../testing/import.ts';
import { makeKey, makeTenant, type TestPerson, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { storyFlow, tellStory } from './story.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
let pack: Made;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server, 'Halden Ferry Lines');
  await tellStory(server, tenant);
  pack = await make(tenant.admin);
}, 120_000);
afterAll(() => server.close());

interface Made {
  readonly id: string;
  readonly report: Readonly<Record<string, unknown>>;
  readonly pdf: Buffer;
  readonly json: Buffer;
  readonly data: Readonly<Record<string, unknown>>;
}

function order(person: TestPerson | undefined, body: Readonly<Record<string, unknown>> = {}) {
  return server.call('POST', '/reports/generate?wait=30', {
    headers: person?.headers ?? {},
    body: { reportType: 'BOARD_PACK', ...body },
  });
}

async function make(person: TestPerson, body: Readonly<Record<string, unknown>> = {}): Promise<Made> {
  const answer = await order(person, body);
  const report = record(fieldOf(answer.data, 'report'), answer.text);
  expect(report).toMatchObject({ status: 'AVAILABLE', failure: null });
  const id = String(report.id);
  const [pdf, json] = [await download(person, id, 'pdf'), await download(person, id, 'json')];
  return { id, report, pdf: pdf.rawPayload, json: json.rawPayload, data: record(JSON.parse(json.payload)) };
}

function download(person: TestPerson, id: string, format: string) {
  return server.app.inject({
    url: `/api/v1/reports/${id}/download?format=${format}`,
    headers: person.headers,
  });
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const fileOf = (made: Made, format: string) => {
  const { files } = made.report;
  if (!Array.isArray(files)) throw new Error('no files');
  return record(files.find((file) => fieldOf(file, 'format') === format));
};

describe('a board pack of a real register', () => {
  it('has a flow that adds up and tells the story', () => {
    const flow = record(pack.data.flow);
    expect(flow).toEqual(storyFlow);
    const n = (name: string) => Number(flow[name]);
    expect(n('openAtStart') + n('arrived') + n('returned') - n('closed') - n('accepted')).toBe(n('openNow'));
    const open = Object.values(record(pack.data.openBySeverity)).reduce(
      (sum: number, count) => sum + Number(count),
      0,
    );
    expect(open).toBe(storyFlow.openNow);
  });

  it('states the same figures as the dashboard', async () => {
    const { data } = await server.call('GET', '/dashboard/summary', { headers: tenant.member.headers });
    const posture = record(pack.data.posture);
    expect(posture).toMatchObject({
      score: fieldOf(data, 'overallScore'),
      band: fieldOf(data, 'riskLevel'),
    });
    expect(fieldOf(fieldOf(data, 'counts'), 'openBySeverity')).toEqual(pack.data.openBySeverity);
    expect(fieldOf(fieldOf(data, 'sla'), 'breachedBySeverity')).toEqual(
      record(pack.data.sla).breachedBySeverity,
    );
    expect(pack.report).toMatchObject({
      score: posture.score,
      riskLevel: posture.band,
      formulaVersion: 'posture-1',
    });
  });

  it('names a trace that anyone who audits can follow to the score', async () => {
    const { score, decisionTraceId } = record(pack.data.posture);
    const path = `/internal/decision-traces/${String(decisionTraceId)}`;
    const { status, data } = await server.call('GET', path, { headers: tenant.auditor.headers });
    expect(status).toBe(200);
    expect(fieldOf(data, 'outcome')).toContain(Number(score).toFixed(2));
  });

  it('compares with the score that the tenant was told before the period, in parts that add up', () => {
    const { score, previousScore, drivers } = record(pack.data.posture);
    expect(typeof previousScore).toBe('number');
    if (!Array.isArray(drivers)) throw new Error('no drivers');
    const sum = drivers.reduce(
      (total, driver) => total + Math.round(Number(fieldOf(driver, 'points')) * 100),
      0,
    );
    expect(sum).toBe(Math.round((Number(score) - Number(previousScore)) * 100));
  });

  it('names what was fixed, and whether anybody confirmed it', () => {
    const fixed = pack.data.fixed;
    if (!Array.isArray(fixed)) throw new Error('no list');
    const confirmed = fixed.map((item) => [fieldOf(item, 'title'), fieldOf(item, 'verified')]);
    expect(Object.fromEntries(confirmed)).toEqual({
      'Weakness 0 of the payment service': true,
      'Weakness 1 of the payment service': false,
      'Weakness 2 of the payment service': false,
      'Weakness 6 of the payment service': true,
      'Weakness 7 of the payment service': true,
    });
  });

  it('tells an ended period as it stood at its end', async () => {
    const past = await make(tenant.admin, { period: { from: '2025-10-01', to: '2025-12-31' } });
    expect(past.data).toMatchObject({
      asOf: '2025-12-31T23:59:59.999Z',
      previousPeriod: null,
      flow: { openAtStart: 0, arrived: 40, closed: 0, openNow: 40 },
    });
  });

  it('can be confined to one assessment', async () => {
    const { data } = await server.call('GET', '/assessments?sort=startedAt', {
      headers: tenant.admin.headers,
    });
    const items = fieldOf(data, 'items');
    if (!Array.isArray(items)) throw new Error('no list');
    const first = items.find((item) => String(fieldOf(item, 'name')).includes('2025-11-20'));
    const one = await make(tenant.admin, { assessmentId: fieldOf(first, 'id') });
    expect(one.report.title).toContain('2025-11-20');
    expect(record(one.data.flow)).toMatchObject({ openAtStart: 40, arrived: 0 });
    expect(one.data.sourcesTotal).toBe(1);
  });

  it('is signed so that anyone can check it without us', () => {
    for (const [format, bytes] of [
      ['pdf', pack.pdf],
      ['json', pack.json],
    ] as const) {
      const file = fileOf(pack, format);
      expect(file).toMatchObject({ sha256: sha256(bytes), sizeBytes: bytes.length });
      const key = createPublicKey(server.platform.keys.publicKey);
      expect(
        verify(null, Buffer.from(String(file.sha256)), key, Buffer.from(String(file.signature), 'base64')),
      ).toBe(true);
    }
    expect(pack.pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pack.json.toString()).toBe(canonicalJson(pack.data));
  });

  it('keeps its bytes while the register and the branding change', async () => {
    const branding = { name: 'Another Name' };
    const changed = await server.call('PATCH', `/tenants/${tenant.tenantId}/branding`, {
      headers: tenant.admin.headers,
      body: branding,
    });
    expect(changed.status, changed.text).toBe(200);
    expect(sha256((await download(tenant.admin, pack.id, 'pdf')).rawPayload)).toBe(sha256(pack.pdf));
    const later = await make(tenant.admin);
    expect(record(later.data.branding)).toMatchObject({ name: 'Another Name' });
    expect(record(pack.data.branding)).toMatchObject({ name: 'Halden Ferry Lines' });
  });

  it('is ordered, made and downloaded on the record', async () => {
    const { data } = await server.call('GET', `/audit/events?subjectId=${pack.id}&sort=seq`, {
      headers: tenant.auditor.headers,
    });
    const items = fieldOf(data, 'items');
    if (!Array.isArray(items)) throw new Error('no list');
    const types = items.map((item) => String(fieldOf(item, 'type')));
    expect(types.slice(0, 4)).toEqual([
      'report.requested',
      'report.generated',
      'report.downloaded',
      'report.downloaded',
    ]);
  });
});

describe('POST /reports/generate', () => {
  it('answers the same report to the same Idempotency-Key', async () => {
    const headers = { ...tenant.admin.headers, 'idempotency-key': 'once' };
    const body = { reportType: 'BOARD_PACK', formats: ['json'] };
    const [one, two] = [
      await server.call('POST', '/reports/generate', { headers, body }),
      await server.call('POST', '/reports/generate', { headers, body }),
    ];
    expect(fieldOf(one.data, 'reportId')).toBe(fieldOf(two.data, 'reportId'));
    expect(one.status).toBe(201);
  });

  it.each([
    ['a type that is not built', { reportType: 'TECHNICAL' }, 501, 'NOT_BUILT'],
    ['a type that there is not', { reportType: 'NOVEL' }, 400, 'VALIDATION_FAILED'],
    ['a format that the type has not', { formats: ['xlsx'] }, 400, 'VALIDATION_FAILED'],
    ['a framework', { frameworkCode: 'X' }, 400, 'VALIDATION_FAILED'],
    [
      'a period in the future',
      { period: { from: '2030-01-01', to: '2030-03-31' } },
      400,
      'VALIDATION_FAILED',
    ],
    ['an unknown field', { urgent: true }, 400, 'VALIDATION_FAILED'],
    [
      'an assessment that is not there',
      { assessmentId: '01985f2e-0000-7000-8000-000000000001' },
      404,
      'NOT_FOUND',
    ],
  ])('refuses %s', async (_, body, status, code) => {
    expect(await order(tenant.admin, body)).toMatchObject({ status, code });
  });

  it('is for administrators and keys with write:reports', async () => {
    expect((await order(undefined)).status).toBe(401);
    for (const person of [tenant.member, tenant.verifier, tenant.auditor])
      expect((await order(person)).status).toBe(403);
    const key = await makeKey(server, tenant.admin, ['read:reports']);
    expect(
      await server.call('POST', '/reports/generate', { headers: key, body: { reportType: 'BOARD_PACK' } }),
    ).toMatchObject({ code: 'INSUFFICIENT_SCOPE' });
  });
});

describe('GET /reports, one, and its files', () => {
  const list = (query: string, person: TestPerson = tenant.member) =>
    server.call('GET', `/reports${query}`, { headers: person.headers });

  it('lists in order, filtered and in pages that do not jump', async () => {
    const all = await list('?sort=createdAt');
    const ids = idsOf(all.data);
    const first = await list('?sort=createdAt&limit=2');
    const cursor = String(fieldOf(fieldOf(first.data, 'page'), 'nextCursor'));
    const second = await list(`?sort=createdAt&limit=2&cursor=${cursor}`);
    expect([...idsOf(first.data), ...idsOf(second.data)]).toEqual(ids.slice(0, 4));
    expect(idsOf((await list('?status=FAILED')).data)).toEqual([]);
    expect(idsOf((await list('?sort=title')).data).toSorted()).toEqual(ids.toSorted());
    expect(await list(`?sort=title&cursor=${cursor}`)).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
    expect(await list('?from=2026-02-30T00:00:00Z')).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it('shows every member the report and its files, the same bytes each time', async () => {
    const { data } = await server.call('GET', `/reports/${pack.id}`, { headers: tenant.member.headers });
    expect(data).toMatchObject({
      id: pack.id,
      status: 'AVAILABLE',
      createdBy: { name: 'Test workspace_admin' },
    });
    for (const person of [tenant.member, tenant.verifier, tenant.auditor]) {
      const answer = await download(person, pack.id, 'pdf');
      expect([answer.statusCode, sha256(answer.rawPayload)]).toEqual([200, sha256(pack.pdf)]);
      expect(answer.headers['content-disposition']).toContain('board-pack-2026-03-02.pdf');
    }
  });

  it('has no other format, and nothing while it is being made', async () => {
    expect((await download(tenant.member, pack.id, 'xlsx')).statusCode).toBe(409);
    const idle = await testServer({ worker: false });
    const own = await makeTenant(idle);
    const { data } = await idle.call('POST', '/reports/generate?wait=0', {
      headers: own.admin.headers,
      body: { reportType: 'BOARD_PACK' },
    });
    expect(data).toMatchObject({ status: 'GENERATING' });
    const path = `/reports/${String(fieldOf(data, 'reportId'))}/download`;
    expect(await idle.call('GET', path, { headers: own.admin.headers })).toMatchObject({
      status: 409,
      code: 'CONFLICT',
    });
    await idle.close();
  });

  it('does not exist for strangers and other tenants', async () => {
    const foreign = await makeTenant(server, 'Foreign');
    const missing = '01985f2e-0000-7000-8000-000000000001';
    expect((await server.call('GET', `/reports/${pack.id}`)).status).toBe(401);
    for (const path of ['', '/download']) {
      const theirs = await server.call('GET', `/reports/${pack.id}${path}`, {
        headers: foreign.admin.headers,
      });
      const never = await server.call('GET', `/reports/${missing}${path}`, {
        headers: foreign.admin.headers,
      });
      const error = (body: unknown) => ({ ...record(fieldOf(body, 'error')), requestId: '' });
      expect(error(theirs.body)).toEqual(error(never.body));
      expect(theirs.status).toBe(404);
    }
    expect(idsOf((await list('', foreign.admin)).data)).toEqual([]);
  });
});

describe('POST /reports/verify', () => {
  const check = (body: unknown) => server.call('POST', '/reports/verify', { body });

  function upload(bytes: Buffer, field = 'file') {
    const head = `--b\r\nContent-Disposition: form-data; name="${field}"; filename="pack.pdf"\r\nContent-Type: application/pdf\r\n\r\n`;
    const payload = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]);
    return server.app.inject({
      method: 'POST',
      url: '/api/v1/reports/verify',
      payload,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
  }

  it('tells anyone who has the bytes or their hash that they are genuine', async () => {
    const byHash = await check({ sha256: sha256(pack.json) });
    expect(byHash.data).toMatchObject({
      genuine: true,
      reportId: pack.id,
      reportType: 'BOARD_PACK',
      format: 'json',
      publicKey: server.platform.keys.publicKey,
    });
    const byFile = await upload(pack.pdf);
    expect(fieldOf(JSON.parse(byFile.payload), 'data')).toMatchObject({
      genuine: true,
      format: 'pdf',
      sha256: sha256(pack.pdf),
    });
  });

  it('tells of changed bytes only that they are not genuine, and names no tenant', async () => {
    const changed = Buffer.from(pack.pdf);
    changed[changed.length - 20] = 0;
    const { data } = record(JSON.parse((await upload(changed)).payload));
    expect(data).toEqual({
      genuine: false,
      sha256: sha256(changed),
      reportId: null,
      reportType: null,
      format: null,
      generatedAt: null,
      signature: null,
      keyId: null,
      publicKey: null,
    });
    const { text } = await check({ sha256: sha256(pack.json) });
    expect(text).not.toContain(tenant.tenantId);
    expect(text).not.toContain('Halden');
  });

  it('believes no row that the platform did not sign', async () => {
    const forged = createHash('sha256').update('forged').digest('hex');
    await server.database.admin.query(
      `insert into report_files select tenant_id, report_id, 'html', $1, size_bytes, content_type, signature, key_id, public_key, pages, created_at
         from report_files where report_id = $2 and format = 'json'`,
      [forged, pack.id],
    );
    expect((await check({ sha256: forged })).data).toMatchObject({ genuine: false });
  });

  it('refuses what is neither a file nor a hash', async () => {
    expect(await check({ sha256: 'abc' })).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await check({})).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect((await upload(pack.pdf, 'other')).statusCode).toBe(400);
  });
});

function idsOf(data: unknown): readonly string[] {
  const items = fieldOf(data, 'items');
  if (!Array.isArray(items)) throw new Error('no list');
  return items.map((item) => String(fieldOf(item, 'id')));
}
