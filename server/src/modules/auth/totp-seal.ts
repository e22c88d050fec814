import type { Keys } from '../../platform/crypto/keys.ts';
import { platformPlace } from '../../platform/crypto/sealed-column.ts';
import { totpSecretColumn } from './sealed.ts';

/** A person belongs to no tenant. */
const placeOf = (userId: string) => platformPlace(totpSecretColumn, userId);

export function sealTotpSecret(keys: Keys, userId: string, secret: Uint8Array): string {
  return keys.secrets.seal(Buffer.from(secret).toString('base64url'), placeOf(userId));
}

export function unsealTotpSecret(keys: Keys, userId: string, sealed: string): Buffer {
  return Buffer.from(keys.secrets.open(sealed, placeOf(userId)), 'base64url');
}
