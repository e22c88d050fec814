import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of the archive; its content is read once, when its turn comes. */
export interface ZipPart {
  readonly name: string;
  readonly content: AsyncIterable<string> | Iterable<string>;
}

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly sum: number;
  readonly packed: number;
  readonly size: number;
}

/** Sizes and places of 32 bits: what is beyond would need ZIP64, which not every reader of spreadsheets knows. */
const maxBytes = 0xffff_ffff;

/**
 * A ZIP archive (PKWARE APPNOTE 6.3, without ZIP64) as it comes: nothing of it is held but the list of its files. Sizes stand
 * behind each file, in a data descriptor, since they are not known before.
 * @throws RangeError when a file or the archive reaches 4 GiB
 */
export async function* zipStream(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const part of parts) {
    const name = Buffer.from(part.name);
    const head = Buffer.concat([u32(0x04034b50), ...fields({ sum: 0, packed: 0, size: 0 }, name), name]);
    yield head;
    const counts = { sum: 0, size: 0 };
    let packed = 0;
    for await (const chunk of deflated(part.content, counts)) {
      packed += chunk.length;
      yield chunk;
    }
    const done = { name, offset, packed, ...counts };
    const descriptor = Buffer.concat([u32(0x08074b50), u32(done.sum), u32(packed), u32(done.size)]);
    yield descriptor;
    written.push(done);
    offset += head.length + packed + descriptor.length;
    if (Math.max(offset, done.size) > maxBytes)
      throw new RangeError('a ZIP archive without ZIP64 ends at 4 GiB');
  }
  yield directoryOf(written, offset);
}

async function* deflated(
  content: ZipPart['content'],
  counts: { sum: number; size: number },
): AsyncGenerator<Buffer> {
  const source = Readable.from(counted(content, counts), { objectMode: false });
  const packed: AsyncIterable<Buffer> = pipeline(source, createDeflateRaw(), () => {
    // A failure reaches the reader below, as the stream's own.
  });
  yield* packed;
}

async function* counted(
  content: ZipPart['content'],
  counts: { sum: number; size: number },
): AsyncGenerator<Buffer> {
  for await (const text of content) {
    const bytes = Buffer.from(text);
    counts.sum = crc32(bytes, counts.sum);
    counts.size += bytes.length;
    yield bytes;
  }
}

/** Version 2.0; sizes behind the file and names in UTF-8 (bits 3 and 11); deflate; 1 January 1980, which is no time at all. */
function fields({ sum, packed, size }: Pick<Written, 'sum' | 'packed' | 'size'>, name: Buffer): Buffer[] {
  return [
    u16(20),
    u16(0x0808),
    u16(8),
    u16(0),
    u16(0x21),
    u32(sum),
    u32(packed),
    u32(size),
    u16(name.length),
    u16(0),
  ];
}

function directoryOf(written: readonly Written[], offset: number): Buffer {
  const entries = written.map((file) =>
    Buffer.concat([
      u32(0x02014b50),
      u16(20),
      ...fields(file, file.name),
      u16(0),
      u16(0),
      u16(0),
      u32(0),
      u32(file.offset),
      file.name,
    ]),
  );
  const directory = Buffer.concat(entries);
  const count = u16(written.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(directory.length), u32(offset), u16(0)];
  return Buffer.concat([directory, ...end]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
