import type { Readable } from 'node:stream';
import { isUuid } from '../../kernel/ids.ts';

export interface StoredObject {
  /** Hex; the object's name. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface PutOptions {
  /** The upload ends with PAYLOAD_TOO_LARGE as soon as it passes this. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** Inclusive, as in HTTP; an `end` past the last byte means the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface GetOptions {
  readonly range?: ByteRange;
}

/**
 * Content-addressed objects of one tenant: the name is the SHA-256 of the bytes, so what was kept cannot change, and the same
 * bytes are kept once. Nothing is ever held whole in memory. Names that are not 64 lower-case hex digits are refused.
 */
export interface TenantStorage {
  /**
   * Reads `source` to its end; destroys it when it fails. The object is there, and stays there after a power cut, once this
   * returns.
   * @throws AppError PAYLOAD_TOO_LARGE, UNAVAILABLE (no space, no permission, store not reachable); AbortError; the source's
   * own error. Nothing is left behind then.
   */
  put(source: Readable, options: PutOptions): Promise<StoredObject>;
  /**
   * Every byte is checked before the last one is handed out: a damaged or short object ends the stream with an AppError
   * INTERNAL, and is never served to its end.
   * @throws AppError NOT_FOUND, UNAVAILABLE; RangeError when the range starts past the end
   */
  get(sha256: string, options?: GetOptions): Promise<Readable>;
  stat(sha256: string): Promise<StoredObject | undefined>;
  /** Deleting what is not there is fine. */
  delete(sha256: string): Promise<void>;
}

export interface ObjectStorage {
  /** @throws RangeError unless the id is a UUID */
  forTenant(tenantId: string): TenantStorage;
  /** Writes and removes a small object. @throws AppError UNAVAILABLE when the store cannot be used */
  check(): Promise<void>;
  /** Bytes of all tenants' objects with what is kept beside them. Lists everything: seldom. @throws AppError UNAVAILABLE */
  usedBytes(): Promise<number>;
}

/** `<tenant>/<first two digits>/<sha256>`: both parts are checked, so a path never holds what a caller wrote. */
export function objectPath(tenantId: string, sha256: string): string {
  if (!isUuid(tenantId)) throw new RangeError('objects belong to a tenant, whose id is a UUID');
  if (!isObjectName(sha256)) throw new RangeError('objects are named by their SHA-256');
  return `${tenantId}/${sha256.slice(0, 2)}/${sha256}`;
}

export function isObjectName(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
