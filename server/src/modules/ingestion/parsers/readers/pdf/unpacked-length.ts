import { createBrotliDecompress, createInflate } from 'node:zlib';
import { fromAscii85, fromAsciiHex } from './ascii.ts';
import type { PdfFilter } from './dictionary.ts';

interface Unpack {
  /** Undefined when the dictionary does not say them itself. */
  readonly filters: readonly PdfFilter[] | undefined;
  /** Counting stops above it. */
  readonly max: number;
}

/** More layers than honest writers use; each one multiplies. */
const maxLayers = 4;
/** The most that one byte can become (LZW: 12-bit codes of up to 4,096 bytes; run length: 128 bytes of two). */
const ratioOf = { LZW: 2_731, RUN_LENGTH: 64 } as const;
const pieceLength = 64 * 1_024;

/** Bytes a stream unpacks to, or a number above `max` as soon as that is sure. What cannot be unpacked counts as nothing. */
export async function unpackedLength(
  bytes: Buffer,
  start: number,
  { filters, max }: Unpack,
): Promise<number> {
  if (filters !== undefined && filters.length > maxLayers) return Number.POSITIVE_INFINITY;
  let data = bytes.subarray(start);
  let names = filters ?? [];
  if (names[0] === 'ASCII85' || names[0] === 'ASCII_HEX') {
    data = names[0] === 'ASCII85' ? fromAscii85(data) : fromAsciiHex(data);
    names = names.slice(1);
  }
  if (names[0] === 'LZW' || names[0] === 'RUN_LENGTH') {
    const length = packedLength(data) * ratioOf[names[0]];
    return names.length === 1 ? Math.min(length, 2 * max) : Number.POSITIVE_INFINITY;
  }
  const layers = Math.max(names.filter((name) => name === 'FLATE').length, looksDeflated(data) ? 1 : 0);
  if (names[0] === 'BROTLI') return countedLength(data, { layers: [createBrotliDecompress], max });
  if (layers === 0) return 0;
  return countedLength(data, { layers: Array.from({ length: layers }, () => createInflate), max });
}

function packedLength(data: Buffer): number {
  const end = data.indexOf('endstream');
  return end === -1 ? data.length : end;
}

/** Header of RFC 1950: method 8 and a checksum of the two bytes. */
function looksDeflated(data: Buffer): boolean {
  const [first = 0, second = 0] = data;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

type MakeLayer = typeof createInflate | typeof createBrotliDecompress;

/** Feeds a chain of unpackers piece by piece and adds up what comes out of any of them. */
function countedLength(
  data: Buffer,
  { layers, max }: { readonly layers: readonly MakeLayer[]; readonly max: number },
): Promise<number> {
  const chain = layers.map((make) => make());
  const [first] = chain;
  const last = chain.at(-1);
  if (first === undefined || last === undefined) return Promise.resolve(0);
  return new Promise((resolve) => {
    let length = 0;
    const finish = (): void => {
      for (const layer of chain) layer.destroy();
      resolve(length);
    };
    for (const [at, layer] of chain.entries()) {
      layer.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > max) finish();
      });
      layer.once('error', finish);
      layer.once('end', () => (layer === last ? finish() : chain[at + 1]?.end()));
      const next = chain[at + 1];
      if (next !== undefined) layer.pipe(next, { end: false });
    }
    feed(data, first);
  });
}

/** The unpacker finds the end of its data by itself; what follows in the file is not its own and ends the feeding. */
function feed(data: Buffer, first: ReturnType<MakeLayer>): void {
  let at = 0;
  const more = (): void => {
    while (at < data.length && !first.destroyed && !first.readableEnded) {
      const piece = data.subarray(at, at + pieceLength);
      at += pieceLength;
      if (!first.write(piece)) {
        first.once('drain', more);
        return;
      }
    }
    if (!first.destroyed && !first.writableEnded) first.end();
  };
  more();
}
