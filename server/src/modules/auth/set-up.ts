import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/source.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import { StartupError } from '../../platform/db/errors.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { insertTenant } from '../tenants/facade.ts';
import { tokenBuckets } from './attempt-limits.ts';
import { canonicalEmail } from './email-address.ts';
import { type Identity, identityOf } from './identity.ts';
import { claimSetUp, insertUser, isPlatformEmpty, offerSetUp } from './identity-store.ts';
import { insertMembership } from './members-store.ts';
import { assertGoodPassword, passwordProblem } from './password-rules.ts';
import type { SignedIn } from './person.ts';
import { isToken, newToken, tokenHash } from './session-token.ts';
import { openSession } from './sessions.ts';
import { sourceNetwork } from './source-network.ts';

/** Body of POST /setup. */
export interface FirstPerson {
  readonly token: string;
  readonly tenantName: string;
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
}

export type SetUpState =
  /** There is a person already. */
  | { readonly state: 'DONE' }
  /** The administrator named by CRP_ADMIN_EMAIL was made now. */
  | { readonly state: 'CREATED'; readonly email: string; readonly tenantId: string }
  /** One-time link, good for 24 hours; for the operator's terminal and nothing else. */
  | { readonly state: 'LINK'; readonly url: string; readonly expiresAt: string };

const linkMs = 24 * 60 * 60 * 1000;

/**
 * Called at every start; does something only while there is nobody. Several nodes may call it at once.
 * @throws StartupError when CRP_ADMIN_PASSWORD is too weak
 */
export async function ensureSetUp(platform: Platform): Promise<SetUpState> {
  const identity = identityOf(platform);
  const { transactor, source, config } = identity;
  if (!(await isPlatformEmpty(transactor))) return { state: 'DONE' };
  const { adminEmail, adminPassword } = config;
  if (adminEmail !== undefined && adminPassword !== undefined)
    return makeAdministrator(identity, adminEmail, adminPassword);
  const token = newToken(source);
  const expiresAt = new Date(source.nowMs() + linkMs).toISOString();
  const offer = { tokenHash: tokenHash(token), expiresAt };
  const offered = await transactor.system('SET_UP', ({ db, now }) => offerSetUp(db, { ...offer, at: now }));
  return offered
    ? { state: 'LINK', url: `${config.publicUrl}/setup#token=${token}`, expiresAt }
    : { state: 'DONE' };
}

async function makeAdministrator(identity: Identity, email: string, password: string): Promise<SetUpState> {
  const problem = passwordProblem(password, [email]);
  if (problem) throw new StartupError(`CRP_ADMIN_PASSWORD ${problem}.`);
  const displayName = email.split('@')[0] ?? email;
  const tenantName = identity.config.tenantName ?? 'My organisation';
  const hash = tokenHash(newToken(identity.source));
  // Offered and claimed in one transaction, which holds off nodes that start at the same time.
  const claim = async ({ db, now }: Ctx) =>
    (await offerSetUp(db, {
      tokenHash: hash,
      at: now,
      expiresAt: new Date(Date.parse(now) + linkMs).toISOString(),
    })) && claimSetUp(db, hash, now);
  const made = await makeFirst(identity, {
    person: { email, password, displayName, tenantName },
    requestId: 'start',
    claim,
  });
  return made
    ? { state: 'CREATED', email: canonicalEmail(email), tenantId: made.tenantId }
    : { state: 'DONE' };
}

export function isSetUpRequired(platform: Platform): Promise<boolean> {
  return isPlatformEmpty(platform.transactor);
}

/** @throws AppError UNAUTHENTICATED for a token that is wrong, used or too old; VALIDATION_FAILED for a weak password; RATE_LIMITED */
export async function completeSetUp(
  platform: Platform,
  request: OpenRequest,
  body: FirstPerson,
): Promise<SignedIn> {
  const identity = identityOf(platform);
  const attempt = await identity.attempts.admit(tokenBuckets(sourceNetwork(request.address)));
  if (!isToken(body.token)) throw linkIsOver();
  assertGoodPassword('body.password', body.password, [body.email, body.displayName, body.tenantName]);
  const claim = ({ db, now }: Ctx) => claimSetUp(db, tokenHash(body.token), now);
  const made = await makeFirst(identity, { person: body, requestId: request.requestId, claim });
  if (!made) {
    identity.log.warn({ requestId: request.requestId, address: request.address }, 'set-up refused');
    throw linkIsOver();
  }
  await attempt.release();
  return openSession(identity, { request, userId: made.userId, proof: 'SET_UP' });
}

interface First {
  readonly person: Omit<FirstPerson, 'token'>;
  readonly requestId: string;
  /** True for one caller only. */
  readonly claim: (ctx: Ctx) => Promise<boolean>;
}

/** @returns undefined when somebody else was first, or the claim is not good */
async function makeFirst({ transactor, source, passwords }: Identity, { person, requestId, claim }: First) {
  const tenantId = newId(source);
  const userId = newId(source);
  const passwordHash = await passwords.hash(person.password);
  const actor = { kind: 'USER', userId, roles: ['WORKSPACE_ADMIN'], platformAdmin: true } as const;
  return transactor.write({ tenantId, actor, requestId }, async (ctx) => {
    if (!(await claim(ctx))) return undefined;
    await insertTenant(ctx, person.tenantName);
    const { displayName } = person;
    await insertUser(ctx.db, {
      userId,
      email: canonicalEmail(person.email),
      displayName,
      passwordHash,
      platformAdmin: true,
      at: ctx.now,
    });
    await insertMembership(ctx, { userId, role: 'WORKSPACE_ADMIN', invitedBy: null });
    ctx.audit({
      type: 'user.created',
      subject: { type: 'user', id: userId },
      data: { role: 'WORKSPACE_ADMIN', platformAdmin: true },
    });
    return { userId, tenantId };
  });
}

function linkIsOver(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'This set-up link was used or has run out. Start the platform again to get a new one.',
  );
}
