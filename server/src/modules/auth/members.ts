import { AppError, notFound } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import { type SortKey, sortedPage } from '../../kernel/sorted-page.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import { revokeKeysOf } from './api-keys-store.ts';
import type {
  listUsers as listOperation,
  removeUser as removeOperation,
  updateUser as updateOperation,
} from './contract.ts';
import { deleteSessionsOfStranger } from './identity-store.ts';
import {
  countOtherAdmins,
  lockMembers,
  markRemoved,
  maxPeople,
  saveInvitationRole,
  saveMembership,
  selectOnePerson,
  selectPeople,
  type TenantPersonRow,
  takeInvitation,
} from './members-store.ts';

export type TenantUser = DataOf<typeof updateOperation>;

const defaultLimit = 50;

export async function listUsers(
  ctx: ReadCtx,
  { query }: Input<typeof listOperation>,
): Promise<DataOf<typeof listOperation>> {
  const rows = await selectPeople(ctx, {
    roles: query.role ?? null,
    statuses: query.status ?? null,
    text: query.q ?? null,
  });
  if (rows.length > maxPeople)
    throw new AppError('CONFLICT', 'Too many people for one list. Narrow it with q, role or status.');
  const page = sortedPage({
    items: rows,
    idOf: (row) => row.id,
    keyOf: sortKeyOf,
    sort: query.sort ?? ['displayName'],
    cursor: query.cursor,
    limit: query.limit ?? defaultLimit,
  });
  return { ...page, items: page.items.map((row) => tenantUserOf(row, ctx)) };
}

function sortKeyOf(row: TenantPersonRow, word: 'displayName' | 'lastSeenAt' | 'joinedAt'): SortKey {
  if (word === 'displayName') return row.display_name.toLowerCase();
  return word === 'lastSeenAt' ? row.last_seen_at : row.joined_at;
}

export function tenantUserOf(row: TenantPersonRow, { actor }: Pick<ReadCtx, 'actor'>): TenantUser {
  const managesUsers = actor.kind === 'USER' && actor.roles.includes('WORKSPACE_ADMIN');
  return {
    id: row.id,
    email: row.email,
    displayName: row.display_name,
    role: row.role,
    status: row.status,
    totpEnabled: managesUsers ? row.totp_enabled : null,
    lastSeenAt: row.last_seen_at,
    invitedBy: row.invited_by,
    invitationExpiresAt: row.invitation_expires_at,
    joinedAt: row.joined_at,
  };
}

/** @throws AppError NOT_FOUND; CONFLICT when nobody would administer the tenant any more */
export async function updateUser(
  ctx: Ctx,
  { params, body }: Input<typeof updateOperation>,
): Promise<TenantUser> {
  await lockMembers(ctx);
  const person = await selectOnePerson(ctx, params.userId);
  if (!person) throw notFound();
  const role = body.role ?? person.role;
  if (person.status === 'INVITED') {
    if (body.status !== undefined)
      throw new AppError('CONFLICT', 'This person has not joined yet. Remove the invitation instead.');
    await saveInvitationRole(ctx, person.id, role);
  } else {
    const status = body.status ?? person.status;
    if (role !== 'WORKSPACE_ADMIN' || status !== 'ACTIVE') await assertOtherAdmin(ctx, person);
    await saveMembership(ctx, person.id, { role, status });
    if (status !== person.status) await auditStatus(ctx, person.id, status);
  }
  if (role !== person.role) {
    ctx.audit({
      type: 'user.role-changed',
      subject: { type: 'user', id: person.id },
      data: { from: person.role, to: role },
    });
  }
  return tenantUserOf(
    { ...person, role, status: person.status === 'INVITED' ? 'INVITED' : (body.status ?? person.status) },
    ctx,
  );
}

async function auditStatus(ctx: Ctx, userId: string, status: 'ACTIVE' | 'DISABLED'): Promise<void> {
  ctx.audit({
    type: status === 'ACTIVE' ? 'user.enabled' : 'user.disabled',
    subject: { type: 'user', id: userId },
  });
  if (status === 'DISABLED') await endSessions(ctx, userId);
}

/**
 * The membership ends at once: the next request of a session finds no membership, the next use of a key finds it revoked. The
 * row stays, for the name beside what the member did.
 */
export async function removeUser(
  ctx: Ctx,
  { params }: Input<typeof removeOperation>,
): Promise<DataOf<typeof removeOperation>> {
  await lockMembers(ctx);
  const person = await selectOnePerson(ctx, params.userId);
  if (!person) throw notFound();
  if (person.status === 'INVITED') await takeInvitation(ctx, person.id);
  else await removeMember(ctx, person);
  ctx.audit({
    type: 'user.removed',
    subject: { type: 'user', id: person.id },
    data: { role: person.role, status: person.status },
  });
  return { id: person.id, removed: true };
}

async function removeMember(ctx: Ctx, person: TenantPersonRow): Promise<void> {
  await assertOtherAdmin(ctx, person);
  await markRemoved(ctx, person.id);
  for (const keyId of await revokeKeysOf(ctx, person.id)) {
    ctx.audit({
      type: 'api-key.revoked',
      subject: { type: 'api-key', id: keyId },
      data: { reason: 'OWNER_REMOVED' },
    });
  }
  await endSessions(ctx, person.id);
}

/** A person who is a member elsewhere stays signed in there. */
async function endSessions(ctx: Ctx, userId: string): Promise<void> {
  for (const id of await deleteSessionsOfStranger(ctx.db, userId)) {
    ctx.audit({ type: 'session.ended', subject: { type: 'session', id }, data: { userId } });
  }
}

async function assertOtherAdmin(ctx: Ctx, person: TenantPersonRow): Promise<void> {
  if (person.role !== 'WORKSPACE_ADMIN' || person.status !== 'ACTIVE') return;
  if ((await countOtherAdmins(ctx, person.id)) > 0) return;
  throw new AppError('CONFLICT', 'This is the last workspace administrator. Make somebody else one first.');
}
