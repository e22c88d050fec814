import { type RawBuilder, sql } from 'kysely';
import type { Severity } from '../../kernel/severity.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { FindingStatus } from './models/posture-1/weights.ts';
import { type AsOf, isoOf, type Subject } from './population.ts';

/** The register as the score reads it: by asset, page by page, in the caller's snapshot. */

export interface AssetRow {
  readonly assetId: string;
  readonly criticality: number;
  readonly exposure: string;
  /** Whether a scan ever looked at it. */
  readonly assessed: boolean;
  /** Somebody looks after it, and so after what is on it. */
  readonly owned: boolean;
  /** Identifiers of closed vulnerabilities that have several, separated by spaces. */
  readonly aliases: readonly string[];
}

export interface FindingRow {
  readonly findingId: string;
  readonly assetId: string;
  readonly severity: Severity;
  readonly cvssScore: number | null;
  readonly cvssVector: string | null;
  readonly kev: boolean;
  readonly epss: number | null;
  readonly status: FindingStatus;
  readonly recurrences: number;
  readonly openedAtMs: number;
  readonly dueAtMs: number | null;
  /** Separated by spaces. */
  readonly keys: string;
  readonly unassigned: boolean;
  readonly component: string | null;
  readonly tool: string;
  readonly ruleId: string;
}

interface AssetPage {
  readonly asOf: AsOf;
  /** Asset id to go on after. */
  readonly after: string;
  /** Only these; null: all. */
  readonly among: readonly string[] | null;
  readonly limit: number;
}

/*
 * Row-level security hides statistics from the planner, which then takes any index that matches two columns. The conditions
 * here are such that only the one by asset does: the other would read all vulnerabilities of the tenant for every asset.
 */

/** Assets in order of id, at most `limit`. Those first seen after the as-of time did not exist then. */
export async function assetsAfter(
  ctx: ReadCtx,
  { asOf, after, among, limit }: AssetPage,
): Promise<readonly AssetRow[]> {
  const { rows } = await sql<AssetRow>`
    select a.asset_id as "assetId", a.criticality, a.exposure, a.last_seen_at > '-infinity' as assessed, a.owner_id is not null as owned,
           array(select array_to_string(v.cves || v.advisories, ' ') from vulnerabilities v
                  where v.asset_id = a.asset_id and ${asOf.rewind ? sql`v.status is not null` : sql`v.status not in ('OPEN', 'CLIENT_FIXED')`}
                    and cardinality(v.cves) + cardinality(v.advisories) > 1) as aliases
      from assets a
     where ${among === null ? sql`a.asset_id > ${after}::uuid` : sql`a.asset_id = any(${[...among]}::uuid[])`}
       and ${existed(sql`a.first_seen_at`, asOf)}
     order by a.asset_id limit ${limit}`.execute(ctx.db);
  return rows;
}

/** What an assessment covered, in order of id: assets with findings, and clean ones by their identifiers. */
export async function assetIdsOf(ctx: ReadCtx, assessmentId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select v.asset_id as id from vulnerabilities v where v.fingerprint in (
      select f.fingerprint from findings f where f.extraction_id in (${extractionsOf(assessmentId)}))
    union
    select k.asset_id from extraction_targets t cross join jsonb_to_recordset(t.identifiers) as i(kind text, value text)
      join asset_identifiers k on k.kind = i.kind and k.value = i.value
     where t.extraction_id in (${extractionsOf(assessmentId)}) and t.covered
     order by 1`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** Asked row by row of a page: as a set it would be made of all findings of the assessment, for every page anew. */
function statedIn(assessmentId: string): RawBuilder<unknown> {
  return sql`exists (select from findings f where f.fingerprint = v.fingerprint
    and f.extraction_id = any(array(${extractionsOf(assessmentId)})) offset 0)`;
}

function extractionsOf(assessmentId: string): RawBuilder<unknown> {
  return sql`select j.extraction_id from ingestion_jobs j where j.assessment_id = ${assessmentId}::uuid and j.state = 'FINALIZED'`;
}

export interface FindingRange {
  readonly subject: Subject;
  readonly asOf: AsOf;
  /** Asset ids: after the first, up to and with the last. */
  readonly after: string;
  readonly upTo: string;
}

/** Open and client-fixed vulnerabilities, as they stand, of a range of assets, in order of asset. */
export async function findingsBetween(ctx: ReadCtx, range: FindingRange): Promise<readonly FindingRow[]> {
  const { rows } = await sql<FindingRow>`
    select v.vulnerability_id as "findingId", v.asset_id as "assetId", coalesce(v.severity_override, v.severity) as severity,
           v.cvss_score::float8 as "cvssScore", v.cvss_vector as "cvssVector", v.kev, v.epss::float8 as epss, v.status,
           v.recurring_count as recurrences,
           (extract(epoch from v.opened_at) * 1000)::bigint as "openedAtMs",
           (extract(epoch from coalesce(v.due_at, v.sla_due_at)) * 1000)::bigint as "dueAtMs",
           ${keysText} as keys, v.owner_id is null as unassigned, v.component, v.tool,
           v.rule_id as "ruleId"
      from vulnerabilities v
     where ${inRange(range)} and v.status in ('OPEN', 'CLIENT_FIXED')
     order by v.asset_id, v.vulnerability_id`.execute(ctx.db);
  return rows;
}

export const keysText = sql`array_to_string(v.cves || v.advisories, ' ')`;

/** Vulnerabilities of a range of assets that existed then. */
export function inRange({ subject, asOf, after, upTo }: FindingRange): RawBuilder<unknown> {
  return sql`v.asset_id > ${after}::uuid and v.asset_id <= ${upTo}::uuid and v.class::text = 'VULNERABILITY'
       and ${existed(sql`v.first_seen_at`, asOf)}
       ${subject.type === 'TENANT' ? sql`` : sql`and ${statedIn(subject.id)}`}`;
}

function existed(firstSeenAt: RawBuilder<unknown>, { asOfMs, live }: AsOf): RawBuilder<unknown> {
  return live ? sql`true` : sql`${firstSeenAt} <= ${isoOf(asOfMs)}::timestamptz`;
}

export interface Totals {
  /** Transitions out of OPEN since the beginning. */
  readonly closed: number;
  /** Transitions back to OPEN after a fix was verified or confirmed. */
  readonly recurred: number;
  /** Other transitions back to OPEN. */
  readonly reopened: number;
  /** Sum over `closed` of the time from opening to closing, milliseconds. */
  readonly timeToCloseMs: number;
}

/** What happened up to the as-of time, from the transitions themselves. */
export async function transitionTotals(ctx: ReadCtx, { asOfMs }: AsOf): Promise<Totals> {
  const { rows } = await sql<Totals>`
    select count(*) filter (where from_status = 'OPEN') as closed,
           count(*) filter (where to_status = 'OPEN' and kind = 'RECURRED') as recurred,
           count(*) filter (where to_status = 'OPEN' and kind <> 'RECURRED') as reopened,
           coalesce(sum(greatest(0, extract(epoch from effective_at - opened_at) * 1000)::bigint)
             filter (where from_status = 'OPEN'), 0)::bigint as "timeToCloseMs"
      from (select h.from_status, h.to_status, h.kind, h.effective_at,
                   coalesce(lag(h.effective_at) over (partition by h.vulnerability_id order by h.effective_at, h.history_id),
                            v.first_seen_at) as opened_at
              from vulnerability_history h join vulnerabilities v on v.vulnerability_id = h.vulnerability_id
             where h.effective_at <= ${isoOf(asOfMs)}::timestamptz and h.from_status is not null
               and h.to_status is distinct from h.from_status) t`.execute(ctx.db);
  return rows[0] ?? { closed: 0, recurred: 0, reopened: 0, timeToCloseMs: 0 };
}

/** Exposure signals that the last look still saw. */
export async function exposureSignals(ctx: ReadCtx, { asOfMs }: AsOf): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from vulnerabilities
     where class = 'EXPOSURE_SIGNAL' and first_seen_at <= ${isoOf(asOfMs)}::timestamptz
       and (closed_at is null or closed_at > ${isoOf(asOfMs)}::timestamptz)`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

export interface Versions {
  /** Of what the score follows. */
  readonly posture: number;
  /** Of all that the dashboard shows. */
  readonly register: number;
}

/** State of the register in this snapshot. */
export async function versionsOf(ctx: ReadCtx): Promise<Versions> {
  const { rows } = await sql<Versions>`
    select posture_version as posture, register_version as register from tenant_heads`.execute(ctx.db);
  return rows[0] ?? { posture: 0, register: 0 };
}
