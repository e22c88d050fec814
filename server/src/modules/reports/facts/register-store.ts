import { sql } from 'kysely';
import type { Severity } from '../../../kernel/severity.ts';
import type { ReadCtx } from '../../../platform/db/ctx.ts';
import { overSets, type Span, trackedAndMoves } from './scope.ts';

/** The register over a span, as a report shows it; every query runs in the caller's snapshot. */

export interface Flow {
  /** openAtStart + arrived + returned − closed − accepted = openNow. */
  readonly openAtStart: number;
  readonly arrived: number;
  readonly returned: number;
  readonly closed: number;
  readonly accepted: number;
  readonly openNow: number;
  readonly kevOpenAtStart: number;
  readonly kevAssets: number;
  /** Null when none is open. */
  readonly kevOldestAt: string | null;
  /** Of what fell due or was closed in the span and has a date: how many, and how many by their date. */
  readonly due: number;
  readonly met: number;
}

/** What came and went. A vulnerability that closes and comes back in the span counts once for each. */
export async function flowOf(ctx: ReadCtx, span: Span): Promise<Flow> {
  const query = sql<Flow>`
    with ${trackedAndMoves(span)},
    flow as (
      select count(*) filter (where status = 'OPEN' and before is null) as arrived,
             count(*) filter (where status = 'OPEN' and before is not null and before <> 'OPEN') as returned,
             count(*) filter (where before = 'OPEN' and status = 'RISK_ACCEPTED') as accepted,
             count(*) filter (where before = 'OPEN' and status is distinct from 'OPEN' and status is distinct from 'RISK_ACCEPTED') as closed
        from moves where part > 0),
    closing as (
      select vulnerability_id, max(at) as at from moves
       where part > 0 and before = 'OPEN' and status in ('CLIENT_FIXED', 'VERIFIED') group by vulnerability_id),
    dated as (
      select t.status_to <> 'OPEN' and coalesce(c.at, ${span.from}::timestamptz) <= t.due as met
        from tracked t left join closing c using (vulnerability_id)
       where t.due is not null and t.status_to in ('OPEN', 'CLIENT_FIXED', 'VERIFIED')
         and (c.at is not null or (t.due > ${span.from}::timestamptz and t.due <= ${span.to}::timestamptz))),
    ends as (
      select count(*) filter (where not is_new and status_first = 'OPEN') as "openAtStart", count(*) filter (where status_to = 'OPEN') as "openNow",
             count(*) filter (where not is_new and status_first = 'OPEN' and kev) as "kevOpenAtStart",
             count(distinct asset_id) filter (where status_to = 'OPEN' and kev) as "kevAssets",
             min(opened_at) filter (where status_to = 'OPEN' and kev) as "kevOldestAt"
        from tracked)
    select ends.*, flow.*, (select count(*) from dated) as due, (select count(*) from dated where met) as met from ends, flow`;
  const { rows } = await overSets(ctx, () => query.execute(ctx.db));
  const row = rows[0];
  if (!row) throw new Error('a flow has one row');
  return row;
}

/** What is known of attacks on what is open at the end of a span. */
export interface Exploitation {
  /** Tools whose reports say that attackers use something that is open, by name. */
  readonly statedBy: readonly string[];
  /** Open with a public exploit, as reports state it, not counting what attackers are known to use. */
  readonly exploitAvailable: number;
}

export async function exploitationOf(ctx: ReadCtx, span: Span, limit: number): Promise<Exploitation> {
  const query = sql<Exploitation>`
    with ${trackedAndMoves(span)},
    open as (
      select v.kev, v.exploit_available, coalesce(e.scan->>'toolName', v.tool) as tool
        from tracked t join vulnerabilities v using (vulnerability_id) left join extractions e on e.extraction_id = v.extraction_id
       where t.status_to = 'OPEN')
    select count(*) filter (where exploit_available and not kev) as "exploitAvailable",
           array(select distinct tool from open where kev order by 1 limit ${limit}) as "statedBy" from open`;
  const { rows } = await overSets(ctx, () => query.execute(ctx.db));
  return rows[0] ?? { statedBy: [], exploitAvailable: 0 };
}

export interface FixedRow {
  readonly title: string;
  readonly severity: Severity;
  readonly asset: string;
  readonly closedAt: string;
  readonly openedAt: string;
  readonly verified: boolean;
}

/** What was fixed in the span and still is at its end, gravest first. */
export async function fixedIn(ctx: ReadCtx, span: Span, limit: number): Promise<readonly FixedRow[]> {
  const query = sql<FixedRow>`
    with ${trackedAndMoves(span)}
    select t.title, t.severity, a.name as asset, c.at as "closedAt", least(t.opened_at, c.at) as "openedAt",
           t.status_to = 'VERIFIED' or coalesce(t.absence_confirmed_at <= ${span.to}::timestamptz, false) as verified
      from tracked t
      join (select vulnerability_id, max(at) as at from moves
             where part > 0 and before = 'OPEN' and status in ('CLIENT_FIXED', 'VERIFIED') group by vulnerability_id) c using (vulnerability_id)
      join assets a on a.asset_id = t.asset_id
     where t.status_to in ('CLIENT_FIXED', 'VERIFIED')
     order by t.severity, c.at desc, t.vulnerability_id limit ${limit}`;
  const { rows } = await overSets(ctx, () => query.execute(ctx.db));
  return rows;
}

export interface RiskRow {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly asset: string;
  readonly criticality: number;
  readonly exposure: string;
  readonly openedAt: string;
  readonly owner: string | null;
  readonly status: 'OPEN' | 'CLIENT_FIXED' | 'VERIFIED' | 'RISK_ACCEPTED' | 'FALSE_POSITIVE';
  readonly kev: boolean;
  readonly epss: number | null;
  readonly recurrences: number;
  readonly dueAt: string | null;
}

/** The named vulnerabilities with the status they had at the end of the span. */
export async function risksOf(
  ctx: ReadCtx,
  span: Span,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RiskRow>> {
  if (ids.length === 0) return new Map();
  const query = sql<RiskRow>`
    with ${trackedAndMoves(span)}
    select v.vulnerability_id as id, v.title, t.severity, a.name as asset, a.criticality, a.exposure, v.opened_at as "openedAt",
           u.display_name as owner, t.status_to as status, v.kev, v.epss::float8 as epss, v.recurring_count as recurrences, t.due as "dueAt"
      from tracked t
      join vulnerabilities v using (vulnerability_id)
      join assets a on a.asset_id = v.asset_id
      left join users u on u.user_id = coalesce(v.owner_id, a.owner_id)
     where t.vulnerability_id = any(${[...ids]}::uuid[])`;
  const { rows } = await overSets(ctx, () => query.execute(ctx.db));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Assets of the highest criticality that were known at the end of the span. */
export async function crownJewels(ctx: ReadCtx, { assessmentId, to }: Span): Promise<number> {
  const confined =
    assessmentId === null
      ? sql`true`
      : sql`a.asset_id in (select v.asset_id from vulnerabilities v join findings f on f.fingerprint = v.fingerprint
          join ingestion_jobs j on j.extraction_id = f.extraction_id where j.assessment_id = ${assessmentId}::uuid and j.state = 'FINALIZED')`;
  const { rows } = await sql<{ n: number }>`select count(*) as n from assets a
    where a.criticality = 5 and a.first_seen_at <= ${to}::timestamptz and ${confined}`.execute(ctx.db);
  return rows[0]?.n ?? 0;
}
