import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { openIncoming } from './incoming.ts';
import {
  type ByteRange,
  type GetOptions,
  type ObjectStorage,
  objectPath,
  type PutOptions,
  type StoredObject,
  type TenantStorage,
} from './object-storage.ts';
import { type Bucket, type S3Client, type S3ClientOptions, s3Client } from './s3-client.ts';
import { putObject, uploadFile } from './s3-upload.ts';
import { bytesBelowPrefix } from './s3-usage.ts';
import { spool } from './spool.ts';
import { storeFailure, unavailable } from './storage-errors.ts';
import { openVerified } from './verified-read.ts';

export interface S3StorageOptions extends S3ClientOptions {
  /** On a disk with room for the uploads that are under way: a name is known only once all bytes have been seen. */
  readonly incomingFolder: string;
}

/**
 * Objects in a bucket of any store that speaks the S3 protocol: `<prefix>/<tenant>/<first two hex digits>/<sha256>`.
 * @throws AppError UNAVAILABLE when the folder for uploads cannot be used
 */
export async function s3Storage(
  bucket: Bucket,
  { incomingFolder, ...options }: S3StorageOptions,
): Promise<ObjectStorage> {
  const client = s3Client(bucket, options);
  const incoming = await openIncoming(incomingFolder);
  return {
    forTenant(tenantId) {
      objectPath(tenantId, '0'.repeat(64));
      return new S3TenantStorage({ client, incoming, tenantId });
    },
    async check() {
      const key = `check/${randomUUID()}`;
      await putObject({ client, key }, new Uint8Array([120]));
      await (await client.send({ method: 'DELETE', key })).body?.cancel();
    },
    usedBytes: () => bytesBelowPrefix(client, bucket.prefix),
  };
}

interface Place {
  readonly client: S3Client;
  readonly incoming: string;
  readonly tenantId: string;
}

class S3TenantStorage implements TenantStorage {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async put(source: Readable, options: PutOptions): Promise<StoredObject> {
    const path = join(this.#place.incoming, randomUUID());
    try {
      const { sums, ...stored } = await spool(source, { ...options, path, durable: false });
      await this.#upload({ path, sums, stored, signal: options.signal });
      return stored;
    } catch (error) {
      throw storeFailure(error);
    } finally {
      await rm(path, { force: true });
    }
  }

  async #upload({ path, sums, stored, signal }: Uploading): Promise<void> {
    const { client } = this.#place;
    const key = this.#key(stored.sha256);
    // Before the object, so that what is there has its sums.
    if (sums) await putObject({ client, key: sumsKey(key), signal }, new Uint8Array(sums));
    await uploadFile({ client, key, path, ...stored, signal });
  }

  async get(sha256: string, options: GetOptions = {}): Promise<Readable> {
    const { client } = this.#place;
    const key = this.#key(sha256);
    const object = {
      sha256,
      size: async () => (await this.stat(sha256))?.sizeBytes,
      read: (range?: ByteRange) => readFrom(client, key, range),
      sums: () => readSmall(client, sumsKey(key)),
    };
    return openVerified(object, options);
  }

  async stat(sha256: string): Promise<StoredObject | undefined> {
    const answer = await this.#place.client.send({ method: 'HEAD', key: this.#key(sha256) });
    if (answer.status === 404) return undefined;
    const sizeBytes = Number(answer.headers.get('content-length') ?? Number.NaN);
    if (!answer.ok || !Number.isSafeInteger(sizeBytes))
      throw unavailable(`S3 HEAD: ${answer.status} without a length`);
    return { sha256, sizeBytes };
  }

  async delete(sha256: string): Promise<void> {
    const key = this.#key(sha256);
    for (const one of [key, sumsKey(key)])
      await (await this.#place.client.send({ method: 'DELETE', key: one })).body?.cancel();
  }

  #key(sha256: string): string {
    return objectPath(this.#place.tenantId, sha256);
  }
}

interface Uploading {
  readonly path: string;
  readonly sums: Buffer | undefined;
  readonly stored: StoredObject;
  readonly signal: AbortSignal | undefined;
}

function sumsKey(key: string): string {
  return `${key}.sums`;
}

async function* readFrom(client: S3Client, key: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  const headers = range ? { range: `bytes=${range.start}-${range.end}` } : {};
  const answer = await client.send({ method: 'GET', key, headers });
  if (!answer.ok || !answer.body || (range && answer.status !== 206)) {
    await answer.body?.cancel();
    throw unavailable(`S3 GET: ${answer.status} for an object that was there`);
  }
  try {
    yield* answer.body;
  } catch (error) {
    throw unavailable('S3 GET: the connection broke while reading', error);
  }
}

/** Chunk sums are 32 bytes a mebibyte; anything larger than this is not ours. */
const maxSumsBytes = 4 * 1024 * 1024;

async function readSmall(client: S3Client, key: string): Promise<Buffer | undefined> {
  const answer = await client.send({ method: 'GET', key });
  if (answer.ok && Number(answer.headers.get('content-length')) <= maxSumsBytes)
    return Buffer.from(await answer.arrayBuffer());
  await answer.body?.cancel();
  return undefined;
}
