import type pg from 'pg';
import type { JobRow } from '../store.ts';

/**
 * Temporary table `targets`: each target of the report with the asset it is. A person's mapping goes first, then whichever
 * asset answers to the target's strongest identifier; else the asset is new (`asset_id` is made from the job and the key,
 * so a second run makes the same). `answers`: how many assets answer to any of its identifiers.
 */
export async function resolveAssets(client: pg.PoolClient, job: JobRow, now: string): Promise<void> {
  await client.query(
    `create temp table targets on commit drop as
     with mapped as (
       select distinct on (target) target, "assetId"::uuid as asset_id, "newAsset" as new_asset
         from jsonb_to_recordset($3::jsonb) as x(target text, "assetId" text, "newAsset" jsonb)
     )
     select t.target_key, t.covered, t.complete, t.remote_only, t.identifiers, t.operating_system,
            coalesce(m.new_asset->>'kind', t.kind) as kind, coalesce(m.new_asset->>'name', t.name) as name,
            coalesce(m.asset_id, case when m.new_asset is null then known.asset_id end,
                     seeded_uuid_v7($4::timestamptz, $2::text || t.target_key)) as asset_id,
            m.asset_id is null and (m.new_asset is not null or known.asset_id is null) as is_new,
            case when m.target is null then
              (select count(distinct a.asset_id)::int from jsonb_to_recordset(t.identifiers) as i(kind text, value text)
                 join asset_identifiers a on a.kind = i.kind and a.value = i.value) else 1 end as answers
       from extraction_targets t
       left join mapped m on m.target = t.name or m.target = t.target_key
       left join asset_identifiers known
         on known.kind = split_part(t.target_key, ':', 1) and known.value = substr(t.target_key, strpos(t.target_key, ':') + 1)
      where t.extraction_id = $1`,
    [job.extractionId, job.id, JSON.stringify(job.assetMapping), now],
  );
  await client.query('create unique index on targets (target_key); analyze targets');
}
