import { AppError } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import type { Role } from '../../kernel/roles.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { inviteUser as inviteOperation } from './contract.ts';
import { canonicalEmail } from './email-address.ts';
import type { Identity } from './identity.ts';
import { tenantUserOf } from './members.ts';
import { replaceInvitation, selectMemberByEmail, selectOnePerson } from './members-store.ts';
import { newToken, tokenHash } from './session-token.ts';

const dayMs = 24 * 60 * 60 * 1000;
const defaultDays = 7;

type InvitationLink = DataOf<typeof inviteOperation>;

/** @throws AppError CONFLICT for somebody who is a member already */
export async function inviteUser(
  identity: Identity,
  ctx: Ctx,
  { body }: Input<typeof inviteOperation>,
): Promise<InvitationLink> {
  return invite(identity, ctx, {
    email: body.email,
    role: body.role,
    displayName: body.displayName ?? null,
    days: body.expiresInDays ?? defaultDays,
  });
}

interface Invite {
  readonly email: string;
  readonly role: Role;
  readonly displayName?: string | null;
  readonly days?: number;
}

/** The link works once and is shown now only; the database keeps its hash. Whether the address has an account is not told. */
export async function invite(
  { config }: Pick<Identity, 'config'>,
  ctx: Ctx,
  { email, role, displayName, days }: Invite,
): Promise<InvitationLink> {
  const address = canonicalEmail(email);
  if (await selectMemberByEmail(ctx, address))
    throw new AppError('CONFLICT', 'This person is a member of the tenant already.');
  const token = newToken(ctx.source);
  const invitationId = ctx.newId();
  const expiresAt = new Date(Date.parse(ctx.now) + (days ?? defaultDays) * dayMs).toISOString();
  await replaceInvitation(ctx, {
    invitationId,
    email: address,
    displayName: displayName ?? null,
    role,
    tokenHash: tokenHash(token),
    invitedBy: ctx.actor.kind === 'USER' ? ctx.actor.userId : null,
    expiresAt,
  });
  ctx.audit({
    type: 'user.invited',
    subject: { type: 'user', id: invitationId },
    data: { email: address, role, expiresAt },
  });
  const row = await selectOnePerson(ctx, invitationId);
  if (!row) throw new Error('the invitation just made is not there');
  return {
    user: tenantUserOf(row, ctx),
    invitationUrl: `${config.publicUrl}/invitation#token=${token}`,
    expiresAt,
  };
}
