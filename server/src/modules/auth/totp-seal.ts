import type { Keys } from '../../platform/crypto/keys.ts';
import type { SecretPlace } from '../../platform/crypto/secret-box.ts';

/** A person belongs to no tenant; the platform's own key seals what only the platform reads. */
function placeOf(userId: string): SecretPlace {
  return { tenantId: 'platform', table: 'user_secrets', column: 'totp_secret', rowId: userId };
}

export function sealTotpSecret(keys: Keys, userId: string, secret: Uint8Array): string {
  return keys.secrets.seal(Buffer.from(secret).toString('base64url'), placeOf(userId));
}

export function unsealTotpSecret(keys: Keys, userId: string, sealed: string): Buffer {
  return Buffer.from(keys.secrets.open(sealed, placeOf(userId)), 'base64url');
}
