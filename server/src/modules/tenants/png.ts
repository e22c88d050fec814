import { crc32 } from 'node:zlib';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
/** Chunks that make the picture (PNG, third edition, section 5.6). Text, times, profiles and unknown ones are left out. */
const kept = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'pHYs']);
const headerLength = 13;

interface Png {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** The picture without anything that is not picture; undefined when the bytes are no whole PNG. */
export function readPng(bytes: Buffer): Png | undefined {
  if (!bytes.subarray(0, signature.length).equals(signature)) return undefined;
  const chunks = [...chunksOf(bytes)];
  const [header] = chunks;
  if (header?.type !== 'IHDR' || header.data.length !== headerLength || chunks.at(-1)?.type !== 'IEND')
    return undefined;
  if (!chunks.some((chunk) => chunk.type === 'IDAT')) return undefined;
  return {
    bytes: Buffer.concat([
      signature,
      ...chunks.filter((chunk) => kept.has(chunk.type)).map((chunk) => chunk.whole),
    ]),
    width: header.data.readUInt32BE(0),
    height: header.data.readUInt32BE(4),
  };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  readonly whole: Buffer;
}

/** Ends at IEND, or at the first chunk that is cut off or does not match its checksum. */
function* chunksOf(bytes: Buffer): Generator<Chunk> {
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length || crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return;
    const type = bytes.toString('latin1', at + 4, at + 8);
    yield { type, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) };
    if (type === 'IEND') return;
    at = end;
  }
}
