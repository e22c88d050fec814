import { AppError } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import type {
  confirmTotp as confirmOperation,
  disableTotp as disableOperation,
  enrolTotp as enrolOperation,
} from './contract.ts';
import type { Identity } from './identity.ts';
import { type AccountRow, saveTotpSecret, switchTotpOff, switchTotpOn } from './identity-store.ts';
import { accountOf, assertPassword, changeOwnAccount } from './own-account.ts';
import { auditRefusal } from './refusals.ts';
import { checkSecondFactor, recoveryHash } from './second-factor.ts';
import { base32, totpSecretBytes, totpUri } from './totp.ts';
import { sealTotpSecret } from './totp-seal.ts';

const issuer = 'CRP';
const recoveryCodes = 10;
const recoveryBytes = 10;

/** Makes a secret; nothing is on before it is confirmed. @throws AppError FORBIDDEN, CONFLICT, RATE_LIMITED */
export async function enrolTotp(
  identity: Identity,
  request: OpenRequest,
  body: BodyOf<typeof enrolOperation>,
): Promise<DataOf<typeof enrolOperation>> {
  const account = await accountOf(identity, request);
  await assertPassword(identity, request, account, body.password);
  if (account.totp_enabled) throw isOn();
  const secret = identity.source.randomBytes(totpSecretBytes);
  const sealed = sealTotpSecret(identity.keys, account.user_id, secret);
  await changeOwnAccount(identity, request, {
    type: 'totp.enrolled',
    change: async (db) => {
      if (!(await saveTotpSecret(db, account.user_id, sealed))) throw isOn();
    },
  });
  return { secret: base32(secret), uri: totpUri({ issuer, account: account.email, secret }) };
}

/** Switches it on and hands out the recovery codes. @throws AppError CONFLICT, FORBIDDEN, RATE_LIMITED */
export async function confirmTotp(
  identity: Identity,
  request: OpenRequest,
  body: BodyOf<typeof confirmOperation>,
): Promise<DataOf<typeof confirmOperation>> {
  const account = await accountOf(identity, request);
  if (account.totp_enabled) throw isOn();
  if (account.totp_secret === null) throw new AppError('CONFLICT', 'Start two-step sign-in first.');
  if (!(await checkSecondFactor(identity, account, body.code))) throw wrongCode(identity, request, account);
  const codes = Array.from({ length: recoveryCodes }, () =>
    grouped(base32(identity.source.randomBytes(recoveryBytes))),
  );
  await changeOwnAccount(identity, request, {
    type: 'totp.enabled',
    protects: true,
    change: (db, now) => switchTotpOn(db, account.user_id, codes.map(recoveryHash), now),
  });
  return { enabled: true, recoveryCodes: codes };
}

/** @throws AppError FORBIDDEN, CONFLICT, RATE_LIMITED */
export async function disableTotp(
  identity: Identity,
  request: OpenRequest,
  body: BodyOf<typeof disableOperation>,
): Promise<DataOf<typeof disableOperation>> {
  const account = await accountOf(identity, request);
  await assertPassword(identity, request, account, body.password);
  if (!account.totp_enabled) throw new AppError('CONFLICT', 'Two-step sign-in is off.');
  if (!(await checkSecondFactor(identity, account, body.code))) throw wrongCode(identity, request, account);
  await changeOwnAccount(identity, request, {
    type: 'totp.disabled',
    protects: true,
    change: (db, now) => switchTotpOff(db, account.user_id, now),
  });
  return { enabled: false };
}

function grouped(code: string): string {
  return code.match(/.{4}/g)?.join('-') ?? code;
}

function isOn(): AppError {
  return new AppError('CONFLICT', 'Two-step sign-in is on already.');
}

function wrongCode(identity: Identity, request: OpenRequest, account: AccountRow): AppError {
  auditRefusal(identity, { request, account, reason: 'WRONG_CODE' });
  return new AppError('FORBIDDEN', 'The code is wrong, or was used before. Wait for the next one.');
}
