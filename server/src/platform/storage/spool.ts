import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { ChunkSums } from './chunk-sums.ts';
import type { PutOptions, StoredObject } from './object-storage.ts';
import { tooLarge } from './storage-errors.ts';

export interface Spooled extends StoredObject {
  /** See `ChunkSums`. */
  readonly sums: Buffer | undefined;
}

interface SpoolOptions extends PutOptions {
  /** A file that does not exist yet; the caller removes it, whatever happens. */
  readonly path: string;
  /** Flush to the disk before returning. */
  readonly durable: boolean;
}

/** Writes a stream to a file while measuring and hashing it; memory is one piece of the stream. */
export async function spool(source: Readable, options: SpoolOptions): Promise<Spooled> {
  const { path, maxBytes, signal, durable } = options;
  const sha256 = createHash('sha256');
  const sums = new ChunkSums();
  let sizeBytes = 0;
  let file: FileHandle | undefined;
  try {
    // Until the loop below listens, and after it has ended, an error of the source must not end the process.
    source.on('error', () => {});
    if (signal) addAbortSignal(signal, source);
    file = await open(path, 'wx', 0o600);
    for await (const piece of pieces(source)) {
      sizeBytes += piece.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      // The disk works while this thread hashes.
      const writing = writeAll(file, piece);
      sha256.update(piece);
      sums.update(piece);
      await writing;
    }
    if (durable) await file.sync();
    return { sha256: sha256.digest('hex'), sizeBytes, sums: sums.finish() };
  } catch (error) {
    source.destroy();
    throw error;
  } finally {
    await file?.close();
  }
}

async function* pieces(source: Readable): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    if (piece instanceof Uint8Array) yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    else if (typeof piece === 'string') yield Buffer.from(piece);
    else throw new TypeError('objects are made of bytes');
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
}
