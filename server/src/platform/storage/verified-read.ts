import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { notFound } from '../../kernel/errors.ts';
import { chunkBytes, parseChunkSums } from './chunk-sums.ts';
import type { ByteRange, GetOptions } from './object-storage.ts';
import { damaged } from './storage-errors.ts';

/** What a store gives of an object, unchecked. */
export interface RawObject {
  readonly sha256: string;
  size(): Promise<number | undefined>;
  read(range?: ByteRange): AsyncIterable<Uint8Array>;
  /** The file of chunk digests; undefined when there is none. */
  sums(): Promise<Buffer | undefined>;
}

/** @throws AppError NOT_FOUND; RangeError when the range starts past the end */
export async function openVerified(object: RawObject, { range }: GetOptions = {}): Promise<Readable> {
  const size = await object.size();
  if (size === undefined) throw notFound();
  if (range === undefined) return bytesOf(whole(object));
  if (!(range.start >= 0 && range.start < size && range.end >= range.start))
    throw new RangeError(`no bytes ${range.start}-${range.end} in an object of ${size}`);
  const wanted = { start: range.start, end: Math.min(range.end, size - 1) };
  const sums = size > chunkBytes ? await sumsOf(object, size) : undefined;
  return bytesOf(sums ? chunks(object, wanted, { size, sums }) : cut(whole(object), wanted));
}

function bytesOf(pieces: AsyncIterable<Buffer>): Readable {
  return Readable.from(pieces, { objectMode: false });
}

async function sumsOf(object: RawObject, size: number): Promise<readonly Buffer[] | undefined> {
  const bytes = await object.sums();
  return bytes && parseChunkSums(bytes, size);
}

/** All bytes; the last piece is held back until all of them have proved to be the object. */
async function* whole(object: RawObject): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const piece of object.read()) {
    if (piece.length === 0) continue;
    hash.update(piece);
    if (held) yield held;
    held = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  }
  const found = hash.digest('hex');
  if (found !== object.sha256) throw damaged(object.sha256, `content has SHA-256 ${found}`);
  if (held) yield held;
}

/** The wanted part of all bytes, read to their end: for objects without sums. The part's last piece waits for the check. */
async function* cut(pieces: AsyncIterable<Buffer>, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let at = 0;
  let held: Buffer | undefined;
  for await (const piece of pieces) {
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
    at += piece.length;
    if (part.length === 0) continue;
    if (held) yield held;
    held = part;
  }
  if (held) yield held;
}

interface Summed {
  readonly size: number;
  readonly sums: readonly Buffer[];
}

/** The wanted part, chunk by chunk, each checked before any of it is handed out. */
async function* chunks(object: RawObject, wanted: ByteRange, { size, sums }: Summed): AsyncGenerator<Buffer> {
  const first = Math.floor(wanted.start / chunkBytes);
  const from = first * chunkBytes;
  const to = Math.min(size, (Math.floor(wanted.end / chunkBytes) + 1) * chunkBytes) - 1;
  let index = first;
  for await (const chunk of inChunks(object.read({ start: from, end: to }))) {
    const found = createHash('sha256').update(chunk).digest();
    const expected = sums[index];
    if (!expected?.equals(found)) throw damaged(object.sha256, `chunk ${index} differs from its sum`);
    const at = index * chunkBytes;
    yield chunk.subarray(Math.max(0, wanted.start - at), Math.max(0, wanted.end + 1 - at));
    index += 1;
  }
  if (index * chunkBytes <= wanted.end) throw damaged(object.sha256, `ends before chunk ${index}`);
}

async function* inChunks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafe(chunkBytes);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + chunkBytes - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < chunkBytes) continue;
      yield chunk;
      chunk = Buffer.allocUnsafe(chunkBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
