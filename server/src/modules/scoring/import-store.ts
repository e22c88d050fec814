import { sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';

/** What an import decided by itself, read after it is finalized. */

export interface ImportRow {
  readonly jobId: string;
  readonly tool: string | null;
  readonly fileSha256: string;
  readonly parserVersion: number;
  readonly identityVersion: number;
  readonly finalizedAt: string;
  readonly assetMapping: unknown;
  readonly classOverrides: unknown;
  readonly exclusions: unknown;
  /** By the parser, before a person's overrides. */
  readonly classes: Readonly<Record<string, number>>;
  readonly targets: number;
}

export interface TargetRow {
  readonly target: string;
  readonly identifiers: unknown;
  readonly assetId: string | null;
  /** A person's mapping, an identifier that an asset answered to, or no asset that did. */
  readonly how: 'MAPPED' | 'IDENTIFIER' | 'NEW';
}

export async function selectImport(ctx: ReadCtx, jobId: string): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    select j.job_id as "jobId", j.tool, j.sha256 as "fileSha256", e.parser_version as "parserVersion",
           e.identity_version as "identityVersion", j.finalized_at as "finalizedAt", j.asset_mapping as "assetMapping",
           j.class_overrides as "classOverrides", j.exclusions,
           coalesce((select jsonb_object_agg(c.class, c.n) from (select f.class::text as class, count(*) as n from findings f
             where f.extraction_id = j.extraction_id group by f.class) c), '{}') as classes,
           (select count(*) from extraction_targets t where t.extraction_id = j.extraction_id) as targets
      from ingestion_jobs j join extractions e on e.extraction_id = j.extraction_id
     where j.job_id = ${jobId} and j.state = 'FINALIZED'`.execute(ctx.db);
  return rows[0];
}

/**
 * Targets in order of their keys, with the asset that each became; an asset that the import made has its very time. In steps, and with ids
 * that are ids before they meet the wall: a conversion in the join would have it read all assets for every target.
 */
export async function selectTargets(
  ctx: ReadCtx,
  { jobId, limit }: { readonly jobId: string; readonly limit: number },
): Promise<readonly TargetRow[]> {
  const { rows } = await sql<TargetRow>`
    with targets as materialized (
      select t.target_key, t.name, t.identifiers, j.finalized_at, j.asset_mapping
        from ingestion_jobs j join extraction_targets t on t.extraction_id = j.extraction_id
       where j.job_id = ${jobId} order by t.target_key limit ${limit}),
    found as materialized (
      select t.target_key, t.identifiers, t.finalized_at, m."assetId" as mapped, coalesce(m."assetId", k.asset_id) as asset_id
        from targets t
        left join lateral (select x."assetId" from jsonb_to_recordset(t.asset_mapping) as x(target text, "assetId" uuid)
                            where x.target in (t.name, t.target_key) limit 1) m on true
        left join asset_identifiers k
          on k.kind = split_part(t.target_key, ':', 1) and k.value = substr(t.target_key, strpos(t.target_key, ':') + 1))
    select f.target_key as target, f.identifiers, a.asset_id as "assetId",
           case when f.mapped is not null then 'MAPPED' when a.created_at = f.finalized_at then 'NEW' else 'IDENTIFIER' end as how
      from found f left join assets a on a.asset_id = f.asset_id
     order by f.target_key`.execute(ctx.db);
  return rows;
}

export async function hasTrace(ctx: ReadCtx, kind: string, subjectId: string): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select exists (select from decision_traces where subject_type = 'INGESTION_JOB' and subject_id = ${subjectId} and kind = ${kind}) as there`.execute(
    ctx.db,
  );
  return rows[0]?.there ?? false;
}
