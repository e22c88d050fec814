import { sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { PreviewRow } from './preview-store.ts';
import type { JobRow } from './store.ts';

export interface FindingCandidate {
  readonly vulnerabilityId: string;
  readonly title: string;
  readonly severity: PreviewRow['severity'];
  readonly status: PreviewRow['status'];
  readonly targetKey: string;
  readonly taken: boolean;
  /** Parts of the identity in which it differs; empty for the one that was taken. */
  readonly differs: readonly ('TARGET' | 'SERVICE' | 'COMPONENT' | 'PLACE' | 'VERSION' | 'OTHER')[];
}

export interface AssetCandidate {
  readonly assetId: string;
  readonly name: string;
  /** Identifiers of the target that it answers to, strongest first, as `kind:value`. */
  readonly by: readonly string[];
}

export interface PlaceRow {
  readonly url?: string;
  readonly path?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly method?: string;
  readonly parameter?: string;
  readonly snippet?: string;
}

export interface MatchRow {
  readonly position: string;
  readonly mapped: boolean;
  readonly assets: readonly AssetCandidate[];
  readonly findings: readonly FindingCandidate[];
  readonly findingsTotal: number;
  readonly places: readonly PlaceRow[];
  readonly placesTotal: number;
}

export const maxCandidates = 20;
export const maxPlaces = 50;

/**
 * For rows of one page: every asset that answers to any identifier of the target, every entry of the register that the same tool
 * states by the same check on one of them, and all places of the rows that merge.
 */
export async function matchesOf(
  ctx: ReadCtx,
  job: JobRow,
  rows: readonly PreviewRow[],
): Promise<ReadonlyMap<string, MatchRow>> {
  const asked = JSON.stringify(
    rows.map(({ position, fingerprint, targetKey, ruleId, change }) => ({
      position,
      fingerprint,
      target: targetKey,
      rule: ruleId,
      absent: change === 'WOULD_CLOSE' || change === 'FIX_CONFIRMED',
    })),
  );
  const found = await sql<MatchRow>`
    select r.position, exists (select 1 from jsonb_to_recordset(${JSON.stringify(job.assetMapping)}::jsonb) as m(target text)
                                where m.target in (t.name, t.target_key)) as mapped,
           a.assets, c.findings, coalesce(c.total, 0)::int as "findingsTotal", p.places, coalesce(p.total, 0)::int as "placesTotal"
      from jsonb_to_recordset(${asked}::jsonb) as r(position text, fingerprint uuid, target text, rule text, absent boolean)
      left join extraction_targets t on t.extraction_id = ${job.extractionId} and t.target_key = r.target
      left join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('assetId', k.asset_id, 'name', k.name, 'by', k.by) order by k.first, k.asset_id), '[]') as assets
          from (select a.asset_id, a.name, min(i.n) as first, jsonb_agg((i.value->>'kind') || ':' || (i.value->>'value') order by i.n) as by
                  from jsonb_array_elements(t.identifiers) with ordinality as i(value, n)
                  join asset_identifiers k on k.kind = i.value->>'kind' and k.value = i.value->>'value'
                  join assets a on a.asset_id = k.asset_id group by 1, 2) k) a on true
      left join lateral (${findingCandidates(job)}) c on true
      left join lateral (
        select coalesce(jsonb_agg(s.place order by s.n) filter (where s.n <= ${maxPlaces}), '[]') as places, count(*) as total
          from (select u.place, row_number() over (order by u.first) as n from (
                  select l.place, min((f.ordinal, l.n)) as first from findings f, jsonb_array_elements(f.detail->'locations') with ordinality as l(place, n)
                   where not r.absent and f.extraction_id = ${job.extractionId} and f.fingerprint = r.fingerprint group by 1) u) s) p on true`.execute(
    ctx.db,
  );
  return new Map(found.rows.map((row) => [row.position, row]));
}

/** Needs `r` and `a.assets`. The one of the same identity first, then whatever else the check has found on these assets. */
function findingCandidates(job: JobRow) {
  return sql`
    select coalesce(jsonb_agg(n.shown order by n.place) filter (where n.place <= ${maxCandidates}), '[]') as findings, count(*) as total
      from (select row_number() over (order by v.fingerprint = r.fingerprint desc, v.first_seen_at, v.vulnerability_id) as place, jsonb_build_object(
              'vulnerabilityId', v.vulnerability_id, 'title', v.title, 'severity', v.severity, 'status', v.status, 'targetKey', v.target_key,
              'taken', v.fingerprint = r.fingerprint,
              'differs', case when v.fingerprint = r.fingerprint then '[]'::jsonb else (
                 select case when cardinality(d.parts) = 0 then '["OTHER"]'::jsonb else to_jsonb(d.parts) end from (select array_remove(array[
                  case when v.target_key <> r.target then 'TARGET' end,
                  case when v.service is distinct from f.service then 'SERVICE' end,
                  case when v.component is distinct from f.component then 'COMPONENT' end,
                  case when v.location is distinct from f.location then 'PLACE' end,
                  case when v.identity_version <> e.identity_version then 'VERSION' end], null) as parts) d) end) as shown
              from extractions e
              left join lateral (select service, component, location from findings where extraction_id = e.extraction_id and fingerprint = r.fingerprint order by ordinal limit 1) f on true
              join vulnerabilities v on v.tool = e.tool and v.rule_id = r.rule
               and (v.fingerprint = r.fingerprint or v.asset_id in (select x."assetId" from jsonb_to_recordset(a.assets) as x("assetId" uuid)))
             where e.extraction_id = ${job.extractionId}) n`;
}
