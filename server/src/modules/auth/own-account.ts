import { AppError } from '../../kernel/errors.ts';
import type { Db } from '../../platform/db/pipeline.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import type { SessionPrincipal } from '../../platform/http/principal.ts';
import { signInBuckets } from './attempt-limits.ts';
import { setSessionCookie } from './cookie.ts';
import type { Identity } from './identity.ts';
import { type AccountRow, deleteSessions, findAccount, replaceSessionToken } from './identity-store.ts';
import { recordPersonal } from './personal-record.ts';
import { auditRefusal } from './refusals.ts';
import { newToken, tokenHash } from './session-token.ts';
import { isHttps } from './sessions.ts';
import { sourceNetwork } from './source-network.ts';

/** The signed-in person of an operation that keys cannot call. */
export function sessionOf({ principal }: OpenRequest): SessionPrincipal {
  if (principal?.kind !== 'SESSION')
    throw new AppError('SESSION_REQUIRED', 'This needs a signed-in person; API keys cannot do it.');
  return principal;
}

export async function accountOf({ transactor }: Identity, request: OpenRequest): Promise<AccountRow> {
  const account = await findAccount(transactor, {
    userId: sessionOf(request).userId,
    network: sourceNetwork(request.address),
  });
  if (!account) throw new Error('a session without a user');
  return account;
}

/**
 * Asks for the password again before what protects the account changes (ASVS 5.0, 7.5.1); counted like sign-ins.
 * @throws AppError FORBIDDEN, RATE_LIMITED
 */
export async function assertPassword(
  identity: Identity,
  request: OpenRequest,
  account: AccountRow,
  password: string,
): Promise<void> {
  const buckets = signInBuckets({
    email: account.email,
    network: sourceNetwork(request.address),
    known: true,
  });
  const attempt = await identity.attempts.admit(buckets);
  if (!(await identity.passwords.verify(password, account.password_hash))) {
    auditRefusal(identity, { request, account, reason: 'WRONG_PASSWORD' });
    throw new AppError('FORBIDDEN', 'The password is wrong.');
  }
  await attempt.release();
}

interface OwnChange {
  readonly type: string;
  readonly change: (db: Db, now: string) => Promise<void>;
  /** What protects the account changed: a new token for this session, an end to the others (ASVS 5.0, 7.2.4, 7.4.3). */
  readonly protects?: true;
}

/** Changes the person's own rows and keeps it in the audit log of each of their tenants. */
export async function changeOwnAccount(
  identity: Identity,
  request: OpenRequest,
  { type, change, protects }: OwnChange,
): Promise<void> {
  const { userId, sessionId, memberships, platformAdmin } = sessionOf(request);
  const token = newToken(identity.source);
  await recordPersonal(identity, {
    tenantIds: memberships.map((membership) => membership.tenantId),
    actor: { kind: 'USER', userId, roles: [], platformAdmin },
    requestId: request.requestId,
    entry: { type, subject: { type: 'user', id: userId } },
    change: async (db, now) => {
      await change(db, now);
      if (!protects) return;
      await replaceSessionToken(db, sessionId, tokenHash(token));
      await deleteSessions(db, { userId, keep: sessionId });
    },
  });
  if (protects) setSessionCookie(request.reply, token, { https: isHttps(identity) });
}
