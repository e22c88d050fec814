import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Summary } from './columns.ts';

interface SummaryRow {
  readonly id: string;
  readonly summary: Summary;
}

/**
 * What the reports of each assessment state: findings as rows, the rest as identities, each with its worst severity. An identity is
 * open when some row says so.
 */
export async function countAssessments(ctx: ReadCtx, ids: readonly string[]): Promise<readonly SummaryRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<SummaryRow>`
    with jobs as (
      select assessment_id, extraction_id, count(*) as jobs from ingestion_jobs
       where assessment_id = any(${[...ids]}::uuid[]) and state = 'FINALIZED' group by 1, 2),
    identities as (
      select j.assessment_id, f.class, f.fingerprint, count(*) as findings,
             min(f.severity) filter (where f.class = 'VULNERABILITY' and f.open_at_source) as open_severity
        from jobs j join findings f on f.extraction_id = j.extraction_id group by 1, 2, 3),
    counted as (
      select assessment_id, sum(findings)::bigint as findings, count(distinct fingerprint) filter (where class <> 'NEGATIVE_RESULT') as identities,
             count(*) filter (where open_severity = 'CRITICAL') as critical, count(*) filter (where open_severity = 'HIGH') as high,
             count(*) filter (where open_severity = 'MEDIUM') as medium, count(*) filter (where open_severity = 'LOW') as low,
             count(*) filter (where open_severity = 'INFO') as info,
             coalesce(sum(findings) filter (where class = 'VULNERABILITY'), 0)::bigint as vulnerability,
             coalesce(sum(findings) filter (where class = 'EXPOSURE_SIGNAL'), 0)::bigint as exposure_signal,
             coalesce(sum(findings) filter (where class = 'INFORMATIONAL'), 0)::bigint as informational,
             coalesce(sum(findings) filter (where class = 'NEGATIVE_RESULT'), 0)::bigint as negative_result
        from identities group by 1)
    select p.assessment_id as id, jsonb_build_object(
             'jobs', (select coalesce(sum(j.jobs), 0) from jobs j where j.assessment_id = p.assessment_id),
             'findings', coalesce(c.findings, 0), 'vulnerabilities', coalesce(c.identities, 0),
             'assets', (select count(distinct t.target_key) from jobs j join extraction_targets t on t.extraction_id = j.extraction_id
                         where j.assessment_id = p.assessment_id),
             'openBySeverity', jsonb_build_object('CRITICAL', coalesce(c.critical, 0), 'HIGH', coalesce(c.high, 0), 'MEDIUM', coalesce(c.medium, 0),
               'LOW', coalesce(c.low, 0), 'INFO', coalesce(c.info, 0)),
             'byClass', jsonb_build_object('VULNERABILITY', coalesce(c.vulnerability, 0), 'EXPOSURE_SIGNAL', coalesce(c.exposure_signal, 0),
               'INFORMATIONAL', coalesce(c.informational, 0), 'NEGATIVE_RESULT', coalesce(c.negative_result, 0))) as summary
      from assessments p left join counted c on c.assessment_id = p.assessment_id
     where p.assessment_id = any(${[...ids]}::uuid[])`.execute(ctx.db);
  return rows;
}

/** Keeps what was counted, so that a list of large assessments need not count. Not a change of the assessment: no new version. */
export async function keepSummaries(ctx: Ctx, rows: readonly SummaryRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update assessments p set summary = x.summary from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, summary jsonb)
     where p.assessment_id = x.id`.execute(ctx.db);
}
