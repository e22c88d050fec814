import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Subject } from './population.ts';
import type { ScoreRecord } from './score.ts';

/** A decision as kept. */
export interface TraceRow {
  readonly id: string;
  readonly kind: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly rule: string;
  readonly ruleVersion: string;
  readonly outcome: string;
  readonly inputsSha256: string;
  readonly steps: readonly { readonly step: string; readonly values: Readonly<Record<string, string>> }[];
  /** A SCORE keeps a ScoreRecord. */
  readonly result: ScoreRecord;
  readonly asOf: string;
  readonly registerVersion: number | null;
  readonly validUntil: string | null;
  readonly createdAt: string;
}

/** A decision of any kind, about to be kept. */
type NewTrace = Omit<TraceRow, 'result'> & { readonly result: object };

const traceColumns = sql`trace_id as id, kind, subject_type as "subjectType", subject_id as "subjectId", rule, rule_version as "ruleVersion",
  outcome, inputs_sha256 as "inputsSha256", steps, result, as_of as "asOf", register_version as "registerVersion",
  valid_until as "validUntil", created_at as "createdAt"`;

export async function insertTrace(ctx: Ctx, trace: NewTrace): Promise<void> {
  await sql`insert into decision_traces (tenant_id, trace_id, kind, subject_type, subject_id, rule, rule_version, outcome, inputs_sha256,
      steps, result, as_of, register_version, valid_until, created_at)
    values (${ctx.tenantId}, ${trace.id}, ${trace.kind}, ${trace.subjectType}, ${trace.subjectId}, ${trace.rule}, ${trace.ruleVersion},
      ${trace.outcome}, ${trace.inputsSha256}, ${JSON.stringify(trace.steps)}::jsonb, ${JSON.stringify(trace.result)}::jsonb,
      ${trace.asOf}, ${trace.registerVersion}, ${trace.validUntil}, ${trace.createdAt})`.execute(ctx.db);
}

export async function selectTrace(ctx: ReadCtx, traceId: string): Promise<TraceRow | undefined> {
  const { rows } =
    await sql<TraceRow>`select ${traceColumns} from decision_traces where trace_id = ${traceId}`.execute(
      ctx.db,
    );
  return rows[0];
}

interface ValidTrace {
  readonly subject: Subject;
  readonly ruleVersion: string;
  readonly registerVersion: number;
  readonly at: string;
}

/** The score of this very state of the register, if it was worked out already and time has not changed it since. */
export async function validTrace(
  ctx: ReadCtx,
  { subject, ruleVersion, registerVersion, at }: ValidTrace,
): Promise<TraceRow | undefined> {
  const { rows } = await sql<TraceRow>`
    select ${traceColumns} from decision_traces
     where subject_type = ${subject.type} and subject_id = ${subject.id} and kind = 'SCORE' and rule_version = ${ruleVersion}
       and register_version = ${registerVersion} and as_of <= ${at}::timestamptz and (valid_until is null or valid_until >= ${at}::timestamptz)
     order by created_at desc limit 1`.execute(ctx.db);
  return rows[0];
}

export interface TraceFilter {
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly kind: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly descending: boolean;
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

export async function listTraces(ctx: ReadCtx, filter: TraceFilter): Promise<readonly TraceRow[]> {
  const { subjectType, subjectId, kind, from, to, descending, after, limit } = filter;
  const order = descending ? sql`desc` : sql`asc`;
  const beyond = descending ? sql`<` : sql`>`;
  const { rows } = await sql<TraceRow>`
    select ${traceColumns} from decision_traces
     where (${subjectType}::text is null or subject_type = ${subjectType}) and (${subjectId}::text is null or subject_id = ${subjectId})
       and (${kind}::text is null or kind = ${kind})
       and (${from}::timestamptz is null or created_at >= ${from}::timestamptz) and (${to}::timestamptz is null or created_at < ${to}::timestamptz)
       ${after ? sql`and (created_at, trace_id) ${beyond} (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by created_at ${order}, trace_id ${order} limit ${limit}`.execute(ctx.db);
  return rows;
}

/** One entry of the history of scores and exposure. */
export interface PointRow {
  readonly at: string;
  readonly score: number | null;
  readonly riskLevel: string | null;
  readonly formulaVersion: string;
  readonly decisionTraceId: string;
  readonly exposure: Exposure;
}

/** Levels at the point's time, and totals since the beginning. */
export interface Exposure {
  readonly openBySeverity: Readonly<Record<'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFO', number>>;
  readonly clientFixed: number;
  readonly kevOpen: number;
  readonly slaBreached: number;
  readonly recurring: number;
  readonly assets: number;
  readonly exposureSignals: number;
  readonly closedTotal: number;
  readonly reopenedTotal: number;
  readonly recurredTotal: number;
  readonly timeToCloseTotalMs: number;
}

const pointColumns = sql`at, score::float8 as score, risk_level as "riskLevel", formula_version as "formulaVersion",
  decision_trace_id as "decisionTraceId", exposure`;

export async function upsertPoint(ctx: Ctx, subject: Subject, point: PointRow): Promise<void> {
  await sql`insert into score_points (tenant_id, subject_type, subject_id, at, score, risk_level, formula_version, decision_trace_id, exposure, computed_at)
    values (${ctx.tenantId}, ${subject.type}, ${subject.id}, ${point.at}, ${point.score}, ${point.riskLevel}, ${point.formulaVersion},
      ${point.decisionTraceId}, ${JSON.stringify(point.exposure)}::jsonb, ${ctx.now})
    on conflict (tenant_id, subject_type, subject_id, at) do update set score = excluded.score, risk_level = excluded.risk_level,
      formula_version = excluded.formula_version, decision_trace_id = excluded.decision_trace_id, exposure = excluded.exposure,
      computed_at = excluded.computed_at`.execute(ctx.db);
}

export async function lastPoint(ctx: ReadCtx, subject: Subject): Promise<PointRow | undefined> {
  const { rows } = await sql<PointRow>`select ${pointColumns} from score_points
    where subject_type = ${subject.type} and subject_id = ${subject.id} order by at desc limit 1`.execute(
    ctx.db,
  );
  return rows[0];
}

/** The point that held at a time; the first one when all are later. */
export async function pointAt(ctx: ReadCtx, subject: Subject, at: string): Promise<PointRow | undefined> {
  const { rows } = await sql<PointRow>`
    (select ${pointColumns}, 0 as choice from score_points
      where subject_type = ${subject.type} and subject_id = ${subject.id} and at <= ${at}::timestamptz order by at desc limit 1)
    union all
    (select ${pointColumns}, 1 as choice from score_points
      where subject_type = ${subject.type} and subject_id = ${subject.id} order by at limit 1)
    order by choice limit 1`.execute(ctx.db);
  return rows[0];
}

/** For each end (exclusive) the latest point before it, each point once, oldest first. One index probe an end. */
export async function pointsBefore(
  ctx: ReadCtx,
  subject: Subject,
  ends: readonly string[],
): Promise<readonly PointRow[]> {
  const { rows } = await sql<PointRow>`
    select distinct on (p.at) p.* from unnest(${ends}::timestamptz[]) as e(ends)
     cross join lateral (select ${pointColumns} from score_points
       where subject_type = ${subject.type} and subject_id = ${subject.id} and at < e.ends order by at desc limit 1) p
     order by p.at`.execute(ctx.db);
  return rows;
}

export interface AssessmentRow {
  readonly id: string;
  readonly deleted: boolean;
}

export async function selectAssessment(
  ctx: ReadCtx,
  assessmentId: string,
): Promise<AssessmentRow | undefined> {
  const { rows } = await sql<AssessmentRow>`select assessment_id as id, deleted_at is not null as deleted
    from assessments where assessment_id = ${assessmentId}`.execute(ctx.db);
  return rows[0];
}

/** The newest score beside the assessment, where lists read it. */
export async function noteAssessmentScore(ctx: Ctx, assessmentId: string, point: PointRow): Promise<void> {
  await sql`update assessments set score = ${point.score}, risk_level = ${point.riskLevel}, formula_version = ${point.formulaVersion},
    decision_trace_id = ${point.decisionTraceId} where assessment_id = ${assessmentId}`.execute(ctx.db);
}
