import { sql } from 'kysely';
import type { Role } from '../../kernel/roles.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';

/** A member, or somebody invited. */
export interface TenantPersonRow {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly role: Role;
  readonly status: 'ACTIVE' | 'DISABLED' | 'INVITED';
  readonly totp_enabled: boolean;
  readonly last_seen_at: string | null;
  readonly invited_by: string | null;
  readonly invitation_expires_at: string | null;
  readonly joined_at: string | null;
}

/** Beyond, the list must be filtered; a tenant has people, not machines. */
export const maxPeople = 5_000;

const people = sql`
  select m.user_id as id, u.email, u.display_name, m.role, m.status, u.totp_enabled, m.last_seen_at,
         (select i.display_name from users i where i.user_id = m.invited_by) as invited_by,
         null::timestamptz as invitation_expires_at, m.joined_at
    from memberships m join users u on u.user_id = m.user_id where m.status <> 'REMOVED'
  union all
  select v.invitation_id, v.email, coalesce(v.display_name, v.email), v.role, 'INVITED', false, null,
         (select i.display_name from users i where i.user_id = v.invited_by), v.expires_at, null
    from invitations v`;

interface PeopleFilter {
  readonly roles: readonly string[] | null;
  readonly statuses: readonly string[] | null;
  readonly text: string | null;
}

export async function selectPeople(
  ctx: ReadCtx,
  { roles, statuses, text }: PeopleFilter,
): Promise<readonly TenantPersonRow[]> {
  const { rows } = await sql<TenantPersonRow>`select * from (${people}) p
    where (${roles}::text[] is null or role = any (${roles}::text[]))
      and (${statuses}::text[] is null or status = any (${statuses}::text[]))
      and (${text}::text is null or strpos(lower(display_name), lower(${text}::text)) > 0 or strpos(email, lower(${text}::text)) > 0)
    order by id limit ${maxPeople + 1}`.execute(ctx.db);
  return rows;
}

export async function selectOnePerson(ctx: ReadCtx, id: string): Promise<TenantPersonRow | undefined> {
  const { rows } = await sql<TenantPersonRow>`select * from (${people}) p where id = ${id}`.execute(ctx.db);
  return rows[0];
}

export async function selectMemberByEmail(ctx: ReadCtx, email: string): Promise<TenantPersonRow | undefined> {
  const { rows } =
    await sql<TenantPersonRow>`select * from (${people}) p where email = ${email} and status <> 'INVITED'`.execute(
      ctx.db,
    );
  return rows[0];
}

/** Until the end of the transaction nobody else changes who administers the tenant. */
export async function lockMembers(ctx: Ctx): Promise<void> {
  await sql`select from tenant_heads for update`.execute(ctx.db);
}

export async function countOtherAdmins(ctx: Ctx, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from memberships
    where role = 'WORKSPACE_ADMIN' and status = 'ACTIVE' and user_id <> ${userId}`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

interface NewMembership {
  readonly userId: string;
  readonly role: Role;
  readonly invitedBy: string | null;
}

/** Also for somebody who was removed and comes back. */
export async function insertMembership(ctx: Ctx, { userId, role, invitedBy }: NewMembership): Promise<void> {
  await sql`insert into memberships (tenant_id, user_id, role, invited_by, joined_at)
    values (${ctx.tenantId}, ${userId}, ${role}, ${invitedBy}, ${ctx.now})
    on conflict (tenant_id, user_id) do update
      set role = excluded.role, status = 'ACTIVE', invited_by = excluded.invited_by, joined_at = excluded.joined_at,
          removed_at = null`.execute(ctx.db);
}

export async function saveMembership(
  ctx: Ctx,
  userId: string,
  { role, status }: { role: Role; status: string },
): Promise<void> {
  await sql`update memberships set role = ${role}, status = ${status} where user_id = ${userId}`.execute(
    ctx.db,
  );
}

export async function markRemoved(ctx: Ctx, userId: string): Promise<void> {
  await sql`update memberships set status = 'REMOVED', removed_at = ${ctx.now} where user_id = ${userId}`.execute(
    ctx.db,
  );
}

export interface NewInvitation {
  readonly invitationId: string;
  readonly email: string;
  readonly displayName: string | null;
  readonly role: Role;
  readonly tokenHash: Buffer;
  readonly invitedBy: string | null;
  readonly expiresAt: string;
}

/** Ends an earlier invitation of the same address. */
export async function replaceInvitation(ctx: Ctx, invitation: NewInvitation): Promise<void> {
  await sql`delete from invitations where email = ${invitation.email}`.execute(ctx.db);
  await sql`insert into invitations (tenant_id, invitation_id, email, display_name, role, token_hash, invited_by, created_at, expires_at)
    values (${ctx.tenantId}, ${invitation.invitationId}, ${invitation.email}, ${invitation.displayName}, ${invitation.role},
      ${invitation.tokenHash}, ${invitation.invitedBy}, ${ctx.now}, ${invitation.expiresAt})`.execute(ctx.db);
}

export async function saveInvitationRole(ctx: Ctx, invitationId: string, role: Role): Promise<void> {
  await sql`update invitations set role = ${role} where invitation_id = ${invitationId}`.execute(ctx.db);
}

/** @returns false when the link was used or replaced meanwhile */
export async function takeInvitation(ctx: Ctx, invitationId: string, tokenHash?: Buffer): Promise<boolean> {
  const hash = tokenHash ?? null;
  const { rows } = await sql`delete from invitations
    where invitation_id = ${invitationId} and (${hash}::bytea is null or token_hash = ${hash}::bytea) returning 1`.execute(
    ctx.db,
  );
  return rows.length === 1;
}
