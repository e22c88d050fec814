import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';

export interface ApiKeyRow {
  readonly key_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly lookup: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
  readonly last_used_address: string | null;
}

const columns = sql.raw(
  'key_id, user_id, name, lookup, scopes, created_at, expires_at, revoked_at, last_used_at, last_used_address',
);

interface KeysOf {
  readonly userId: string;
  readonly activeOnly: boolean;
  readonly after: string | null;
  readonly limit: number;
}

/** Newest first; `after` is the id of the last key of the page before. */
export async function selectKeys(
  ctx: ReadCtx,
  { userId, activeOnly, after, limit }: KeysOf,
): Promise<readonly ApiKeyRow[]> {
  const { rows } = await sql<ApiKeyRow>`select ${columns} from api_keys
    where user_id = ${userId} and (${after}::uuid is null or key_id < ${after}::uuid)
      and (not ${activeOnly} or (revoked_at is null and expires_at > ${ctx.now}))
    order by key_id desc limit ${limit}`.execute(ctx.db);
  return rows;
}

export async function countUsableKeys(ctx: ReadCtx, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from api_keys
    where user_id = ${userId} and revoked_at is null and expires_at > ${ctx.now}`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

export interface NewKey {
  readonly keyId: string;
  readonly userId: string;
  readonly name: string;
  readonly lookup: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
}

export async function insertKey(ctx: Ctx, key: NewKey): Promise<void> {
  await sql`insert into api_keys (tenant_id, key_id, user_id, name, lookup, secret_hash, scopes, created_at, expires_at)
    values (${ctx.tenantId}, ${key.keyId}, ${key.userId}, ${key.name}, ${key.lookup}, ${key.secretHash}, ${key.scopes}::text[],
      ${ctx.now}, ${key.expiresAt})`.execute(ctx.db);
}

/** The row as it is afterwards; undefined when there is no such key. Revoking again changes nothing. */
export async function revokeKey(
  ctx: Ctx,
  keyId: string,
): Promise<{ readonly key: ApiKeyRow; readonly changed: boolean } | undefined> {
  const changed = await sql<ApiKeyRow>`update api_keys set revoked_at = ${ctx.now}
    where key_id = ${keyId} and revoked_at is null returning ${columns}`.execute(ctx.db);
  if (changed.rows[0]) return { key: changed.rows[0], changed: true };
  const key = await selectKey(ctx, keyId);
  return key && { key, changed: false };
}

export async function selectKey(ctx: ReadCtx, keyId: string): Promise<ApiKeyRow | undefined> {
  const { rows } = await sql<ApiKeyRow>`select ${columns} from api_keys where key_id = ${keyId}`.execute(
    ctx.db,
  );
  return rows[0];
}

/** All keys of a person in the tenant. @returns ids of those that worked until now */
export async function revokeKeysOf(ctx: Ctx, userId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ key_id: string }>`update api_keys set revoked_at = ${ctx.now}
    where user_id = ${userId} and revoked_at is null returning key_id`.execute(ctx.db);
  return rows.map((row) => row.key_id);
}
