import { sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { PreviewRow } from './preview-store.ts';
import type { JobRow } from './store.ts';

export interface AssetCandidate {
  readonly assetId: string;
  readonly name: string;
  /** Identifiers of the target that it answers to, strongest first, as `kind:value`. */
  readonly by: readonly string[];
}

export interface TargetAssets {
  readonly targetKey: string;
  readonly mapped: boolean;
  readonly assets: readonly AssetCandidate[];
}

/** Every asset that answers to any identifier of these targets, by whose strongest it is first. */
export async function assetsOfTargets(
  ctx: ReadCtx,
  job: JobRow,
  targetKeys: readonly string[],
): Promise<readonly TargetAssets[]> {
  const { rows } = await sql<TargetAssets>`
    select t.target_key as "targetKey",
           exists (select 1 from jsonb_to_recordset(${JSON.stringify(job.assetMapping)}::jsonb) as m(target text)
                    where m.target in (t.name, t.target_key)) as mapped,
           (select coalesce(jsonb_agg(jsonb_build_object('assetId', k.asset_id, 'name', k.name, 'by', k.by) order by k.first, k.asset_id), '[]')
              from (select a.asset_id, a.name, min(i.n) as first, jsonb_agg((i.value->>'kind') || ':' || (i.value->>'value') order by i.n) as by
                      from jsonb_array_elements(t.identifiers) with ordinality as i(value, n)
                      join asset_identifiers k on k.kind = i.value->>'kind' and k.value = i.value->>'value'
                      join assets a on a.asset_id = k.asset_id group by 1, 2) k) as assets
      from extraction_targets t
     where t.extraction_id = ${job.extractionId} and t.target_key = any(${targetKeys})`.execute(ctx.db);
  return rows;
}

export interface RegisterEntry {
  readonly vulnerabilityId: string;
  readonly fingerprint: string;
  readonly title: string;
  readonly severity: PreviewRow['severity'];
  readonly status: PreviewRow['status'];
  readonly tool: string;
  readonly ruleId: string;
  readonly targetKey: string;
  readonly assetId: string;
  readonly service: string | null;
  readonly component: string | null;
  readonly location: string | null;
  readonly identityVersion: number;
}

interface EntriesOf {
  readonly assetIds: readonly string[];
  readonly ruleIds: readonly string[];
  readonly fingerprints: readonly string[];
  readonly limit: number;
}

/** Entries of these identities, and those of these checks on these assets up to the limit; asked once for a page. */
export async function registerEntries(
  ctx: ReadCtx,
  { assetIds, ruleIds, fingerprints, limit }: EntriesOf,
): Promise<readonly RegisterEntry[]> {
  const columns = sql`
    v.vulnerability_id as "vulnerabilityId", v.fingerprint, v.title, v.severity, v.status, v.tool, v.rule_id as "ruleId", v.target_key as "targetKey",
    v.asset_id as "assetId", v.service, v.component, v.location, v.identity_version as "identityVersion", v.first_seen_at as at`;
  const { rows } = await sql<RegisterEntry>`
    select * from (
      select ${columns} from vulnerabilities v where v.fingerprint = any(${fingerprints}::uuid[])
       union
      (select ${columns} from vulnerabilities v where v.asset_id = any(${assetIds}::uuid[]) and v.rule_id = any(${ruleIds})
        order by v.first_seen_at, v.vulnerability_id limit ${limit})) e
     order by at, "vulnerabilityId"`.execute(ctx.db);
  return rows;
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

export interface Places {
  readonly fingerprint: string;
  readonly places: readonly PlaceRow[];
  readonly total: number;
}

export const maxPlaces = 50;

/** All places of the rows that merge into these identities, in the order of the report. */
export async function placesOf(
  ctx: ReadCtx,
  job: JobRow,
  fingerprints: readonly string[],
): Promise<readonly Places[]> {
  const { rows } = await sql<Places>`
    select s.fingerprint, jsonb_agg(s.place order by s.n) filter (where s.n <= ${maxPlaces}) as places, count(*)::int as total
      from (select u.fingerprint, u.place, row_number() over (partition by u.fingerprint order by u.first) as n from (
              select f.fingerprint, l.place, min(array[f.ordinal, l.n]) as first
                from findings f, jsonb_array_elements(f.detail->'locations') with ordinality as l(place, n)
               where f.extraction_id = ${job.extractionId} and f.fingerprint = any(${fingerprints}::uuid[]) group by 1, 2) u) s
     group by 1`.execute(ctx.db);
  return rows;
}
