import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type Answer, type TestServer, testServer } from '../../testing/server.ts';
import { fixtureBytes } from './parsers/packed.fixture.ts';
import { zipOf } from './parsers/readers/archive/zip-writer.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

const columns = [
  { column: 'Weakness', field: 'title' },
  { column: 'Risk', field: 'severity' },
  { column: 'Machine', field: 'host' },
  { column: 'Owner', field: null },
];
const table = 'Weakness;Risk;Machine;Owner\nOld server;High;db.example;Team A\nWeak key;Low;web.example;\n';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (
  method: Method,
  path: string,
  body?: unknown,
  headers = tenant.admin.headers,
): Promise<Answer> =>
  server.call(method, `/report-ingestion${path}`, { headers, ...(body === undefined ? {} : { body }) });

async function saved(name: string, mapped: unknown = columns): Promise<string> {
  const { data, status, text } = await call('POST', '/column-mappings', { name, columns: mapped });
  expect(status, text).toBe(201);
  return String(record(data).id);
}

async function upload(report: string | Buffer, fields: Readonly<Record<string, unknown>> = {}) {
  const payloadBase64 = Buffer.from(report).toString('base64');
  const { data, text } = await call('POST', '/jobs?wait=30', {
    scopeKey: 'tables',
    payloadBase64,
    ...fields,
  });
  return record(data, text);
}

async function suggestion(report: string | Buffer) {
  const job = await upload(report, { process: 'none' });
  return call('GET', `/jobs/${String(job.id)}/column-suggestion`);
}

describe('saved column mappings', () => {
  it('are made, listed by name, changed and deleted', async () => {
    const id = await saved('B of the desk');
    await saved('A of the desk');
    const list = await call('GET', '/column-mappings?q=OF%20THE%20DESK');
    expect(record(list.data).items).toMatchObject([
      { name: 'A of the desk', columns, version: 1 },
      { name: 'B of the desk', id },
    ]);
    const changed = await call('PATCH', `/column-mappings/${id}`, {
      name: 'C of the desk',
      description: 'x',
    });
    expect(changed.data).toMatchObject({ name: 'C of the desk', description: 'x', columns, version: 2 });
    expect((await call('DELETE', `/column-mappings/${id}`)).data).toMatchObject({ id });
    expect(await call('DELETE', `/column-mappings/${id}`)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('refuse what cannot be used, a name that is taken, and a change of what was changed meanwhile', async () => {
    const refused = async (mapped: unknown) => {
      const { code, text } = await call('POST', '/column-mappings', { name: 'Bad', columns: mapped });
      expect(code).toBe('VALIDATION_FAILED');
      return text;
    };
    expect(await refused([{ column: 'Risk', field: 'severity' }])).toMatch(/title/);
    expect(await refused([{ column: 'Name', field: 'title' }])).toMatch(/severity/);
    expect(await refused([...columns, { column: 'r-i-s-k', field: null }])).toMatch(/twice/);
    expect(await refused([{ column: 'Name', field: 'no_such_field' }])).toMatch(/field/);
    const id = await saved('Taken');
    expect(await call('POST', '/column-mappings', { name: 'Taken', columns })).toMatchObject({
      code: 'CONFLICT',
    });
    const other = await saved('Other');
    expect(await call('PATCH', `/column-mappings/${other}`, { name: 'Taken' })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(
      await call(
        'PATCH',
        `/column-mappings/${id}`,
        { name: 'Late' },
        { ...tenant.admin.headers, 'if-match': '"7"' },
      ),
    ).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
  });

  it('are open to members, listed for auditors, closed to others', async () => {
    const body = { name: 'Of a member', columns };
    expect((await call('POST', '/column-mappings', body, tenant.member.headers)).status).toBe(201);
    expect((await call('GET', '/column-mappings', undefined, tenant.auditor.headers)).status).toBe(200);
    expect((await call('POST', '/column-mappings', body, tenant.auditor.headers)).code).toBe('FORBIDDEN');
    expect((await call('GET', '/column-mappings', undefined, {})).status).toBe(401);
  });
});

describe('a table whose columns nobody knows', () => {
  it('is suggested a mapping, which makes it a report', async () => {
    const job = await upload(table);
    expect(job).toMatchObject({ state: 'FAILED', errorCode: 'UNREADABLE_REPORT' });
    const { data } = await call('GET', `/jobs/${String(job.id)}/column-suggestion`);
    expect(data).toMatchObject({ tool: 'generic-csv', format: 'CSV', rowsSeen: 2, lacks: null });
    expect(record(data).columns).toMatchObject([
      {
        column: 'Weakness',
        field: 'title',
        reason: 'The column is often called so.',
        samples: ['Old server', 'Weak key'],
      },
      { column: 'Risk', field: 'severity', confidence: expect.closeTo(0.98, 2) },
      { column: 'Machine', field: 'host' },
      { column: 'Owner', field: null, confidence: 0, reason: '' },
    ]);
    const mappingId = await saved('Spreadsheet of the desk');
    const patched = await call('PATCH', `/jobs/${String(job.id)}`, { mappingId });
    expect(patched.data, patched.text).toMatchObject({
      state: 'RECEIVED',
      columnMapping: { id: mappingId, name: 'Spreadsheet of the desk', columns },
    });
    const { data: done } = await call('GET', `/jobs/${String(job.id)}?wait=30`);
    expect(done).toMatchObject({
      state: 'VALIDATED',
      tool: 'generic-csv',
      toolDetected: true,
      counts: { source: 2, extracted: 2 },
      preview: { counts: { NEW: 2 } },
    });
    const again = await call('GET', `/jobs/${String(job.id)}/column-suggestion`);
    expect(record(again.data).saved).toContainEqual({
      id: mappingId,
      name: 'Spreadsheet of the desk',
      found: 4,
      missing: 0,
    });
  });

  it('takes a mapping at upload, in every form a table has', async () => {
    const mappingId = await saved('For every form');
    const rows = [
      { Weakness: 'Old server', Risk: 'High', Machine: 'db.example', Owner: 'Team A' },
      { Weakness: 'Weak key', Risk: 'Low', Machine: 'web.example' },
    ];
    const forms: readonly (readonly [string, string | Buffer])[] = [
      ['generic-csv', table],
      ['generic-csv', gzipSync(table)],
      ['generic-csv', zipOf([{ name: 'x/table.txt', bytes: table }])],
      ['generic-json', JSON.stringify({ data: { rows } })],
    ];
    for (const [index, [tool, report]] of forms.entries()) {
      const job = await upload(report, { mappingId, scopeKey: `form-${index}` });
      expect(job, tool).toMatchObject({ state: 'VALIDATED', tool, counts: { extracted: 2 } });
    }
    const workbook = await fixtureBytes(new URL('parsers/generic-xlsx/fixtures/happy.xlsx', import.meta.url));
    const sheetId = await saved('Sheet', [
      { column: 'title', field: 'title' },
      { column: 'Owner', field: 'severity' },
    ]);
    const sheet = await upload(workbook, { mappingId: sheetId, scopeKey: 'sheet' });
    expect(sheet).toMatchObject({ state: 'VALIDATED', tool: 'generic-xlsx', format: 'XLSX' });
  });

  it('read with other columns is another reading; with the same it is not read again', async () => {
    const one = await saved('First columns');
    const two = await saved('Second columns', [
      { column: 'Owner', field: 'title' },
      { column: 'Risk', field: 'severity' },
    ]);
    const options = { scopeKey: 'readings' };
    const countOf = async () => {
      const { rows } = await server.database.admin.query<{ n: number }>(
        'select count(*)::int as n from extractions',
      );
      return rows[0]?.n ?? 0;
    };
    const before = await countOf();
    expect(await upload(table, { ...options, mappingId: one })).toMatchObject({ counts: { extracted: 2 } });
    expect(await upload(table, { ...options, mappingId: two })).toMatchObject({
      counts: { extracted: 1, rejectedRows: 1 },
    });
    expect(await countOf()).toBe(before + 2);
    await upload(table, { ...options, mappingId: one });
    expect(await countOf()).toBe(before + 2);
  });

  it('keeps the mapping it took, whatever becomes of it', async () => {
    const mappingId = await saved('Short-lived');
    const job = await upload(table, { mappingId, scopeKey: 'kept' });
    await call('DELETE', `/column-mappings/${mappingId}`);
    const { data } = await call('GET', `/jobs/${String(job.id)}`);
    expect(data).toMatchObject({
      state: 'VALIDATED',
      columnMapping: { id: mappingId, name: 'Short-lived', columns },
    });
  });

  it('is refused with a sentence when the mapping does not fit, and when the tool’s columns are known', async () => {
    const mappingId = await saved('Does not fit', [
      { column: 'Nothing', field: 'title' },
      { column: 'Risk', field: 'severity' },
    ]);
    const job = await upload(table, { mappingId, scopeKey: 'unfit' });
    expect(job).toMatchObject({ state: 'FAILED', errorCode: 'UNREADABLE_REPORT' });
    expect(job.stateReason).toMatch(/columns of the mapping: "Nothing", "Risk".*"Weakness"/);
    const named = await upload(table, { mappingId, tool: 'nessus', scopeKey: 'unfit' });
    expect(named.stateReason).toMatch(/not to reports of .*Nessus/);
    const without = await call('PATCH', `/jobs/${String(job.id)}`, { mappingId: null });
    expect(without.data).toMatchObject({ columnMapping: null });
  });

  it('that is none gives no suggestion', async () => {
    for (const report of ['<a/>', '%PDF-1.7', 'x', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])]) {
      expect(await suggestion(report)).toMatchObject({ status: 422, code: 'UNREADABLE_REPORT' });
    }
  });
});
