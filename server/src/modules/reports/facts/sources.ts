import { sql } from 'kysely';
import type { ReadCtx } from '../../../platform/db/ctx.ts';
import type { Span } from './scope.ts';

export interface SourceRow {
  readonly name: string;
  readonly tool: string;
  readonly finishedAt: string;
  readonly findings: number;
  readonly covered: number;
  /** All sources, when more than are listed. */
  readonly total: number;
}

const notLaterThan = (to: string) =>
  sql`p.deleted_at is null and p.job_id is not null and p.finished_at <= ${to}::timestamptz`;

/** What the figures rest on: the newest assessment of each scope and tool up to the end of the span, newest first. */
export async function sourcesOf(
  ctx: ReadCtx,
  { assessmentId, to }: Span,
  limit: number,
): Promise<readonly SourceRow[]> {
  const { rows } = await sql<SourceRow>`
    select s.name, s.tool, s.finished_at as "finishedAt", coalesce((s.counts->>'extracted')::bigint, 0) as findings,
           (select count(*) from extraction_targets t where t.extraction_id = s.extraction_id and t.covered) as covered,
           count(*) over () as total
      from (select distinct on (p.scope_key_id, p.tool) p.assessment_id, p.name, coalesce(e.scan->>'toolName', p.tool) as tool, p.finished_at,
                   e.counts, p.extraction_id
              from assessments p join extractions e on e.extraction_id = p.extraction_id
             where ${notLaterThan(to)} ${assessmentId === null ? sql`` : sql`and p.assessment_id = ${assessmentId}`}
             order by p.scope_key_id, p.tool, p.finished_at desc, p.assessment_id desc) s
     order by s.finished_at desc, s.assessment_id limit ${limit}`.execute(ctx.db);
  return rows;
}

export interface FirstScan {
  readonly at: string;
  readonly scope: string;
}

/** When each scope was first looked at, oldest first. */
export async function firstScans(
  ctx: ReadCtx,
  { assessmentId, from, to }: Span,
  limit: number,
): Promise<readonly FirstScan[]> {
  const { rows } = await sql<FirstScan>`
    select * from (
      select min(p.finished_at) as at, k.name as scope from assessments p join scope_keys k on k.scope_key_id = p.scope_key_id
       where ${notLaterThan(to)} ${assessmentId === null ? sql`` : sql`and p.assessment_id = ${assessmentId}`}
       group by k.scope_key_id, k.name) f
     where f.at > ${from}::timestamptz order by f.at, f.scope limit ${limit}`.execute(ctx.db);
  return rows;
}
