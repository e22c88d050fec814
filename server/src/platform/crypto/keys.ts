import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { MasterKey } from './master-key.ts';
import type { Randomness } from './randomness.ts';
import { type SecretBox, secretBox } from './secret-box.ts';

export interface Signature {
  /** Ed25519 over the UTF-8 bytes, base64. */
  readonly signature: string;
  /** First 16 hex digits of the SHA-256 of the public key's DER form. */
  readonly keyId: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
}

/** Keys that the platform works with; the master key itself stays inside. */
export interface Keys {
  sign(text: string): Signature;
  /** Whether this deployment signed exactly these bytes, with its present key or an earlier one. */
  verify(text: string, signature: string): boolean;
  /** Keys that signed before the present one, SPKI in PEM, oldest last. */
  readonly earlierPublicKeys: readonly string[];
  readonly publicKey: string;
  readonly keyId: string;
  /** Secrets at rest. */
  readonly secrets: SecretBox;
  /** HMAC key for hashes of API keys and tokens. */
  readonly tokenPepper: Buffer;
  /** Password of the database role `crp_app`. */
  readonly databasePassword: string;
}

/** PKCS #8 frame of an Ed25519 private key (RFC 8410, section 7), before its 32 bytes. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

interface KeyRing {
  /** Earlier master keys: they open and verify, and neither seal nor sign. */
  readonly previous?: readonly MasterKey[];
  /** Public keys of master keys that have left the ring, SPKI in PEM. */
  readonly retired?: readonly string[];
  readonly randomness?: Randomness;
}

export function createKeys(
  master: MasterKey,
  { previous = [], retired = [], randomness }: KeyRing = {},
): Keys {
  const privateKey = signingKey(master);
  const publicKey = createPublicKey(privateKey);
  const pem = pemOf(publicKey);
  const inRing = previous.map((one) => pemOf(createPublicKey(signingKey(one))));
  const earlierPublicKeys = [...new Set([...inRing, ...retired])].filter((one) => one !== pem);
  const trusted = [publicKey, ...earlierPublicKeys.map((one) => createPublicKey(one))];
  const keyId = keyIdOf(publicKey);
  return {
    sign: (text) => ({
      signature: sign(null, Buffer.from(text), privateKey).toString('base64'),
      keyId,
      publicKey: pem,
    }),
    verify: (text, signature) => trusted.some((key) => verifyWith(key, text, signature)),
    earlierPublicKeys,
    publicKey: pem,
    keyId,
    secrets: secretBox(master.derive('secrets-at-rest'), {
      previous: previous.map((one) => one.derive('secrets-at-rest')),
      ...(randomness ? { randomness } : {}),
    }),
    tokenPepper: master.derive('token-pepper'),
    databasePassword: master.derive('database-app-password').toString('base64url'),
  };
}

function pemOf(publicKey: KeyObject): string {
  return publicKey.export({ format: 'pem', type: 'spki' }).toString();
}

function signingKey(master: MasterKey): KeyObject {
  const der = Buffer.concat([pkcs8Prefix, master.derive('signing')]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function verifyWith(publicKey: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // One signature, one text: what decodes to the same bytes but is written differently does not count.
  if (bytes.length !== 64 || bytes.toString('base64') !== signature) return false;
  return verify(null, Buffer.from(text), publicKey, bytes);
}

export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16);
}

/** Offline check with a public key in PEM: what `crp verify receipt` does. */
export function verifyOffline({
  text,
  signature,
  publicKey,
}: {
  text: string;
  signature: string;
  publicKey: string;
}): boolean {
  return verifyWith(createPublicKey(publicKey), text, signature);
}
