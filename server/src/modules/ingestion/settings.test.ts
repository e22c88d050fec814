import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, record } from '../../testing/import.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { nessusReport } from './nessus-report.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

const path = '/report-ingestion/settings';
const change = (of: TestTenant, body: object, headers = of.admin.headers) =>
  server.call('PATCH', path, { headers, body });
const plugins = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => 42_000 + n);
const at = (day: number) => `2026-02-${String(day).padStart(2, '0')}T10:00:00Z`;

function ids(job: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(job.checks) ? job.checks.map((check) => record(check).id) : [];
}

describe('settings of ingestion', () => {
  it('are the defaults until an administrator changes them, and each tenant has its own', async () => {
    const other = await makeTenant(server, 'Other Ltd');
    const read = async (of: TestTenant) =>
      record((await server.call('GET', path, { headers: of.auditor.headers })).data);
    expect(await read(tenant)).toMatchObject({
      massClose: { count: 3, share: 0.3 },
      rawFileDays: null,
      version: 1,
    });
    const changed = await change(tenant, { massClose: { count: 7, share: 0.5 } });
    expect(changed).toMatchObject({ status: 200, data: { massClose: { count: 7, share: 0.5 }, version: 2 } });
    expect(await read(tenant)).toMatchObject({ updatedBy: { id: tenant.admin.userId } });
    expect(await read(other)).toMatchObject({ massClose: { count: 3, share: 0.3 }, version: 1 });
  });

  it('are refused when invalid, stale, or changed by somebody who may not', async () => {
    const bad = await change(tenant, { massClose: { count: 1, share: 2 } });
    expect(bad).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    const stale = await change(tenant, { rawFileDays: 30 }, { ...tenant.admin.headers, 'if-match': '"99"' });
    expect(stale).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
    expect(await change(tenant, { rawFileDays: 30 }, tenant.member.headers)).toMatchObject({ status: 403 });
    const key = await makeKey(server, tenant.admin, ['write:ingestion']);
    expect(await change(tenant, { rawFileDays: 30 }, key)).toMatchObject({ code: 'SESSION_REQUIRED' });
    expect((await server.call('PATCH', path, { body: {} })).status).toBe(401);
  });

  it('set the brake for every scope, and a scope key its own', async () => {
    const own = await makeTenant(server, 'Brake Ltd');
    const scan = (scopeKey: string, from: number, day: number) =>
      importReport(
        server,
        own.admin,
        nessusReport({ hosts: [`${scopeKey}.test`], plugins: plugins.slice(from) }),
        {
          scopeKey,
          finishedAt: at(day),
        },
      );
    await change(own, { massClose: { count: 5, share: 0 } });
    await server.call('POST', '/report-ingestion/scope-keys', {
      headers: own.admin.headers,
      body: { key: 'strict', massClose: { count: 1, share: 0 } },
    });
    await scan('loose', 0, 1);
    await scan('strict', 0, 1);
    const loose = await scan('loose', 4, 2);
    expect(loose).toMatchObject({ state: 'FINALIZED' });
    const held = await importReport(
      server,
      own.admin,
      nessusReport({ hosts: ['strict.test'], plugins: plugins.slice(1) }),
      {
        scopeKey: 'strict',
        finishedAt: at(2),
        finalize: false,
      },
    );
    expect(ids(held)).toContain('mass-close');
  });
});

describe('retention of raw reports', () => {
  it('deletes bytes that nobody used for the days given, keeps all else, and says so when they are asked for', async () => {
    const own = await makeTenant(server, 'Retention Ltd');
    const report = nessusReport({ hosts: ['r.test'], plugins });
    const done = await importReport(server, own.admin, report, { scopeKey: 'kept' });
    const waiting = await importReport(
      server,
      own.admin,
      nessusReport({ hosts: ['w.test'], plugins: plugins.slice(0, 1) }),
      {
        scopeKey: 'waiting',
        finalize: false,
      },
    );
    const discarded = await importReport(
      server,
      own.admin,
      nessusReport({ hosts: ['d.test'], plugins: plugins.slice(0, 1) }),
      {
        scopeKey: 'discarded',
        finalize: false,
      },
    );
    await server.call('DELETE', `/report-ingestion/jobs/${String(discarded.id)}`, {
      headers: own.admin.headers,
    });
    const storage = server.platform.storage.forTenant(own.tenantId);
    const stored = (job: Readonly<Record<string, unknown>>) => storage.stat(String(job.sha256));
    await server.database.admin.query(
      `update ingestion_jobs set updated_at = updated_at - interval '31 days' where tenant_id = $1 and job_id <> $2`,
      [own.tenantId, discarded.id],
    );
    await change(own, { rawFileDays: 30 });
    await expect.poll(() => stored(done), { timeout: 20_000 }).toBeUndefined();
    expect(await stored(waiting)).toBeDefined();
    expect(await stored(discarded)).toBeDefined();
    const receipt = await server.call('GET', `/report-ingestion/jobs/${String(done.id)}/verification`, {
      headers: own.auditor.headers,
    });
    expect(record(receipt.data)).toMatchObject({ valid: true, receipt: { source: { sha256: done.sha256 } } });
    const { rows } = await server.database.admin.query(
      `select type from audit_log where tenant_id = $1 and type = 'raw-reports.deleted'`,
      [own.tenantId],
    );
    expect(rows).toHaveLength(1);
    // Handed in again, the very same report is there again and changes nothing.
    const again = await importReport(server, own.admin, report, { scopeKey: 'kept' });
    expect(again.state).toBe('FINALIZED');
    expect(await stored(again)).toBeDefined();
  });

  it('asks every module that names objects of its own, before an object is deleted', async () => {
    const { rows } = await server.database.admin.query(
      `select object_used_elsewhere($1) as used, pg_get_functiondef('object_used_elsewhere'::regproc) as text`,
      ['ab'.repeat(32)],
    );
    expect(rows[0]?.used).toBe(false);
    const ours = ['extractions', 'ingestion_jobs'];
    const columns = await server.database.admin.query<{ table: string; name: string }>(
      `select c.table_name as table, c.column_name as name from information_schema.columns c
         join information_schema.columns t on t.table_name = c.table_name and t.column_name = 'tenant_id'
        where c.table_schema = 'public' and c.column_name like '%sha256' and c.table_name <> all($1)`,
      [ours],
    );
    expect(columns.rows.length).toBeGreaterThan(2);
    for (const { table, name } of columns.rows)
      expect(rows[0]?.text, 'add it to object_used_elsewhere in a migration').toContain(
        `from ${table} where ${name} =`,
      );
  });
});

describe('turns', () => {
  it('lets the one report of a tenant overtake the many of another', async () => {
    const [many, one] = [await makeTenant(server, 'Many Ltd'), await makeTenant(server, 'One Ltd')];
    const handIn = (of: TestTenant, n: number) =>
      server.call('POST', '/report-ingestion/jobs', {
        headers: of.member.headers,
        body: { scopeKey: `scope-${n}`, payload: nessusReport({ hosts: [`t${n}.test`], plugins }) },
      });
    for (let n = 0; n < 12; n++) expect((await handIn(many, n)).status).toBe(202);
    const last = await handIn(one, 0);
    const ended = async () => {
      const { rows } = await server.database.admin.query<{ job_id: string; validated_at: string | null }>(
        `select job_id, validated_at::text from ingestion_jobs where tenant_id = any($1) order by validated_at`,
        [[many.tenantId, one.tenantId]],
      );
      return rows;
    };
    await expect
      .poll(async () => (await ended()).every((job) => job.validated_at), { timeout: 60_000 })
      .toBe(true);
    const place = (await ended()).findIndex(({ job_id: id }) => id === record(last.data).id);
    // Two places of its own tenant may have been taken when it came, and again when it was read.
    expect(place).toBeLessThan(6);
  });
});
