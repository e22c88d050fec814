import { type RawBuilder, sql } from 'kysely';
import { notFound } from '../../../kernel/errors.ts';
import type { ReadCtx } from '../../../platform/db/ctx.ts';

/** An assessment that a report is confined to. */
export interface AssessmentScope {
  readonly id: string;
  readonly name: string;
}

/** @throws AppError NOT_FOUND for one that is not there, or was deleted */
export async function assessmentScope(ctx: ReadCtx, assessmentId: string): Promise<AssessmentScope> {
  const { rows } = await sql<AssessmentScope>`
    select assessment_id as id, name from assessments where assessment_id = ${assessmentId} and deleted_at is null`.execute(
    ctx.db,
  );
  const row = rows[0];
  if (!row) throw notFound();
  return row;
}

/** The span a report speaks of: after `from`, up to and with `to` (RFC 3339). */
export interface Span {
  readonly assessmentId: string | null;
  readonly from: string;
  readonly to: string;
  /** `to` is the present of the snapshot: statuses are read as they stand. */
  readonly live: boolean;
}

/**
 * `tracked`: every vulnerability that existed at the end of the span, with its status at both ends (null: not there yet) and
 * dates in force. `moves`: each change of status in the span, the arrival among them, with the status before.
 *
 * The status at a time is what the first transition after it came from, else what stands now. The last row of a vulnerability's
 * sequence is forced to its status at the end, so that the moves add up to what the register says, even where scans were
 * imported out of order.
 */
export function trackedAndMoves({ assessmentId, from, to, live }: Span): RawBuilder<unknown> {
  const start = sql`${from}::timestamptz`;
  const end = sql`${to}::timestamptz`;
  const confined =
    assessmentId === null
      ? sql``
      : sql`and v.fingerprint in (select f.fingerprint from findings f join ingestion_jobs j on j.extraction_id = f.extraction_id
          where j.assessment_id = ${assessmentId}::uuid and j.state = 'FINALIZED')`;
  return sql`
    transitions as materialized (
      select vulnerability_id, effective_at as at, history_id as id, from_status, to_status from vulnerability_history
       where effective_at > ${start} and from_status is distinct from to_status),
    after_start as (select distinct on (vulnerability_id) vulnerability_id, from_status from transitions order by vulnerability_id, at, id),
    after_end as (
      select distinct on (vulnerability_id) vulnerability_id, from_status from transitions where at > ${end}
       order by vulnerability_id, at, id),
    tracked as materialized (
      select v.vulnerability_id, v.asset_id, v.title, coalesce(v.severity_override, v.severity) as severity, v.kev, v.opened_at,
             coalesce(v.due_at, v.sla_due_at) as due, v.absence_confirmed_at, v.first_seen_at,
             v.first_seen_at > ${start} as is_new,
             case when s.vulnerability_id is null then v.status else s.from_status end as status_first,
             case when ${live} or e.vulnerability_id is null then v.status else e.from_status end as status_to
        from vulnerabilities v
        left join after_start s on s.vulnerability_id = v.vulnerability_id
        left join after_end e on e.vulnerability_id = v.vulnerability_id
       where v.class = 'VULNERABILITY' and (${live} or v.first_seen_at <= ${end}) ${confined}),
    sequence as (
      select vulnerability_id, 0 as part, ${start} as at, null::uuid as id, case when not is_new then status_first end as status from tracked
      union all
      select vulnerability_id, 1, first_seen_at, null, status_first from tracked where is_new and status_first is not null
      union all
      select h.vulnerability_id, 2, h.at, h.id, h.to_status from transitions h join tracked t on t.vulnerability_id = h.vulnerability_id
       where h.at <= ${end}
      union all
      select vulnerability_id, 3, ${end}, null, status_to from tracked),
    moves as materialized (
      select *, lag(status) over (partition by vulnerability_id order by part = 0 desc, part = 3, at, part, id) as before from sequence)`;
}

/**
 * Runs queries over whole tables. Row-level security hides the tables' statistics from the planner, which then expects one row
 * and takes nested loops; over ten thousand vulnerabilities these take minutes where hashing takes milliseconds.
 */
export async function overSets<T>(ctx: ReadCtx, work: () => Promise<T>): Promise<T> {
  await sql`select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)`.execute(
    ctx.db,
  );
  const result = await work();
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(ctx.db);
  return result;
}
