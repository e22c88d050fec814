import { createHash, type Hash } from 'node:crypto';

/**
 * Digests of an object's chunks, kept beside objects of more than one chunk, so that a part of an object can be checked
 * without reading all of it. Layout: magic, size of the object (64 bits, big-endian), SHA-256 of each chunk, SHA-256 of all
 * before.
 */
export const chunkBytes = 1024 * 1024;

const magic = Buffer.from('crpsums1');
const digestLength = 32;
const headLength = magic.length + 8;

export class ChunkSums {
  readonly #sums: Buffer[] = [];
  #current: Hash = createHash('sha256');
  #filled = 0;
  #total = 0;

  update(piece: Buffer): void {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + chunkBytes - this.#filled);
      this.#current.update(part);
      this.#filled += part.length;
      this.#total += part.length;
      at += part.length;
      if (this.#filled === chunkBytes) this.#close();
    }
  }

  /** undefined for an object of one chunk or none: its name is its sum. Call once. */
  finish(): Buffer | undefined {
    if (this.#total <= chunkBytes) return undefined;
    if (this.#filled > 0) this.#close();
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(this.#total));
    const body = Buffer.concat([magic, size, ...this.#sums]);
    return Buffer.concat([body, createHash('sha256').update(body).digest()]);
  }

  #close(): void {
    this.#sums.push(this.#current.digest());
    this.#current = createHash('sha256');
    this.#filled = 0;
  }
}

/** Digest of each chunk; undefined when the file is not what was written for an object of this size. */
export function parseChunkSums(bytes: Buffer, sizeBytes: number): readonly Buffer[] | undefined {
  const count = Math.ceil(sizeBytes / chunkBytes);
  const bodyLength = headLength + count * digestLength;
  if (bytes.length !== bodyLength + digestLength || !bytes.subarray(0, magic.length).equals(magic))
    return undefined;
  if (bytes.readBigUInt64BE(magic.length) !== BigInt(sizeBytes)) return undefined;
  const body = bytes.subarray(0, bodyLength);
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(bodyLength))) return undefined;
  return Array.from({ length: count }, (_, index) =>
    body.subarray(headLength + index * digestLength, headLength + (index + 1) * digestLength),
  );
}
