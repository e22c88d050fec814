import { createHmac, hkdfSync } from 'node:crypto';
import { equalInConstantTime } from './constant-time.ts';

/** 32 bytes from which every other key of the deployment is derived (HKDF-SHA-256, RFC 5869). */
export interface MasterKey {
  /** A key for one purpose; keys of different purposes tell nothing of each other. */
  derive(purpose: KeyPurpose): Buffer;
  /** Kept beside the data: a start with another master key is refused instead of reading garbage. */
  readonly checkValue: string;
}

/** Every use of the master key. See docs/crypto-inventory.md. */
export const keyPurposes = [
  'database-app-password',
  'signing',
  'secrets-at-rest',
  'token-pepper',
  'check-value',
  'cookie',
] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

const keyLength = 32;

/** @throws RangeError unless the key has 32 bytes */
export function masterKey(bytes: Uint8Array): MasterKey {
  if (bytes.length !== keyLength) throw new RangeError('the master key has 32 bytes');
  const derive = (purpose: KeyPurpose) =>
    Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), `crp/v1/${purpose}`, keyLength));
  return {
    derive,
    checkValue: createHmac('sha256', derive('check-value')).update('crp').digest('base64url').slice(0, 16),
  };
}

/**
 * Which key of the ring a stored check value belongs to. `PREVIOUS`: a rotation is under way; store the current key's value
 * once every secret is re-wrapped. `FOREIGN`: start no further, nothing stored could be read.
 */
export function recogniseCheckValue(
  stored: string,
  ring: { readonly current: MasterKey; readonly previous: readonly MasterKey[] },
): 'CURRENT' | 'PREVIOUS' | 'FOREIGN' {
  if (equalInConstantTime(stored, ring.current.checkValue)) return 'CURRENT';
  return ring.previous.some(({ checkValue }) => equalInConstantTime(stored, checkValue))
    ? 'PREVIOUS'
    : 'FOREIGN';
}

/** 32 bytes as base64url (43 characters) or hex (64); undefined for anything else. */
export function parseMasterKey(text: string): Buffer | undefined {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64url');
  return undefined;
}
