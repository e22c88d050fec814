import { AppError } from '../../kernel/errors.ts';
import type { BodyOf } from '../../kernel/operation.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import { signInBuckets, signInNetworkBucket } from './attempt-limits.ts';
import type { signIn as operation } from './contract.ts';
import { canonicalEmail } from './email-address.ts';
import type { Identity } from './identity.ts';
import { type AccountRow, findAccount } from './identity-store.ts';
import type { SignedIn } from './person.ts';
import { auditRefusal } from './refusals.ts';
import { checkSecondFactor } from './second-factor.ts';
import { openSession, type Proof } from './sessions.ts';
import { sourceNetwork } from './source-network.ts';

type Body = BodyOf<typeof operation>;

/**
 * Signs a person in by password, and by second factor where one is on. Every failure looks and lasts alike, whether the
 * account exists or not (ASVS 5.0, 6.3.8): the same look-up, the same count, the same hash, and audit after the answer.
 * @throws AppError UNAUTHENTICATED, RATE_LIMITED
 */
export async function signIn(identity: Identity, request: OpenRequest, body: Body): Promise<SignedIn> {
  const { userId, proof } = await proveByPassword(identity, { request, body });
  return openSession(identity, { request, userId, proof });
}

interface Attempt {
  readonly request: OpenRequest;
  readonly body: Pick<Body, 'email' | 'password' | 'totp'>;
}

/** Also for an invited person who has an account already. */
export async function proveByPassword(
  identity: Identity,
  { request, body }: Attempt,
): Promise<{ userId: string; proof: Proof }> {
  const { attempts, passwords, transactor } = identity;
  const email = canonicalEmail(body.email);
  const network = sourceNetwork(request.address);
  attempts.assertOpen(signInNetworkBucket(email, network));
  const account = await findAccount(transactor, { email, network });
  const buckets = signInBuckets({ email, network, known: account?.known_source ?? false });
  const attempt = await attempts.admit(buckets, () =>
    auditRefusal(identity, { request, account, reason: 'TOO_MANY_ATTEMPTS' }),
  );
  const right = await passwords.verify(body.password, account?.password_hash);
  if (!account || !right) {
    auditRefusal(identity, { request, account, reason: 'WRONG_PASSWORD' });
    throw refused();
  }
  const proof = await proveSecondFactor(identity, {
    request,
    account,
    code: body.totp,
    release: attempt.release,
  });
  await attempt.release();
  return { userId: account.user_id, proof };
}

interface SecondFactor {
  readonly request: OpenRequest;
  readonly account: AccountRow;
  readonly code: string | undefined;
  readonly release: () => Promise<void>;
}

async function proveSecondFactor(
  identity: Identity,
  { request, account, code, release }: SecondFactor,
): Promise<Proof> {
  if (!account.totp_enabled) return 'PASSWORD';
  if (code === undefined) {
    // The first half of a sign-in in two steps, not a failure.
    await release();
    throw refused([{ path: 'totp', message: 'The code of your authenticator is needed.' }]);
  }
  const factor = await checkSecondFactor(identity, account, code);
  if (factor) return factor;
  auditRefusal(identity, { request, account, reason: 'WRONG_CODE' });
  throw refused();
}

function refused(details?: readonly { path: string; message: string }[]): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'The address, the password or the code is wrong.',
    details ? { details } : {},
  );
}
