import { invalidField } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import type { changePassword as passwordOperation, updateProfile as profileOperation } from './contract.ts';
import type { Identity } from './identity.ts';
import { savePassword, saveProfile } from './identity-store.ts';
import { accountOf, assertPassword, changeOwnAccount, sessionOf } from './own-account.ts';
import { assertGoodPassword } from './password-rules.ts';
import { type Profile, profileOf } from './person.ts';
import { personOf } from './sessions.ts';

/** @throws AppError VALIDATION_FAILED for a language or a time zone that does not exist */
export async function updateProfile(
  identity: Identity,
  request: OpenRequest,
  body: BodyOf<typeof profileOperation>,
): Promise<Profile> {
  const { userId } = sessionOf(request);
  if (body.timeZone !== undefined && !isTimeZone(body.timeZone))
    throw invalidField('body.timeZone', 'is not an IANA time zone');
  if (body.locale !== undefined && !isLocale(body.locale))
    throw invalidField('body.locale', 'is not a BCP 47 language tag');
  await changeOwnAccount(identity, request, {
    type: 'user.profile-changed',
    change: (db, now) => saveProfile(db, userId, body, now),
  });
  return profileOf(await personOf(identity, userId));
}

/** Ends the person's other sessions. @throws AppError FORBIDDEN when the old password is wrong, VALIDATION_FAILED, RATE_LIMITED */
export async function changePassword(
  identity: Identity,
  request: OpenRequest,
  body: BodyOf<typeof passwordOperation>,
): Promise<DataOf<typeof passwordOperation>> {
  const account = await accountOf(identity, request);
  await assertPassword(identity, request, account, body.password);
  assertGoodPassword('body.newPassword', body.newPassword, [account.email]);
  const passwordHash = await identity.passwords.hash(body.newPassword);
  await changeOwnAccount(identity, request, {
    type: 'user.password-changed',
    protects: true,
    change: (db, at) => savePassword(db, { userId: account.user_id, passwordHash, at }),
  });
  return { changed: true };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
