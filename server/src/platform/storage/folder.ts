import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, opendir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { openIncoming } from './incoming.ts';
import {
  type GetOptions,
  type ObjectStorage,
  objectPath,
  type PutOptions,
  type StoredObject,
  type TenantStorage,
} from './object-storage.ts';
import { spool } from './spool.ts';
import { storeFailure, systemCode } from './storage-errors.ts';
import { openVerified } from './verified-read.ts';

const readBytes = 256 * 1024;

/**
 * Objects in a folder: `<root>/<tenant>/<first two hex digits>/<sha256>`, each with its bytes as they are. Written under a
 * temporary name, flushed to disk with its folder, then renamed, so that an object is whole or absent even after a power cut.
 * @throws AppError UNAVAILABLE when the folder cannot be used
 */
export async function folderStorage(root: string): Promise<ObjectStorage> {
  const incoming = await openIncoming(join(root, 'incoming'));
  return {
    forTenant(tenantId) {
      objectPath(tenantId, '0'.repeat(64));
      return new FolderTenantStorage({ root, incoming, tenantId });
    },
    async check() {
      const path = join(incoming, randomUUID());
      try {
        await writeFile(path, 'x', { mode: 0o600, flush: true });
      } catch (error) {
        throw storeFailure(error);
      } finally {
        await rm(path, { force: true });
      }
    },
    usedBytes: () => bytesBelow(root),
  };
}

/** What is deleted while it is counted counts as nothing. */
async function bytesBelow(folder: string): Promise<number> {
  let sum = 0;
  for await (const entry of (await unlessMissing(opendir(folder))) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await bytesBelow(path);
    else if (entry.isFile()) sum += (await unlessMissing(stat(path)))?.size ?? 0;
  }
  return sum;
}

interface Place {
  readonly root: string;
  readonly incoming: string;
  readonly tenantId: string;
}

class FolderTenantStorage implements TenantStorage {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async put(source: Readable, options: PutOptions): Promise<StoredObject> {
    const temporary = join(this.#place.incoming, randomUUID());
    const temporarySums = `${temporary}.sums`;
    try {
      const { sums, ...stored } = await spool(source, { ...options, path: temporary, durable: true });
      const path = this.#path(stored.sha256);
      await makeFolder(dirname(path), this.#place.root);
      if (sums) {
        await writeFile(temporarySums, sums, { mode: 0o600, flush: true });
        await rename(temporarySums, sumsPath(path));
      }
      // Last, so that what is there has its sums. Over an older copy: the bytes are the same, or the older ones are damaged.
      await rename(temporary, path);
      await syncFolder(dirname(path));
      return stored;
    } catch (error) {
      throw storeFailure(error);
    } finally {
      await rm(temporary, { force: true });
      await rm(temporarySums, { force: true });
    }
  }

  async get(sha256: string, options: GetOptions = {}): Promise<Readable> {
    const path = this.#path(sha256);
    const object = {
      sha256,
      size: async () => (await this.stat(sha256))?.sizeBytes,
      read: (range = {}) => readFrom(path, range),
      sums: () => unlessMissing(readFile(sumsPath(path))),
    };
    return openVerified(object, options);
  }

  async stat(sha256: string): Promise<StoredObject | undefined> {
    const found = await unlessMissing(stat(this.#path(sha256)));
    return found && { sha256, sizeBytes: found.size };
  }

  async delete(sha256: string): Promise<void> {
    const path = this.#path(sha256);
    await rm(path, { force: true });
    await rm(sumsPath(path), { force: true });
  }

  #path(sha256: string): string {
    return join(this.#place.root, objectPath(this.#place.tenantId, sha256));
  }
}

function sumsPath(path: string): string {
  return `${path}.sums`;
}

async function* readFrom(path: string, range: { start?: number; end?: number }): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: readBytes, ...range });
  } catch (error) {
    throw storeFailure(error);
  }
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw storeFailure(error);
  }
}

/** A new folder is lost in a power cut unless the folder that names it is flushed too. */
async function makeFolder(folder: string, root: string): Promise<void> {
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) === undefined) return;
  for (let parent = dirname(folder); parent.length >= root.length; parent = dirname(parent))
    await syncFolder(parent);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
