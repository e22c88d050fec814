import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, parserFixture, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { fixtureBytes } from './parsers/packed.fixture.ts';
import { zipOf } from './parsers/readers/archive/zip-writer.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
let pdf: Buffer;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  pdf = await parserFixture('pentest-pdf/fixtures/happy.pdf');
});
afterAll(() => server.close());

type Data = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): readonly Data[] =>
  Array.isArray(value) ? value.map((one) => record(one)) : [];
const warnings = (job: Data) =>
  listOf(job.checks)
    .filter(({ level }) => level === 'WARNING')
    .map(({ id }) => id);

/** The same document under several scope keys has warnings of its own. */
const confirmations = (job: Data) => warnings(job).filter((id) => String(id).startsWith('confirm-'));

const finalize = (job: Data, body: object = {}) =>
  server.call('POST', `/report-ingestion/jobs/${String(job.id)}/finalize?wait=30`, {
    headers: tenant.admin.headers,
    body,
  });

async function openCount(scopeKey: string): Promise<number> {
  const { rows } = await server.database.admin.query(
    `select count(*)::int as n from vulnerabilities v join scope_keys k on k.scope_key_id = v.scope_key_id where v.tenant_id = $1 and k.key = $2 and v.status = 'OPEN'`,
    [tenant.tenantId, scopeKey],
  );
  return rows[0]?.n;
}

describe('a report read from prose', () => {
  it('is recognised by its content and waits for a person who acknowledges its document by name', async () => {
    const job = await importReport(server, tenant.admin, pdf, { scopeKey: 'prose', finalize: false });
    expect(job).toMatchObject({
      state: 'VALIDATED',
      tool: 'pentest-pdf',
      format: 'PDF',
      toolDetected: true,
      counts: { source: 3, extracted: 3, rejectedRows: 0, bySeverity: { HIGH: 1, MEDIUM: 1, INFO: 1 } },
    });
    expect(warnings(job)).toEqual(['confirm-document']);
    expect(await finalize(job)).toMatchObject({ status: 422, code: 'GATE_REFUSED' });
    expect(await openCount('prose')).toBe(0);
    const done = await finalize(job, { acknowledge: ['confirm-document'], reason: 'Compared page by page' });
    expect(record(done.data)).toMatchObject({ state: 'FINALIZED', byStandingAuthority: false });
    const receipt = await server.call('GET', `/report-ingestion/jobs/${String(job.id)}/verification`, {
      headers: tenant.admin.headers,
    });
    expect(record(record(receipt.data).receipt)).toMatchObject({
      acknowledged: ['confirm-document'],
      finalizedBy: { id: tenant.admin.userId },
    });
    // The first finding is resolved by the report's own fix review, the informational one is no vulnerability.
    expect(await openCount('prose')).toBe(1);
  });

  it('shows the confidence and the page of every finding in the preview', async () => {
    const job = await importReport(server, tenant.admin, pdf, { scopeKey: 'rows', finalize: false });
    const preview = await server.call('GET', `/report-ingestion/jobs/${String(job.id)}/preview`, {
      headers: tenant.member.headers,
    });
    const rows = listOf(record(preview.data).items);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect([row.where, row.confidence]).toEqual(['page 4', 1]);
  });

  it('never finalizes under a standing authority, which lets other tools through', async () => {
    const created = await server.call('POST', '/report-ingestion/scope-keys', {
      headers: tenant.admin.headers,
      body: {
        key: 'prose-standing',
        authority: { organisation: 'Example Ltd', authorisedBy: 'CISO' },
        standingAuthority: { tool: 'pentest-pdf', maxClose: 1_000, expiresAt: '2030-01-01T00:00:00Z' },
      },
    });
    expect(created.status).toBe(201);
    for (const handsIn of [tenant.member, tenant.admin]) {
      const job = await importReport(server, handsIn, pdf, { scopeKey: 'prose-standing', finalize: false });
      expect(job).toMatchObject({ state: 'VALIDATED', byStandingAuthority: false, finalizedBy: null });
      expect(warnings(job)).toContain('confirm-document');
    }
    expect(await openCount('prose-standing')).toBe(0);
  });

  it('asks again after every fresh preview', async () => {
    const job = await importReport(server, tenant.admin, pdf, { scopeKey: 'again', finalize: false });
    const validated = await server.call('POST', `/report-ingestion/jobs/${String(job.id)}/validate?wait=30`, {
      headers: tenant.admin.headers,
    });
    expect(confirmations(record(validated.data))).toEqual(['confirm-document']);
    expect(await finalize(record(validated.data))).toMatchObject({ code: 'GATE_REFUSED' });
  });

  it('asks for every document of an archive by a warning of its own', async () => {
    const archive = zipOf([
      { name: 'web.pdf', bytes: pdf },
      { name: 'network.pdf', bytes: pdf },
    ]);
    const job = await importReport(server, tenant.admin, archive, { scopeKey: 'two', finalize: false });
    expect(confirmations(job)).toEqual(['confirm-document', 'confirm-document-2']);
    const titles = listOf(job.checks).map(({ title }) => String(title));
    expect(titles.slice(0, 2)).toEqual([
      expect.stringContaining('network.pdf'),
      expect.stringContaining('web.pdf'),
    ]);
    const half = await finalize(job, { acknowledge: ['confirm-document'] });
    expect(half).toMatchObject({ status: 422, code: 'GATE_REFUSED' });
  });

  it('holds for a Word document as well', async () => {
    const word = await fixtureBytes(new URL('parsers/pentest-docx/fixtures/happy.docx/', import.meta.url));
    const job = await importReport(server, tenant.admin, word, { scopeKey: 'word', finalize: false });
    expect(job).toMatchObject({
      state: 'VALIDATED',
      tool: 'pentest-docx',
      format: 'DOCX',
      counts: { source: 3, extracted: 3 },
    });
    expect(warnings(job)).toEqual(['confirm-document']);
    expect(await finalize(job)).toMatchObject({ status: 422, code: 'GATE_REFUSED' });
  });

  it('asks too where it found nothing', async () => {
    const empty = await parserFixture('pentest-pdf/fixtures/empty.pdf');
    const job = await importReport(server, tenant.admin, empty, { scopeKey: 'nothing', finalize: false });
    expect(job).toMatchObject({ state: 'VALIDATED', counts: { source: 0, extracted: 0 } });
    expect(warnings(job)).toContain('confirm-document');
  });
});
