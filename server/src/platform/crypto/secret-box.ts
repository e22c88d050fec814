import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { type Randomness, systemRandomness } from './randomness.ts';

/** Where a secret is kept. Part of its seal: a ciphertext moved to another row does not open. */
export interface SecretPlace {
  readonly tenantId: string;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

/**
 * Secrets at rest (ADR 0007). Every secret has a data key of its own, which stands beside it, wrapped by a key of the tenant
 * that is derived from the master key. Text: `v1.<key id>.<wrapped data key>.<secret>`, the last two in base64url, each as
 * nonce, ciphertext and tag of AES-256-GCM (NIST SP 800-38D).
 */
export interface SecretBox {
  /** Eight hex digits that name the key which new secrets are sealed under. */
  readonly keyId: string;
  seal(secret: string, place: SecretPlace): string;
  /** @throws SecretBoxError when the text was changed, moved, or sealed under a key that is not in the ring */
  open(sealed: string, place: SecretPlace): string;
  /** The same secret under the current key; only the data key is unwrapped. A text that is current already comes back as it is. */
  rewrap(sealed: string, place: SecretPlace): string;
}

export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';
}

export interface SecretBoxOptions {
  /** Keys of earlier master keys: they open, and never seal. */
  readonly previous?: readonly Buffer[];
  readonly randomness?: Randomness;
  /** Seals per key and process. Random 96-bit nonces allow 2^32 in a key's life (SP 800-38D, 8.3); the rest is for other nodes and starts. */
  readonly maxSeals?: number;
}

const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;
const defaultMaxSeals = 2 ** 28;

/** @param root 32 bytes derived from the master key for this purpose alone */
export function secretBox(root: Buffer, options: SecretBoxOptions = {}): SecretBox {
  const { previous = [], randomness = systemRandomness, maxSeals = defaultMaxSeals } = options;
  const keyId = idOf(root);
  const roots = new Map([...previous, root].map((one) => [idOf(one), one]));
  let seals = 0;

  const encrypt = (plain: Uint8Array, key: Buffer, bound: string): string => {
    const nonce = randomness.randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString(
      'base64url',
    );
  };
  const wrap = (dataKey: Buffer, place: SecretPlace): string => {
    if (seals >= maxSeals)
      throw new SecretBoxError('the key has sealed as often as it may; change the master key');
    seals += 1;
    return encrypt(dataKey, wrappingKey(root, place.tenantId), keyBound(keyId, place));
  };
  const unwrap = ({ id, wrapped }: Parts, place: SecretPlace): Buffer => {
    const from = roots.get(id);
    if (from === undefined) throw new SecretBoxError('sealed under a key that is not known here');
    return decrypt(wrapped, wrappingKey(from, place.tenantId), keyBound(id, place));
  };

  return {
    keyId,
    seal(secret, place) {
      const dataKey = Buffer.from(randomness.randomBytes(keyLength));
      return `v1.${keyId}.${wrap(dataKey, place)}.${encrypt(Buffer.from(secret), dataKey, secretBound(place))}`;
    },
    open(sealed, place) {
      const parts = split(sealed);
      return decrypt(parts.body, unwrap(parts, place), secretBound(place)).toString('utf8');
    },
    rewrap(sealed, place) {
      const parts = split(sealed);
      if (parts.id === keyId) return sealed;
      return `v1.${keyId}.${wrap(unwrap(parts, place), place)}.${parts.body}`;
    },
  };
}

interface Parts {
  readonly id: string;
  readonly wrapped: string;
  readonly body: string;
}

function split(sealed: string): Parts {
  const [, id, wrapped, body] = /^v1\.([0-9a-f]{8})\.([\w-]{80})\.([\w-]{38,})$/.exec(sealed) ?? [];
  if (id === undefined || wrapped === undefined || body === undefined)
    throw new SecretBoxError('not a sealed secret');
  return { id, wrapped, body };
}

function decrypt(text: string, key: Buffer, bound: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  // Base64 has several texts for some bytes; only the one that was written counts.
  if (bytes.toString('base64url') !== text) throw new SecretBoxError('the sealed secret was changed');
  const tagAt = bytes.length - tagLength;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceLength, tagAt)), decipher.final()]);
  } catch (cause) {
    throw new SecretBoxError('the sealed secret was changed or moved', { cause });
  }
}

function wrappingKey(root: Buffer, tenantId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `tenant/${tenantId}`, keyLength));
}

function idOf(root: Buffer): string {
  return createHash('sha256').update('crp/v1/secret-box-id').update(root).digest('hex').slice(0, 8);
}

/** JSON, so that no two places have one text. */
function keyBound(keyId: string, { tenantId, table, column, rowId }: SecretPlace): string {
  return JSON.stringify(['crp/v1/data-key', keyId, tenantId, table, column, rowId]);
}

function secretBound({ tenantId, table, column, rowId }: SecretPlace): string {
  return JSON.stringify(['crp/v1/secret', tenantId, table, column, rowId]);
}
