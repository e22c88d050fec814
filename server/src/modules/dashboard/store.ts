import { sql } from 'kysely';
import type { Severity } from '../../kernel/severity.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';

/** Read models over the register; every query runs in the caller's snapshot. */

export interface StatusCounts {
  readonly OPEN: number;
  readonly CLIENT_FIXED: number;
  readonly VERIFIED: number;
  readonly RISK_ACCEPTED: number;
  readonly FALSE_POSITIVE: number;
}

export async function countByStatus(ctx: ReadCtx): Promise<StatusCounts> {
  const { rows } = await sql<{ status: keyof StatusCounts; count: number }>`
    select status, count(*) from vulnerabilities where class = 'VULNERABILITY' and status is not null group by status`.execute(
    ctx.db,
  );
  const counts = { OPEN: 0, CLIENT_FIXED: 0, VERIFIED: 0, RISK_ACCEPTED: 0, FALSE_POSITIVE: 0 };
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}

export interface ImportFacts {
  readonly lastImportAt: string | null;
  /** Imports whose preview waits for a person. */
  readonly waiting: number;
}

export async function importFacts(ctx: ReadCtx): Promise<ImportFacts> {
  const { rows } = await sql<ImportFacts>`
    select max(finalized_at) as "lastImportAt", count(*) filter (where state = 'VALIDATED') as waiting from ingestion_jobs`.execute(
    ctx.db,
  );
  return rows[0] ?? { lastImportAt: null, waiting: 0 };
}

export interface RiskRow {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly kev: boolean;
  readonly epss: number | null;
  readonly status: string;
  readonly dueAt: string | null;
  readonly openedAt: string;
  readonly recurrences: number;
  readonly assetId: string;
  readonly assetName: string;
  readonly criticality: number;
  readonly exposure: string;
}

export async function riskRows(ctx: ReadCtx, ids: readonly string[]): Promise<ReadonlyMap<string, RiskRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<RiskRow>`
    select v.vulnerability_id as id, v.title, coalesce(v.severity_override, v.severity) as severity, v.kev, v.epss::float8 as epss, v.status,
           coalesce(v.due_at, v.sla_due_at) as "dueAt", v.opened_at as "openedAt", v.recurring_count as recurrences,
           a.asset_id as "assetId", a.name as "assetName", a.criticality, a.exposure
      from vulnerabilities v join assets a on a.asset_id = v.asset_id
     where v.vulnerability_id = any(${[...ids]}::uuid[])`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** How many of these relationships the tenant has. */
export async function countRelationships(ctx: ReadCtx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { rows } = await sql<{ count: number }>`
    select count(*) from asset_relationships where relationship_id = any(${[...ids]}::uuid[])`.execute(
    ctx.db,
  );
  return rows[0]?.count ?? 0;
}

export interface Changes {
  readonly opened: number;
  readonly closed: number;
  readonly reopened: number;
  readonly newlyKev: number;
  readonly importsFinalized: number;
}

/** What the platform learned after a time. Ids begin with the time of their making (RFC 9562, UUIDv7). */
export async function changesSince(ctx: ReadCtx, since: string): Promise<Changes> {
  const firstId = firstIdAt(Date.parse(since));
  const { rows } = await sql<Changes>`
    select n.opened, n."newlyKev", h.closed, h.reopened, j."importsFinalized"
      from (select count(*) as opened, count(*) filter (where kev) as "newlyKev" from vulnerabilities
             where class = 'VULNERABILITY' and vulnerability_id >= ${firstId}::uuid) n,
           (select count(*) filter (where from_status = 'OPEN') as closed, count(*) filter (where to_status = 'OPEN') as reopened
              from vulnerability_history
             where at > ${since}::timestamptz and from_status is not null and to_status is distinct from from_status) h,
           (select count(*) as "importsFinalized" from ingestion_jobs where finalized_at > ${since}::timestamptz) j`.execute(
    ctx.db,
  );
  return rows[0] ?? { opened: 0, closed: 0, reopened: 0, newlyKev: 0, importsFinalized: 0 };
}

/** Smallest UUIDv7 of a millisecond. */
function firstIdAt(timeMs: number): string {
  const hex = Math.max(0, timeMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

export interface AnnotationRow {
  readonly at: string;
  readonly kind: 'IMPORT_FINALIZED' | 'ASSESSMENT_DELETED' | 'REPORT_MADE';
  readonly text: string;
  readonly subjectId: string;
}

const mostAnnotations = 200;

/** What explains the curve, newest first: imports at their scan's time, deletions, reports. */
export async function annotationsBetween(
  ctx: ReadCtx,
  from: string,
  to: string,
): Promise<readonly AnnotationRow[]> {
  const { rows } = await sql<AnnotationRow>`
    select * from (
      select finished_at as at, 'IMPORT_FINALIZED' as kind, name as text, assessment_id as "subjectId" from assessments
       where job_id is not null and finished_at >= ${from}::timestamptz and finished_at <= ${to}::timestamptz
      union all
      select deleted_at, 'ASSESSMENT_DELETED', name, assessment_id from assessments
       where deleted_at >= ${from}::timestamptz and deleted_at <= ${to}::timestamptz
      union all
      select completed_at, 'REPORT_MADE', title, report_id from reports
       where status = 'AVAILABLE' and completed_at >= ${from}::timestamptz and completed_at <= ${to}::timestamptz) a
     order by at desc, "subjectId" limit ${mostAnnotations}`.execute(ctx.db);
  return rows;
}
