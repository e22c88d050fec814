import { constants, deflateRawSync } from 'node:zlib';
import { endRecord, partsOf } from './zip-writer.fixture.ts';

/** Deflate data of so many MiB of spaces, made of one block over and over: packed at about 1:1000. */
export function repeated(mebibytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024, 0x20), { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([...Array.from({ length: mebibytes }, () => block), Buffer.from([3, 0])]);
}

/** Overlapping entries after D. Fifield, "A better zip bomb" (2019): each entry quotes the headers behind it, all share one kernel. */
export function quotedOverlap(count: number): Buffer {
  const kernel = repeated(1);
  const locals: Buffer[] = [];
  const offsets: number[] = [];
  const records: Buffer[] = [];
  let tail = kernel;
  let size = 1024 * 1024;
  for (let index = count - 1; index >= 0; index -= 1) {
    const parts = partsOf({
      name: `${index}`.padStart(4, '0'),
      packed: tail,
      statedSize: size,
      statedCrc: 0,
    });
    const header = parts.local.subarray(0, 34);
    locals.unshift(header);
    records.unshift(parts.directory(0));
    const quote = Buffer.from([0, header.length, 0, 255 - header.length, 255]);
    tail = Buffer.concat([quote, header, tail]);
    size += header.length;
  }
  // The first quote has no header in front of it.
  const body = tail.subarray(5);
  for (let index = 0; index < count; index += 1) offsets.push(index * (34 + 5));
  const directory = Buffer.concat(
    records.map((record, index) => {
      record.writeUInt32LE(offsets[index] ?? 0, 42);
      return record;
    }),
  );
  const end = endRecord({ count, directoryBytes: directory.length, directoryStart: body.length });
  return Buffer.concat([body, directory, end]);
}
