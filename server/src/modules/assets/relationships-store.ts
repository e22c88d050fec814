import { type RawBuilder, sql } from 'kysely';
import type { DataOf, QueryOf } from '../../kernel/operation.ts';
import { defaultLimit, sortTerms } from '../../kernel/pagination.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { keyset } from '../../platform/db/keyset.ts';
import type { listAssetRelationships } from './contract.ts';

export type Relationship = DataOf<typeof listAssetRelationships>['items'][number];

/** What a request states, in its order; `n` is its place there. */
export interface StatedRelationship {
  readonly n: number;
  readonly id: string;
  readonly fromId: string;
  readonly toId: string;
  readonly type: Relationship['type'];
  /** Absent: as it is, or the default in a new one. */
  readonly weight: number | null;
  readonly note: string | null;
  readonly noteGiven: boolean;
}

const defaultWeight = 0.5;

const columns = sql`
  r.relationship_id as id, jsonb_build_object('id', f.asset_id, 'name', f.name, 'criticality', f.criticality) as "from",
  jsonb_build_object('id', t.asset_id, 'name', t.name, 'criticality', t.criticality) as "to", r.type, r.weight::float8 as weight, r.note,
  r.source, r.created_at as "createdAt", r.updated_at as "updatedAt"`;
const source = sql`
  asset_relationships r join assets f on f.asset_id = r.from_asset_id join assets t on t.asset_id = r.to_asset_id`;

interface RelationshipPage {
  readonly rows: readonly Relationship[];
  readonly limit: number;
  readonly nextCursor: string | null;
}

export async function selectRelationships(
  ctx: ReadCtx,
  query: QueryOf<typeof listAssetRelationships>,
): Promise<RelationshipPage> {
  const limit = query.limit ?? defaultLimit;
  const sort = query.sort ?? ['-weight'];
  const paging = keyset({
    order: `asset-relationships:${sort.join()}`,
    terms: sortTerms(sort).map(({ word, descending }) =>
      word === 'weight'
        ? { expression: sql`r.weight`, type: 'numeric', descending }
        : { expression: sql`r.created_at`, type: 'timestamptz', descending },
    ),
    id: sql`r.relationship_id`,
    cursor: query.cursor,
  });
  const ids = [...(query.assetId ?? [])];
  const types = [...(query.type ?? [])];
  const { rows } = await sql<Relationship & { readonly keys: readonly string[] }>`
    with page as materialized (
      select r.relationship_id as page_id, ${paging.columns} from asset_relationships r
       where (cardinality(${ids}::uuid[]) = 0 or r.from_asset_id = any(${ids}) or r.to_asset_id = any(${ids}))
         and (cardinality(${types}::text[]) = 0 or r.type = any(${types}))
         and r.weight >= ${query.minWeight ?? 0}::numeric and ${paging.beyond}
       order by ${paging.orderBy} limit ${limit + 1})
    select ${columns}, ${paging.keys} as keys from page join ${source} on r.relationship_id = page.page_id
     order by ${paging.orderOutside}`.execute(ctx.db);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    rows: rows.slice(0, limit).map(withoutKeys),
    limit,
    nextCursor: last ? paging.cursorOf(last.keys) : null,
  };
}

function withoutKeys({ keys: _, ...row }: Relationship & { readonly keys: readonly string[] }): Relationship {
  return row;
}

/** Ids among these that name no asset of the tenant. */
export async function missingAssets(ctx: ReadCtx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  return missing(ctx, ids, sql`select asset_id from assets where asset_id = x.id`);
}

export async function missingRelationships(
  ctx: ReadCtx,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  return missing(ctx, ids, sql`select relationship_id from asset_relationships where relationship_id = x.id`);
}

async function missing(
  ctx: ReadCtx,
  ids: readonly string[],
  known: RawBuilder<unknown>,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select x.id from unnest(${[...new Set(ids)]}::uuid[]) as x(id) where not exists (${known})`.execute(
    ctx.db,
  );
  return new Set(rows.map(({ id }) => id));
}

/** What became of each stated relationship. */
export interface Upserted {
  readonly n: number;
  readonly id: string;
  readonly effect: 'CREATED' | 'UPDATED' | 'UNCHANGED';
}

/**
 * From, to and type together name a relationship; what is stated again as it is, is left alone. Two statements, because one
 * would not see rows that it inserts itself. Locks in order of the key, so that two changes never wait in a circle.
 */
export async function upsertRelationships(
  ctx: Ctx,
  stated: readonly StatedRelationship[],
): Promise<readonly Upserted[]> {
  if (stated.length === 0) return [];
  const rows = sql`jsonb_to_recordset(${JSON.stringify(stated)}::jsonb) as x(n int, id uuid, "fromId" uuid, "toId" uuid, type text, weight numeric,
    note text, "noteGiven" boolean)`;
  const same = sql`r.from_asset_id = x."fromId" and r.to_asset_id = x."toId" and r.type = x.type`;
  const created = await sql<{ id: string }>`
    insert into asset_relationships (tenant_id, relationship_id, from_asset_id, to_asset_id, type, weight, note, source, created_at, updated_at)
    select ${ctx.tenantId}::uuid, x.id, x."fromId", x."toId", x.type, coalesce(x.weight, ${defaultWeight}::numeric), x.note, 'USER', ${ctx.now}, ${ctx.now}
      from ${rows} order by x."fromId", x."toId", x.type
    on conflict (tenant_id, from_asset_id, to_asset_id, type) do nothing returning relationship_id as id`.execute(
    ctx.db,
  );
  const updated = await sql<{ id: string }>`
    update asset_relationships r set weight = coalesce(x.weight, r.weight), note = case when x."noteGiven" then x.note else r.note end,
           source = 'USER', updated_at = ${ctx.now}
      from ${rows} where ${same} and r.relationship_id <> x.id
       and (r.weight <> coalesce(x.weight, r.weight) or (x."noteGiven" and r.note is distinct from x.note))
    returning r.relationship_id as id`.execute(ctx.db);
  const { rows: all } = await sql<{ n: number; id: string }>`
    select x.n, r.relationship_id as id from ${rows} join asset_relationships r on ${same} order by x.n`.execute(
    ctx.db,
  );
  const isNew = new Set(created.rows.map(({ id }) => id));
  const isChanged = new Set(updated.rows.map(({ id }) => id));
  return all.map(({ n, id }) => ({
    n,
    id,
    effect: isNew.has(id) ? 'CREATED' : isChanged.has(id) ? 'UPDATED' : 'UNCHANGED',
  }));
}

export async function deleteRelationships(ctx: Ctx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from asset_relationships where relationship_id = any(${[...ids]}::uuid[])`.execute(ctx.db);
}

/** In the order of the ids. */
export async function selectRelationshipsById(
  ctx: ReadCtx,
  ids: readonly string[],
): Promise<readonly Relationship[]> {
  const wanted = [...ids];
  const { rows } = await sql<Relationship>`
    select ${columns} from ${source} where r.relationship_id = any(${wanted}::uuid[])
     order by array_position(${wanted}::uuid[], r.relationship_id)`.execute(ctx.db);
  return rows;
}
