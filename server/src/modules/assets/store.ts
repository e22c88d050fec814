import { type RawBuilder, sql } from 'kysely';
import type { Money } from '../../kernel/schema.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import {
  type Asset,
  type AssetRow,
  assetColumns,
  assetJoins,
  type Identifier,
  identifierKinds,
} from './columns.ts';

export async function selectAsset(ctx: ReadCtx, assetId: string): Promise<AssetRow | undefined> {
  const { rows } = await sql<AssetRow>`
    select ${assetColumns} from assets a ${assetJoins(ctx.now)} where a.asset_id = ${assetId}`.execute(
    ctx.db,
  );
  return rows[0];
}

export async function selectName(ctx: ReadCtx, assetId: string): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`select name from assets where asset_id = ${assetId}`.execute(
    ctx.db,
  );
  return rows[0]?.name;
}

/** Which of the ids name an asset of the tenant. */
export async function selectKnownIds(ctx: ReadCtx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{
    id: string;
  }>`select asset_id as id from assets where asset_id = any(${[...ids]}::uuid[])`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}

/** Locks the asset until the transaction ends. */
export async function lockAsset(
  ctx: Ctx,
  assetId: string,
): Promise<{ readonly version: number } | undefined> {
  const { rows } = await sql<{
    version: number;
  }>`select version from assets where asset_id = ${assetId} for update`.execute(ctx.db);
  return rows[0];
}

/** Columns that a person sets; absent ones keep their value, or their default in a new asset. */
export interface AssetFields {
  readonly name?: string;
  readonly kind?: Asset['kind'];
  readonly criticality?: number;
  readonly exposure?: Asset['exposure'];
  readonly dataClass?: Asset['dataClass'];
  readonly ownerId?: string | null;
  readonly businessValue?: Money | null;
  readonly description?: string | null;
  readonly tags?: readonly string[];
}

type Column = readonly [name: string, value: RawBuilder<unknown>];

function columnsOf(fields: AssetFields): readonly Column[] {
  const { businessValue } = fields;
  return [
    ...column('name', fields.name),
    ...column('kind', fields.kind),
    ...column('criticality', fields.criticality),
    ...column('exposure', fields.exposure),
    ...column('data_class', fields.dataClass),
    ...column('owner_id', fields.ownerId),
    ...column(
      'business_value_amount',
      businessValue === undefined ? undefined : (businessValue?.amount ?? null),
    ),
    ...column(
      'business_value_currency',
      businessValue === undefined ? undefined : (businessValue?.currency ?? null),
    ),
    ...column('description', fields.description),
    ...column('tags', fields.tags && [...new Set(fields.tags)]),
  ];
}

function column(name: string, value: unknown): readonly Column[] {
  return value === undefined ? [] : [[name, sql`${value}`]];
}

/** Nobody has seen it yet: `last_seen_at` stays at the beginning of time until a report names it. */
export async function insertAsset(ctx: Ctx, assetId: string, fields: AssetFields): Promise<void> {
  const columns = columnsOf(fields);
  await sql`
    insert into assets (tenant_id, asset_id, source, first_seen_at, last_seen_at, created_at, ${sql.join(columns.map(([name]) => sql.ref(name)))})
    values (${ctx.tenantId}, ${assetId}, 'ADDED', ${ctx.now}, '-infinity', ${ctx.now}, ${sql.join(columns.map(([, value]) => value))})`.execute(
    ctx.db,
  );
}

export async function updateAsset(ctx: Ctx, assetId: string, fields: AssetFields): Promise<void> {
  const sets = columnsOf(fields).map(([name, value]) => sql`${sql.ref(name)} = ${value},`);
  await sql`
    update assets set ${sql.join(sets, sql` `)} updated_at = ${ctx.now}, version = version + 1 where asset_id = ${assetId}`.execute(
    ctx.db,
  );
}

/** Adds what the asset is known by. @returns identifiers that belong to another asset; nothing is taken from it */
export async function insertIdentifiers(
  ctx: Ctx,
  assetId: string,
  identifiers: readonly Identifier[],
): Promise<readonly Identifier[]> {
  if (identifiers.length === 0) return [];
  const kept = JSON.stringify(identifiers.map(({ kind, value }) => ({ kind: kind.toLowerCase(), value })));
  await sql`
    insert into asset_identifiers (tenant_id, kind, value, asset_id)
    select ${ctx.tenantId}::uuid, x.kind, x.value, ${assetId}::uuid from jsonb_to_recordset(${kept}::jsonb) as x(kind text, value text)
    on conflict (tenant_id, kind, value) do nothing`.execute(ctx.db);
  const { rows } = await sql<Identifier>`
    select upper(i.kind) as kind, i.value from jsonb_to_recordset(${kept}::jsonb) as x(kind text, value text)
      join asset_identifiers i on i.kind = x.kind and i.value = x.value where i.asset_id <> ${assetId}::uuid`.execute(
    ctx.db,
  );
  return rows;
}

/** Those the contract knows; names and scopes that imports keep stay, or the next report would not find its asset again. */
export async function deleteOtherIdentifiers(
  ctx: Ctx,
  assetId: string,
  keep: readonly Identifier[],
): Promise<void> {
  const kept = JSON.stringify(keep.map(({ kind, value }) => ({ kind: kind.toLowerCase(), value })));
  await sql`
    delete from asset_identifiers i where i.asset_id = ${assetId} and i.kind = any(${identifierKinds})
       and not exists (select from jsonb_to_recordset(${kept}::jsonb) as x(kind text, value text) where x.kind = i.kind and x.value = i.value)`.execute(
    ctx.db,
  );
}

export async function isActiveMember(ctx: ReadCtx, userId: string): Promise<boolean> {
  const { rows } = await sql`select from memberships where user_id = ${userId} and status = 'ACTIVE'`.execute(
    ctx.db,
  );
  return rows.length > 0;
}
