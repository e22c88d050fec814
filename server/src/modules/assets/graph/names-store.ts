import { sql } from 'kysely';
import type { DataOf } from '../../../kernel/operation.ts';
import type { ReadCtx } from '../../../platform/db/ctx.ts';
import type { getBlastRadius } from '../contract.ts';

type Listed = DataOf<typeof getBlastRadius>['reached'][number];

export interface NamedAsset {
  readonly id: string;
  readonly name: string;
  readonly criticality: number;
  readonly kind: Listed['kind'];
}

export async function selectAssets(
  ctx: ReadCtx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NamedAsset>> {
  const { rows } = await sql<NamedAsset>`
    select asset_id as id, name, criticality, kind from assets where asset_id = any(${[...ids]}::uuid[])`.execute(
    ctx.db,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export interface NamedVulnerability {
  readonly id: string;
  readonly title: string;
  readonly assetId: string;
  readonly assetName: string;
}

export async function selectVulnerabilities(
  ctx: ReadCtx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NamedVulnerability>> {
  const { rows } = await sql<NamedVulnerability>`
    select v.vulnerability_id as id, v.title, v.asset_id as "assetId", a.name as "assetName"
      from vulnerabilities v join assets a on a.asset_id = v.asset_id where v.vulnerability_id = any(${[...ids]}::uuid[])`.execute(
    ctx.db,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What names a relationship beside its id. */
export interface Ends {
  readonly fromId: string;
  readonly toId: string;
  readonly type: string;
}

export async function selectEnds(ctx: ReadCtx, ids: readonly string[]): Promise<ReadonlyMap<string, Ends>> {
  const { rows } = await sql<Ends & { readonly id: string }>`
    select relationship_id as id, from_asset_id as "fromId", to_asset_id as "toId", type
      from asset_relationships where relationship_id = any(${[...ids]}::uuid[])`.execute(ctx.db);
  return new Map(rows.map(({ id, ...ends }) => [id, ends]));
}

export function keyOfEnds({ fromId, toId, type }: Ends): string {
  return `${fromId} ${toId} ${type}`;
}

/** Ids of relationships by `keyOfEnds`. */
export async function selectRelationshipIds(
  ctx: ReadCtx,
  ends: readonly Ends[],
): Promise<ReadonlyMap<string, string>> {
  const asked = JSON.stringify(ends.map(({ fromId, toId, type }) => ({ f: fromId, t: toId, y: type })));
  const { rows } = await sql<Ends & { readonly id: string }>`
    select r.relationship_id as id, r.from_asset_id as "fromId", r.to_asset_id as "toId", r.type
      from jsonb_to_recordset(${asked}::jsonb) as x(f uuid, t uuid, y text)
      join asset_relationships r on r.from_asset_id = x.f and r.to_asset_id = x.t and r.type = x.y`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ id, ...one }) => [keyOfEnds(one), id]));
}
