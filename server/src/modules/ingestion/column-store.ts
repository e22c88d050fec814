import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { actorOf } from '../../platform/db/outbox.ts';
import type { GenericField } from './parsers/mapping/generic-fields.ts';
import { type ActorRef, json } from './store.ts';

export interface MappedColumnRow {
  readonly column: string;
  readonly field: GenericField | null;
}

/** A row of `column_mappings`, in the field names of this program. */
export interface MappingRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly columns: readonly MappedColumnRow[];
  readonly createdBy: ActorRef;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

/** Names the columns of a mapping, whatever it is called; '' for none. */
export function mappingDigest(mapping: { readonly columns: readonly MappedColumnRow[] } | null): string {
  if (mapping === null) return '';
  return createHash('sha256').update(canonicalJson(mapping.columns)).digest('hex');
}

const columns = sql`m.mapping_id as id, m.name, m.description, m.columns, m.created_at as "createdAt", m.updated_at as "updatedAt", m.version,
  m.created_by || jsonb_build_object('name', actor_name(m.created_by)) as "createdBy"`;

/** @throws AppError NOT_FOUND */
export async function getMapping(ctx: ReadCtx, id: string): Promise<MappingRow> {
  const found = await findMapping(ctx, id);
  if (!found) throw notFound();
  return found;
}

export async function findMapping(ctx: ReadCtx, id: string): Promise<MappingRow | undefined> {
  const { rows } =
    await sql<MappingRow>`select ${columns} from column_mappings m where m.mapping_id = ${id}`.execute(
      ctx.db,
    );
  return rows[0];
}

/** By name, at most `limit`. */
export async function allMappings(
  ctx: ReadCtx,
  { q, limit }: { readonly q: string | null; readonly limit: number },
): Promise<readonly MappingRow[]> {
  const { rows } = await sql<MappingRow>`select ${columns} from column_mappings m
    where (${q}::text is null or position(lower(${q}::text) in lower(m.name)) > 0) order by m.name limit ${limit}`.execute(
    ctx.db,
  );
  return rows;
}

interface NewMapping {
  readonly name: string;
  readonly description: string | null;
  readonly columns: readonly MappedColumnRow[];
}

/** @returns undefined when the name is taken */
export async function insertMapping(ctx: Ctx, mapping: NewMapping): Promise<string | undefined> {
  const id = ctx.newId();
  const { rows } = await sql<{ id: string }>`
    insert into column_mappings (tenant_id, mapping_id, name, description, columns, created_at, created_by, updated_at)
    values (${ctx.tenantId}, ${id}, ${mapping.name}, ${mapping.description}, ${json(mapping.columns)}, ${ctx.now},
      ${json(actorOf(ctx.actor))}, ${ctx.now})
    on conflict (tenant_id, name) do nothing returning mapping_id as id`.execute(ctx.db);
  return rows[0]?.id;
}

/** @returns whether another mapping has the name */
export async function nameIsTaken(ctx: Ctx, name: string, id: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from column_mappings where name = ${name} and mapping_id <> ${id}`.execute(ctx.db);
  return rows.length > 0;
}

export async function changeMapping(ctx: Ctx, id: string, change: Partial<NewMapping>): Promise<void> {
  const { name, description, columns: changed } = change;
  const sets = [
    name === undefined ? undefined : sql`name = ${name}`,
    description === undefined ? undefined : sql`description = ${description}`,
    changed === undefined ? undefined : sql`columns = ${json(changed)}`,
  ].filter((set) => set !== undefined);
  if (sets.length === 0) return;
  await sql`update column_mappings set ${sql.join(sets)}, updated_at = ${ctx.now}, version = version + 1 where mapping_id = ${id}`.execute(
    ctx.db,
  );
}

export async function removeMapping(ctx: Ctx, id: string): Promise<void> {
  await sql`delete from column_mappings where mapping_id = ${id}`.execute(ctx.db);
}
