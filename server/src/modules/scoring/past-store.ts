import { sql } from 'kysely';
import type { Severity } from '../../kernel/severity.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { type PastEvent, standingAt } from './past.ts';
import { isoOf } from './population.ts';
import { type FindingRange, type FindingRow, inRange, keysText } from './register-store.ts';

/** The register as it stood: rows as they stand, what happened to them, and what reports had said until then. */

interface PastRow extends Omit<FindingRow, 'status' | 'openedAtMs' | 'dueAtMs'> {
  readonly status: string;
  readonly severityOverride: Severity | null;
  readonly firstSeenAtMs: number;
  readonly openedAtMs: number;
  readonly setDueAtMs: number | null;
  readonly slaDueAtMs: number | null;
  readonly events: readonly PastEvent[] | null;
}

/** Whether anything happened later than that; if not, the register stands as it stood. */
export async function happenedAfter(ctx: ReadCtx, at: string): Promise<boolean> {
  const { rows } = await sql<{ later: boolean }>`
    select exists (select from vulnerability_history where effective_at > ${at}::timestamptz) as later`.execute(
    ctx.db,
  );
  return rows[0]?.later ?? false;
}

/** Vulnerabilities of a range of assets that were open or client-fixed then, in order of asset. */
export async function findingsThen(ctx: ReadCtx, range: FindingRange): Promise<readonly FindingRow[]> {
  const { asOfMs } = range.asOf;
  const rows = await selectPast(ctx, range, isoOf(asOfMs));
  return rows.flatMap(({ events, severityOverride, firstSeenAtMs, setDueAtMs, slaDueAtMs, ...row }) => {
    const { status, severity, recurrences, openedAtMs } = row;
    const present = { status, severity, severityOverride, recurrences, firstSeenAtMs, openedAtMs };
    const standing = standingAt({ ...present, setDueAtMs, slaDueAtMs, events: events ?? [] }, asOfMs);
    return standing ? [{ ...row, ...standing }] : [];
  });
}

/**
 * What a later report changed in a row (exploitation, CVSS, identifiers, component) is taken from the newest report of then that had it:
 * findings are kept as they were stated.
 */
async function selectPast(ctx: ReadCtx, range: FindingRange, at: string): Promise<readonly PastRow[]> {
  const { rows } = await sql<PastRow>`
    select v.vulnerability_id as "findingId", v.asset_id as "assetId", v.status, v.severity, v.severity_override as "severityOverride",
           v.epss::float8 as epss, v.recurring_count as recurrences,
           (extract(epoch from v.first_seen_at) * 1000)::bigint as "firstSeenAtMs",
           (extract(epoch from v.opened_at) * 1000)::bigint as "openedAtMs",
           (extract(epoch from v.due_at) * 1000)::bigint as "setDueAtMs",
           (extract(epoch from v.sla_due_at) * 1000)::bigint as "slaDueAtMs",
           coalesce(s.kev, v.kev) as kev,
           (case when s.kev is null then v.cvss_score else s.cvss_score end)::float8 as "cvssScore",
           case when s.kev is null then v.cvss_vector else s.cvss_vector end as "cvssVector",
           coalesce(s.keys, ${keysText}) as keys, v.owner_id is null as unassigned,
           case when s.kev is null then v.component else s.component end as component, v.tool, v.rule_id as "ruleId", h.events
      from vulnerabilities v
     cross join lateral (
       select bool_or(e.cause = 'IMPORT' and e.effective_at > ${at}::timestamptz) as restated,
              jsonb_agg(jsonb_build_object(
                'atMs', (extract(epoch from e.effective_at) * 1000)::bigint, 'kind', e.kind, 'fromStatus', e.from_status,
                'toStatus', e.to_status, 'from', e.data->>'from', 'to', e.data->>'to', 'previousSeverity', e.data->>'previousSeverity',
                'severity', e.data->>'severity') order by e.effective_at, e.history_id) as events
         from vulnerability_history e where e.vulnerability_id = v.vulnerability_id) h
      left join lateral (
       select f.kev, f.cvss_score, f.cvss_vector, f.component, array_to_string(f.cves || f.advisories, ' ') as keys
         from findings f
         join ingestion_jobs j on j.extraction_id = f.extraction_id and j.state = 'FINALIZED'
         join assessments a on a.assessment_id = j.assessment_id
        where h.restated and f.fingerprint = v.fingerprint and coalesce(a.finished_at, j.finalized_at) <= ${at}::timestamptz
        order by coalesce(a.finished_at, j.finalized_at) desc, f.severity, f.ordinal limit 1) s on true
     where ${inRange(range)} and (v.status in ('OPEN', 'CLIENT_FIXED') or v.status_changed_at > ${at}::timestamptz)
     order by v.asset_id, v.vulnerability_id`.execute(ctx.db);
  return rows;
}
