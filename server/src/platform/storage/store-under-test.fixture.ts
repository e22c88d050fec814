import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ObjectStorage } from './object-storage.ts';

export const tenantA = '01890a5d-ac96-774b-bcce-b302099a8057';
export const tenantB = '01890a5d-ac96-774b-bcce-b302099a8058';
export const mebibyte = 1024 * 1024;

/** A store and what only its test can do. */
export interface StoreUnderTest {
  readonly storage: ObjectStorage;
  /** Changes one bit of what the store keeps, behind its back. */
  flipBit(tenantId: string, sha256: string, at: number): Promise<void>;
  /** Cuts what the store keeps to `length` bytes. */
  truncate(tenantId: string, sha256: string, length: number): Promise<void>;
  /** Removes the chunk sums of an object, as when it was copied in by hand. */
  removeSums(tenantId: string, sha256: string): Promise<void>;
  /** Everything that is neither an object nor its sums: temporary files, unfinished uploads. */
  leftOvers(): Promise<readonly string[]>;
}

/** Bytes that repeat nowhere near a chunk's length, without keeping them anywhere. */
export function patternOf(sizeBytes: number, pieceBytes = 64 * 1024): Readable {
  return Readable.from(pieces(sizeBytes, pieceBytes), { objectMode: false });
}

function* pieces(sizeBytes: number, pieceBytes: number): Generator<Buffer> {
  for (let at = 0; at < sizeBytes; at += pieceBytes)
    yield patternSlice(at, Math.min(sizeBytes, at + pieceBytes));
}

export function patternSlice(start: number, end: number): Buffer {
  const bytes = Buffer.alloc(end - start);
  for (let at = start; at < end; at++) bytes[at - start] = (at ^ (at >>> 8) ^ ((at >>> 16) * 7)) & 0xff;
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

export const plenty = { maxBytes: 1024 * mebibyte };
