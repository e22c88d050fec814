import { AppError, invalidField, notFound } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import { isRole, isScope } from '../../kernel/roles.ts';
import { timestampOf } from '../../kernel/source.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import { newApiKey, secretHash } from './api-key-format.ts';
import {
  type ApiKeyRow,
  countUsableKeys,
  insertKey,
  revokeKey,
  selectKey,
  selectKeys,
} from './api-keys-store.ts';
import type {
  createApiKey as createOperation,
  listApiKeys as listOperation,
  revokeApiKey as revokeOperation,
} from './contract.ts';
import { userIdOf } from './own-id.ts';
import { scopesOf } from './scope-authority.ts';

type ApiKey = DataOf<typeof revokeOperation>;

const dayMs = 24 * 60 * 60 * 1000;
const defaultLimit = 50;
/** Usable keys of one person in one tenant. */
const maxKeys = 100;

export async function listApiKeys(
  ctx: ReadCtx,
  { query }: Input<typeof listOperation>,
): Promise<DataOf<typeof listOperation>> {
  const limit = query.limit ?? defaultLimit;
  const rows = await selectKeys(ctx, {
    userId: userIdOf(ctx.actor),
    activeOnly: query.active ?? false,
    after: query.cursor === undefined ? null : idOfCursor(query.cursor),
    limit: limit + 1,
  });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => apiKeyOf(row, ctx.now)),
    page: { limit, nextCursor: last ? Buffer.from(last.key_id).toString('base64url') : null },
  };
}

/** @throws AppError VALIDATION_FAILED for a scope beyond the caller's authority, CONFLICT at the limit of keys */
export async function createApiKey(
  ctx: Ctx,
  { body }: Input<typeof createOperation>,
): Promise<DataOf<typeof createOperation>> {
  const userId = userIdOf(ctx.actor);
  const allowed = ctx.actor.kind === 'USER' ? ctx.actor.roles.filter(isRole).flatMap(scopesOf) : [];
  const beyond = body.scopes.find((scope) => !allowed.some((one) => one === scope));
  if (beyond) throw invalidField('body.scopes', `your role cannot give ${beyond} to a key`);
  if ((await countUsableKeys(ctx, userId)) >= maxKeys)
    throw new AppError('CONFLICT', `You have ${maxKeys} usable keys. Revoke one first.`);
  const keyId = ctx.newId();
  const { apiKey, lookup, secret } = newApiKey(ctx.source);
  const expiresAt = new Date(Date.parse(ctx.now) + body.expiresInDays * dayMs).toISOString();
  await insertKey(ctx, {
    keyId,
    userId,
    name: body.name,
    lookup,
    secretHash: secretHash(secret),
    scopes: body.scopes,
    expiresAt,
  });
  ctx.audit({
    type: 'api-key.created',
    subject: { type: 'api-key', id: keyId },
    data: { name: body.name, lookup, scopes: body.scopes, expiresAt },
  });
  return { apiKey, apiKeyMeta: { id: keyId, name: body.name, scopes: body.scopes, expiresAt } };
}

/** One's own; a workspace administrator may revoke any. @throws AppError NOT_FOUND */
export async function revokeApiKey(ctx: Ctx, { params }: Input<typeof revokeOperation>): Promise<ApiKey> {
  const found = await selectKey(ctx, params.apiKeyId);
  const isAdmin = ctx.actor.kind === 'USER' && ctx.actor.roles.includes('WORKSPACE_ADMIN');
  if (!found || !(isAdmin || found.user_id === userIdOf(ctx.actor))) throw notFound();
  const revoked = await revokeKey(ctx, params.apiKeyId);
  if (!revoked) throw notFound();
  if (revoked.changed) {
    ctx.audit({
      type: 'api-key.revoked',
      subject: { type: 'api-key', id: params.apiKeyId },
      data: { name: found.name, ownerId: found.user_id },
    });
  }
  return apiKeyOf(revoked.key, timestampOf(ctx.source));
}

function apiKeyOf(row: ApiKeyRow, now: string): ApiKey {
  return {
    id: row.key_id,
    name: row.name,
    lookup: row.lookup,
    scopes: row.scopes.filter(isScope),
    status: statusOf(row, now),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    lastUsedFrom: row.last_used_address,
  };
}

function statusOf(row: ApiKeyRow, now: string): ApiKey['status'] {
  if (row.revoked_at !== null) return 'REVOKED';
  return row.expires_at <= now ? 'EXPIRED' : 'ACTIVE';
}

function idOfCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^[0-9a-f-]{36}$/.test(id)) throw invalidField('query.cursor', 'is not one that this list gave out');
  return id;
}
