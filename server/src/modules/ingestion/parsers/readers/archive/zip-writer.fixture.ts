import { crc32, deflateRawSync } from 'node:zlib';

/** An entry to write. What it states of itself can be made to differ from what it is, which no honest writer does. */
export interface WrittenEntry {
  readonly name: string | Buffer;
  readonly bytes?: string | Uint8Array;
  /** Default: deflated. */
  readonly stored?: boolean;
  /** Packed data as they are, instead of `bytes`. */
  readonly packed?: Buffer;
  readonly statedSize?: number;
  readonly statedCrc?: number;
  readonly flags?: number;
  readonly method?: number;
  /** Unix mode, for example 0o120777 of a link. */
  readonly mode?: number;
  /** Another name in the local header. */
  readonly localName?: string;
}

const utf8Flag = 0x800;

interface Parts {
  readonly local: Buffer;
  readonly directory: (offset: number) => Buffer;
}

/** Local header with data, and the directory record for an offset (APPNOTE 4.3.7, 4.3.12). */
export function partsOf(entry: WrittenEntry): Parts {
  const name = Buffer.from(entry.name);
  const bytes = Buffer.from(entry.bytes ?? '');
  const method = entry.method ?? (entry.stored === true ? 0 : 8);
  const packed = entry.packed ?? (method === 8 ? deflateRawSync(bytes) : bytes);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(entry.flags ?? utf8Flag, 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt32LE(entry.statedCrc ?? crc32(bytes), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(entry.statedSize ?? bytes.length, 18);
  common.writeUInt16LE(name.length, 22);
  const localName = Buffer.from(entry.localName ?? name);
  return {
    local: Buffer.concat([Buffer.from('PK\u0003\u0004'), common, localName, packed]),
    directory: (offset) => directoryRecord({ common, name, offset, mode: entry.mode ?? 0 }),
  };
}

interface Record {
  readonly common: Buffer;
  readonly name: Buffer;
  readonly offset: number;
  readonly mode: number;
}

function directoryRecord({ common, name, offset, mode }: Record): Buffer {
  const record = Buffer.alloc(46);
  record.write('PK\u0001\u0002', 'latin1');
  record.writeUInt16LE(mode === 0 ? 20 : (3 << 8) | 20, 4);
  common.copy(record, 6);
  record.writeUInt32LE((mode << 16) >>> 0, 38);
  record.writeUInt32LE(offset, 42);
  return Buffer.concat([record, name]);
}

export interface WrittenEnd {
  readonly count: number;
  readonly directoryBytes: number;
  readonly directoryStart: number;
}

/** End of central directory (APPNOTE 4.3.16). */
export function endRecord({ count, directoryBytes, directoryStart }: WrittenEnd): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryStart, 16);
  return end;
}

/** The same for more entries than 16 bits count: record, locator, and the old record (APPNOTE 4.3.14, 4.3.15). */
export function endRecords64({ count, directoryBytes, directoryStart }: WrittenEnd): Buffer {
  const record = Buffer.alloc(56);
  record.write('PK\u0006\u0006', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryStart), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\u0006\u0007', 'latin1');
  locator.writeBigUInt64LE(BigInt(directoryStart + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  const old = endRecord({ count: 0xffff, directoryBytes: 0xffffffff, directoryStart: 0xffffffff });
  return Buffer.concat([record, locator, old]);
}

/** A ZIP archive of these entries. */
export function zipOf(entries: readonly WrittenEntry[]): Buffer {
  const parts = entries.map(partsOf);
  const offsets: number[] = [];
  let at = 0;
  for (const { local } of parts) {
    offsets.push(at);
    at += local.length;
  }
  const directory = Buffer.concat(parts.map((part, index) => part.directory(offsets[index] ?? 0)));
  const end = endRecord({ count: entries.length, directoryBytes: directory.length, directoryStart: at });
  return Buffer.concat([...parts.map(({ local }) => local), directory, end]);
}
