import { setTimeout as wait } from 'node:timers/promises';
import { record } from '../../testing/import.ts';
import type { TestPerson, TestTenant } from '../../testing/people.ts';
import { importFindings, listOf, type ReportedFinding } from '../../testing/register.ts';
import type { TestServer } from '../../testing/server.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Waits until no background job is left but those that wait for their time, so that the history is written. */
export async function settled({ database }: TestServer): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { rows } = await database.admin.query<{ left: string }>(
      'select count(*) as left from graphile_worker.jobs where attempts < max_attempts and (run_at <= now() or attempts > 0)',
    );
    if (rows[0]?.left === '0') return;
    await wait(50);
  }
  throw new Error('background jobs do not end');
}

export interface ScoredPoint {
  readonly at: Date;
  readonly score: string | null;
  readonly decision_trace_id: string;
  readonly exposure: Plain;
}

/** The tenant's history as stored, oldest first. */
export async function pointsOf({ database }: TestServer, subjectId: string): Promise<readonly ScoredPoint[]> {
  const { rows } = await database.admin.query<ScoredPoint>(
    'select at, score, decision_trace_id, exposure from score_points where subject_id = $1 order by at',
    [subjectId],
  );
  return rows;
}

export async function summaryOf(
  server: TestServer,
  headers: TestPerson['headers'],
  query = '',
): Promise<Plain> {
  const answer = await server.call('GET', `/dashboard/summary${query}`, { headers });
  if (answer.status !== 200) throw new Error(answer.text);
  return record(answer.data);
}

/** Findings of several hosts, worst first; `hosts` web applications carry them in turn. */
export function someFindings(count: number, hosts: number): ReportedFinding[] {
  const severities = ['Critical', 'High', 'Medium', 'Low'] as const;
  return Array.from({ length: count }, (_, index) => ({
    title: `Weakness ${index}`,
    severity: severities[index % severities.length] ?? 'Low',
    url: `https://host${index % hosts}.example/`,
    cve: `CVE-2026-${10_000 + index}`,
    cvss: [9.8, 7.5, 5.3, 3.1][index % 4] ?? 0,
  }));
}

export function hostsOf(hosts: number): string[] {
  return Array.from({ length: hosts }, (_, index) => `https://host${index}.example`);
}

/** A scan by this tenant's administrator, and its assessment's id. */
export function scan(
  server: TestServer,
  tenant: TestTenant,
  findings: readonly ReportedFinding[],
  { hosts = 3, finishedAt }: { readonly hosts?: number; readonly finishedAt?: string } = {},
): Promise<string> {
  return importFindings(server, tenant.admin, findings, {
    scopeKey: 'web',
    finishedAt: finishedAt ?? new Date(server.clock.nowMs() - 60_000).toISOString(),
    covered: hostsOf(hosts),
  });
}

/** Open vulnerabilities of the tenant, worst first. */
export async function openIds(server: TestServer, headers: TestPerson['headers']): Promise<string[]> {
  const answer = await server.call('GET', '/vulnerabilities?status=OPEN&limit=200', { headers });
  return listOf(record(answer.data, answer.text).items).map(({ id }) => String(id));
}

export function declareFixed(server: TestServer, headers: TestPerson['headers'], id: string) {
  return server.call('PATCH', `/vulnerabilities/${id}/status`, {
    headers,
    body: { status: 'CLIENT_FIXED', reason: 'Updated' },
  });
}
