import { AppError } from '../../kernel/errors.ts';
import type { BodyOf } from '../../kernel/operation.ts';
import { isRole, type Role } from '../../kernel/roles.ts';
import { sqlState } from '../../platform/db/transactor.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import { tokenBuckets } from './attempt-limits.ts';
import type { acceptInvitation as operation } from './contract.ts';
import type { Identity } from './identity.ts';
import {
  type AccountRow,
  findAccount,
  findInvitation,
  type InvitationRow,
  insertUser,
} from './identity-store.ts';
import { insertMembership, takeInvitation } from './members-store.ts';
import { assertGoodPassword } from './password-rules.ts';
import type { SignedIn } from './person.ts';
import { isToken, tokenHash } from './session-token.ts';
import { openSession } from './sessions.ts';
import { proveByPassword } from './sign-in.ts';
import { sourceNetwork } from './source-network.ts';

type Body = BodyOf<typeof operation>;

/**
 * Makes the invited person a member and signs them in. Somebody who has an account already proves it with its password (and
 * code), so that a link alone never opens another person's account.
 * @throws AppError UNAUTHENTICATED, RATE_LIMITED, VALIDATION_FAILED for a weak password, CONFLICT when the link was used meanwhile
 */
export async function acceptInvitation(
  identity: Identity,
  request: OpenRequest,
  body: Body,
): Promise<SignedIn> {
  const { attempts, source, transactor } = identity;
  const network = sourceNetwork(request.address);
  const attempt = await attempts.admit(tokenBuckets(network));
  const invitation = isToken(body.token)
    ? await findInvitation(transactor, tokenHash(body.token))
    : undefined;
  if (!invitation || !isRole(invitation.role) || Date.parse(invitation.expires_at) <= source.nowMs()) {
    identity.log.warn({ requestId: request.requestId, address: request.address }, 'invitation refused');
    throw linkIsOver();
  }
  await attempt.release();
  const account = await findAccount(transactor, { email: invitation.email, network });
  const joining = { request, body, invitation, role: invitation.role };
  const userId = account
    ? await joinWithAccount(identity, joining, account)
    : await joinAsNew(identity, joining);
  return openSession(identity, { request, userId, proof: 'INVITATION' });
}

interface Joining {
  readonly request: OpenRequest;
  readonly body: Body;
  readonly invitation: InvitationRow;
  readonly role: Role;
}

async function joinWithAccount(
  identity: Identity,
  joining: Joining,
  { user_id: userId, email }: AccountRow,
): Promise<string> {
  const { request, body } = joining;
  await proveByPassword(identity, {
    request,
    body: { email, password: body.password, ...(body.totp === undefined ? {} : { totp: body.totp }) },
  });
  await join(identity, joining, userId);
  return userId;
}

async function joinAsNew(identity: Identity, joining: Joining): Promise<string> {
  const { body, invitation } = joining;
  const userId = invitation.invitation_id;
  assertGoodPassword('body.password', body.password, [invitation.email, body.displayName]);
  const passwordHash = await identity.passwords.hash(body.password);
  await join(identity, joining, userId, passwordHash);
  return userId;
}

async function join(
  { transactor }: Identity,
  { request, body, invitation, role }: Joining,
  userId: string,
  passwordHash?: string,
): Promise<void> {
  const actor = { kind: 'USER', userId, roles: [role], platformAdmin: false } as const;
  const caller = { tenantId: invitation.tenant_id, actor, requestId: request.requestId };
  await transactor.write(caller, async (ctx) => {
    if (!(await takeInvitation(ctx, invitation.invitation_id, tokenHash(body.token)))) throw linkIsOver();
    if (passwordHash !== undefined) {
      const user = {
        userId,
        email: invitation.email,
        displayName: body.displayName,
        passwordHash,
        platformAdmin: false,
        at: ctx.now,
      };
      await insertUser(ctx.db, user).catch(rethrowTaken);
    }
    await insertMembership(ctx, { userId, role, invitedBy: invitation.invited_by });
    ctx.audit({
      type: 'user.joined',
      subject: { type: 'user', id: userId },
      data: { role, invitedBy: invitation.invited_by },
    });
  });
}

const uniqueViolation = '23505';

/** The same person accepted another invitation at the same moment. */
function rethrowTaken(error: unknown): never {
  if (sqlState(error) === uniqueViolation)
    throw new AppError('CONFLICT', 'This address has an account by now. Open the link again.');
  throw error;
}

function linkIsOver(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'This invitation was used, replaced or has run out. Ask for a new link.',
  );
}
