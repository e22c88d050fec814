import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReport, record } from '../../testing/import.ts';
import { makePerson, makeTenant, type TestPerson, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { nessusReport } from './nessus-report.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

const plugins = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => 44_000 + n);
const authority = { organisation: 'Example Ltd', authorisedBy: 'CISO' };

interface Grant {
  readonly tool?: string;
  readonly maxClose?: number;
  readonly expiresAt?: string;
}

/** A scope key with a standing authority by this administrator. */
async function grant(key: string, by: TestPerson, given: Grant = {}): Promise<void> {
  const standingAuthority = { tool: 'nessus', maxClose: 5, expiresAt: '2030-01-01T00:00:00Z', ...given };
  const made = await server.call('POST', '/report-ingestion/scope-keys', {
    headers: by.headers,
    body: { key, authority, standingAuthority },
  });
  expect(made.status, made.text).toBe(201);
}

async function handIn(scopeKey: string, from = 0, day = 1) {
  const report = nessusReport({ hosts: [`${scopeKey}.test`], plugins: plugins.slice(from) });
  const finishedAt = `2026-02-0${day}T10:00:00Z`;
  const job = await importReport(server, tenant.member, report, { scopeKey, finishedAt, finalize: false });
  const checks = Array.isArray(job.checks) ? job.checks.map((check) => record(check)) : [];
  return { job, standing: checks.find(({ id }) => id === 'standing-authority') };
}

describe('a standing authority', () => {
  it('finalizes by itself, in the name of who approved it, and the receipt says so', async () => {
    await grant('own', tenant.admin);
    const { job, standing } = await handIn('own');
    expect(job).toMatchObject({ state: 'FINALIZED', finalizedBy: { id: tenant.admin.userId } });
    expect(standing).toMatchObject({ level: 'INFO', title: expect.stringContaining('applies') });
    const answer = await server.call('GET', `/report-ingestion/jobs/${String(job.id)}/verification`, {
      headers: tenant.auditor.headers,
    });
    expect(record(answer.data).receipt).toMatchObject({ byStandingAuthority: true });
  });

  it('waits for a person and says why: another tool, more to close, a check that asks', async () => {
    await grant('tool', tenant.admin, { tool: 'zap' });
    const other = await handIn('tool');
    expect(other.job).toMatchObject({ state: 'VALIDATED', byStandingAuthority: false });
    expect(other.standing?.message).toContain('zap');
    await grant('close', tenant.admin, { maxClose: 1 });
    await handIn('close');
    const more = await handIn('close', 2, 2);
    expect(more.job.state).toBe('VALIDATED');
    expect(more.standing?.message).toContain('would close 2');
    await grant('asks', tenant.admin);
    await handIn('asks');
    const asks = await handIn('asks', 5, 2);
    expect(asks.job.state).toBe('VALIDATED');
    expect(asks.standing?.message).toContain('Unusually many would be closed');
  });

  it('ends with the office of who approved it', async () => {
    const leaving = await makePerson(server, tenant.tenantId, 'WORKSPACE_ADMIN');
    await grant('leaving', leaving);
    expect((await handIn('leaving')).job.state).toBe('FINALIZED');
    const role = (changed: string) =>
      server.database.admin.query(`update memberships set ${changed} where tenant_id = $1 and user_id = $2`, [
        tenant.tenantId,
        leaving.userId,
      ]);
    await role(`role = 'MEMBER'`);
    const demoted = await handIn('leaving', 1, 2);
    expect(demoted.job.state).toBe('VALIDATED');
    expect(demoted.standing?.message).toContain('no administrator');
    await role(`role = 'WORKSPACE_ADMIN', status = 'REMOVED'`);
    expect((await handIn('leaving', 1, 3)).job.state).toBe('VALIDATED');
  });

  it('ends on its day', async () => {
    await grant('day', tenant.admin, { expiresAt: '2026-03-03T00:00:00Z' });
    expect((await handIn('day')).job.state).toBe('FINALIZED');
    await server.database.admin.query(
      `update scope_keys set standing_authority = standing_authority || '{"expiresAt":"2026-03-01T00:00:00Z"}' where key = 'day'`,
    );
    const after = await handIn('day', 1, 2);
    expect(after.job.state).toBe('VALIDATED');
    expect(after.standing?.message).toContain('2026-03-01');
  });
});
