import type pg from 'pg';
import type { JobRow } from '../store.ts';

/** Where else in this tenant the report's targets are at home. Another tenant is never asked. */
export interface Neighbours {
  /** Targets that other scope keys of the tenant see by the same tool, and this one does not. */
  readonly elsewhere: number;
  /** The scope key that sees most of them. */
  readonly elsewhereKey: string | null;
  /** Another scope key into which the very same file was imported. */
  readonly sameFileKey: string | null;
  /** Assets of the tenant. */
  readonly inventory: number;
  /** Targets that share an asset, a domain or a network (/16, /48) with the inventory. */
  readonly related: number;
  /** Targets with a name or an address, which alone can be related. */
  readonly placeable: number;
}

/** Needs `targets`. */
export async function findNeighbours(client: pg.PoolClient, job: JobRow, tool: string): Promise<Neighbours> {
  await client.query(placesOfTargets);
  const { rows } = await client.query<Neighbours>(
    `with seen as (
       select t.target_key, array_agg(distinct s.scope_key_id) as scopes from targets t
         join vulnerabilities v on v.asset_id = t.asset_id and v.target_key = t.target_key
         join sightings s on s.vulnerability_id = v.vulnerability_id and s.present and s.tool = $3
        where not t.is_new group by 1
     ), elsewhere as (select * from seen where not ($1::uuid = any(scopes)))
     select (select count(*) from elsewhere)::int as elsewhere,
            (select k.key from elsewhere e cross join unnest(e.scopes) u(id) join scope_keys k on k.scope_key_id = u.id
              group by k.key order by count(*) desc, k.key limit 1) as "elsewhereKey",
            (select k.key from ingestion_jobs o join scope_keys k on k.scope_key_id = o.scope_key_id
              where o.sha256 = $2 and o.state = 'FINALIZED' and o.scope_key_id <> $1 order by o.finalized_at, k.key limit 1) as "sameFileKey",
            (select count(*) from (select 1 from assets limit ${inventoryShown}) a)::int as inventory,
            (select count(distinct target_key) from target_places)::int as placeable,
            (select count(distinct p.target_key) from target_places p
              where not p.is_new or p.place in (select ${placeOf('k')} from asset_identifiers k where k.kind in ('hostname', 'ip', 'origin')))::int as related`,
    [job.scopeKeyId, job.sha256, tool],
  );
  const found = rows[0];
  if (!found) throw new Error('the gate counted no neighbours');
  return found;
}

/** Enough to know that an inventory is not a beginning. */
const inventoryShown = 1_000;

/** The domain (last two labels) of a name, the network of an address, the domain of an origin; null for what has none. */
const placeOf = (row: string) => `
  case when ${row}.kind = 'ip' and ${row}.value ~ '^[0-9]{1,3}([.][0-9]{1,3}){3}$' then 'net ' || substring(${row}.value from '^[0-9]+[.][0-9]+')
       when ${row}.kind = 'ip' then 'net ' || substring(${row}.value from '^[0-9a-f]*:[0-9a-f]*:[0-9a-f]*')
       else 'domain ' || substring(regexp_replace(${row}.value, '^[a-z]+://|[:/].*$', '', 'g') from '([^.]+[.][^.]+)$') end`;

const placesOfTargets = `
  create temp table target_places on commit drop as
  select distinct t.target_key, t.is_new, ${placeOf('i')} as place
    from targets t, jsonb_to_recordset(t.identifiers) as i(kind text, value text) where i.kind in ('hostname', 'ip', 'origin')`;
