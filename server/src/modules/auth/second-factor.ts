import { createHash } from 'node:crypto';
import { totpBuckets } from './attempt-limits.ts';
import type { Identity } from './identity.ts';
import { type AccountRow, useRecoveryCode, useTotpStep } from './identity-store.ts';
import { matchingStep } from './totp.ts';
import { unsealTotpSecret } from './totp-seal.ts';

type Factor = 'PASSWORD_AND_TOTP' | 'PASSWORD_AND_RECOVERY_CODE';

/**
 * Checks a code of the authenticator, or a recovery code; each works once (RFC 6238, 5.2).
 * @throws AppError RATE_LIMITED after too many wrong codes for the person
 */
export async function checkSecondFactor(
  identity: Identity,
  account: AccountRow,
  code: string,
): Promise<Factor | undefined> {
  const attempt = await identity.attempts.admit(totpBuckets(account.user_id));
  const factor = await matchingFactor(identity, account, code);
  if (factor) await attempt.release();
  return factor;
}

async function matchingFactor(
  { transactor, source, keys }: Identity,
  account: AccountRow,
  code: string,
): Promise<Factor | undefined> {
  if (account.totp_secret === null) return undefined;
  const typed = code.replaceAll(/[ -]/g, '');
  const step = matchingStep(
    unsealTotpSecret(keys, account.user_id, account.totp_secret),
    typed,
    source.nowMs(),
  );
  if (step !== undefined) {
    const fresh = await transactor.system('AUTHENTICATE', ({ db }) => useTotpStep(db, account.user_id, step));
    return fresh ? 'PASSWORD_AND_TOTP' : undefined;
  }
  const hash = recoveryHash(typed);
  const found = await transactor.system('AUTHENTICATE', ({ db }) =>
    useRecoveryCode(db, account.user_id, hash),
  );
  return found ? 'PASSWORD_AND_RECOVERY_CODE' : undefined;
}

/** Recovery codes hold 80 random bits, so a plain hash is enough. */
export function recoveryHash(code: string): Buffer {
  return createHash('sha256').update(code.replaceAll(/[ -]/g, '').toUpperCase()).digest();
}
