import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ReportError } from '../../parser.ts';
import { bytesAccess, type RandomAccess } from './random-access.ts';
import { openZip } from './zip.ts';
import { quotedOverlap, repeated } from './zip-bombs.fixture.ts';
import { endRecord, endRecords64, partsOf, type WrittenEntry, zipOf } from './zip-writer.fixture.ts';

async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function refusal(file: Uint8Array | RandomAccess, readAll = false): Promise<ReportError> {
  try {
    const archive = await openZip(file instanceof Uint8Array ? bytesAccess(file) : file);
    if (readAll) for (const { name } of archive.entries) for await (const _ of archive.read(name));
  } catch (error) {
    if (error instanceof ReportError) return error;
    throw error;
  }
  throw new Error('not refused');
}

const report: WrittenEntry = { name: 'report.json', bytes: '{"version":"2.1.0"}' };

describe('an honest archive', () => {
  test('gives its files by name, stored or deflated, as often as wanted, without folders', async () => {
    const long = 'x'.repeat(300_000);
    const archive = await openZip(
      bytesAccess(
        zipOf([
          { name: 'a/' },
          { name: 'a/ü.txt', bytes: long },
          { ...report, stored: true },
          { name: 'empty' },
        ]),
      ),
    );
    expect(archive.entries).toEqual([
      { name: 'a/ü.txt', sizeBytes: 300_000 },
      { name: 'report.json', sizeBytes: 19 },
      { name: 'empty', sizeBytes: 0 },
    ]);
    for (let time = 0; time < 2; time += 1) expect(await textOf(archive.read('a/ü.txt'))).toBe(long);
    expect(await textOf(archive.read('report.json'))).toBe('{"version":"2.1.0"}');
    expect(await textOf(archive.read('empty'))).toBe('');
    await expect(textOf(archive.read('other'))).rejects.toThrow(/holds no "other"/);
  });

  test('may state its sizes behind the data, as writers do that cannot go back', async () => {
    const { local, directory } = partsOf(report);
    const descriptor = Buffer.alloc(16, 1);
    const start = local.length + descriptor.length;
    const records = directory(0);
    const end = endRecord({ count: 1, directoryBytes: records.length, directoryStart: start });
    const archive = await openZip(bytesAccess(Buffer.concat([local, descriptor, records, end])));
    expect(await textOf(archive.read('report.json'))).toBe('{"version":"2.1.0"}');
  });

  test('may use the 64-bit records', async () => {
    const { local, directory } = partsOf(report);
    const records = directory(0);
    const end = endRecords64({ count: 1, directoryBytes: records.length, directoryStart: local.length });
    const archive = await openZip(bytesAccess(Buffer.concat([local, records, end])));
    expect(archive.entries).toHaveLength(1);
  });

  test('is read a part at a time: a reader that stops early leaves the rest packed', async () => {
    const archive = await openZip(bytesAccess(zipOf([{ name: 'a', bytes: 'x'.repeat(10_000_000) }])));
    let read = 0;
    for await (const piece of archive.read('a')) {
      read += piece.length;
      break;
    }
    expect(read).toBeLessThanOrEqual(65_536);
  });
});

describe('a hostile archive', () => {
  test('20 overlapping entries: every record points at the same data', async () => {
    const { local, directory } = partsOf({
      name: 'a',
      packed: repeated(1),
      statedSize: 1024 * 1024,
      statedCrc: 0,
    });
    const records = Array.from({ length: 1_000 }, (_, index) => {
      const record = directory(0);
      const name = Buffer.from(`${index}`);
      record.writeUInt16LE(name.length, 28);
      return Buffer.concat([record.subarray(0, 46), name]);
    });
    const all = Buffer.concat(records);
    const end = endRecord({ count: 1_000, directoryBytes: all.length, directoryStart: local.length });
    const error = await refusal(Buffer.concat([local, all, end]));
    expect([error.code, error.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      expect.stringMatching(/250 times its size/),
    ]);
  });

  test('20 overlapping entries: each quotes the headers of those behind it', async () => {
    const small = await refusal(quotedOverlap(10));
    expect([small.code, small.message]).toEqual(['UNREADABLE_REPORT', expect.stringMatching(/overlap/)]);
    const large = await refusal(quotedOverlap(2_000));
    expect([large.code, large.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      expect.stringMatching(/250 times its size/),
    ]);
  });

  test('21 an entry that states 8 KB and yields 4 GB is stopped at what it states', async () => {
    const packed = repeated(4_096);
    const error = await refusal(
      zipOf([{ name: 'report.xml', packed, statedSize: 8_192, statedCrc: 0 }]),
      true,
    );
    expect([error.code, error.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      'The entry "report.xml" of the archive unpacks to more than the 8192 bytes it states. Pack it again.',
    ]);
  });

  test('21 an entry that states its 4 GB is refused before it is unpacked', async () => {
    const stated = 4_096 * 1024 * 1024 - 1;
    const error = await refusal(
      zipOf([{ name: 'report.xml', packed: repeated(4_096), statedSize: stated, statedCrc: 0 }]),
    );
    expect([error.code, error.message]).toEqual(['PAYLOAD_TOO_LARGE', expect.stringMatching(/250 times/)]);
  });

  test('21 an entry that yields less than it states, or other bytes, is damaged', async () => {
    for (const entry of [
      { ...report, statedSize: 20 },
      { ...report, statedCrc: 1 },
    ]) {
      expect((await refusal(zipOf([entry]), true)).message).toMatch(
        /"report.json" of the archive is damaged/,
      );
    }
    const broken = deflateRawSync('{}').fill(255, 0, 1);
    expect((await refusal(zipOf([{ ...report, packed: broken }]), true)).message).toMatch(/is damaged/);
  });

  test.each([
    ['a parent folder', '../../etc/passwd'],
    ['an absolute path', '/etc/passwd'],
    ['a drive', 'C:\\Windows\\x.json'],
    ['a drive with slashes', 'C:/x.json'],
    ['a backslash', '..\\..\\x.json'],
  ])('22 a name with %s is refused', async (_what, name) => {
    expect((await refusal(zipOf([report, { name, bytes: 'x' }]))).message).toMatch(/leads out of its folder/);
  });

  test('22 a name with NUL, a line break or nothing is refused, and shown without them', async () => {
    for (const name of ['a\u0000.json', 'a\r\nb', '']) {
      const { message } = await refusal(zipOf([{ name, bytes: 'x' }]));
      expect(message).toMatch(/name that no file can have/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is shown is the point
      expect(message).not.toMatch(/[\u0000-\u001f]/);
    }
  });

  test('22 the same name twice is refused', async () => {
    expect((await refusal(zipOf([report, report]))).message).toMatch(/same name twice/);
  });

  test('23 a symbolic link, and a device, is refused', async () => {
    for (const mode of [0o120777, 0o020666]) {
      const { message } = await refusal(zipOf([{ name: 'x', bytes: '/etc', mode }, report]));
      expect(message).toMatch(/link or device \("x"\)/);
    }
    const { entries } = await openZip(bytesAccess(zipOf([{ ...report, mode: 0o100644 }])));
    expect(entries).toHaveLength(1);
  });

  test('24 5 million empty entries are refused by their number, unread', async () => {
    const file = emptyEntries(5_000_000);
    const error = await refusal(file.access);
    expect([error.code, error.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      expect.stringMatching(/holds 5000000 entries; at most 100000/),
    ]);
    expect(file.bytesRead()).toBeLessThan(200_000);
  });

  test('24 a directory that states fewer entries than it has is refused', async () => {
    const entries = Array.from({ length: 100 }, (_, index) => ({ name: `${index}`, stored: true }));
    const file = zipOf(entries);
    for (const at of [8, 10]) file.writeUInt16LE(7, file.length - 22 + at);
    expect((await refusal(file)).message).toMatch(/another number of entries/);
  });

  test('25 an archive with another file in front, between or behind is refused', async () => {
    const zip = zipOf([report]);
    const page = Buffer.from('<html><script>alert(1)</script></html>'.padEnd(64));
    expect((await refusal(Buffer.concat([page, zip]))).message).toMatch(/damaged or dishonest/);
    const { local, directory } = partsOf(report);
    const records = directory(page.length);
    const end = endRecord({
      count: 1,
      directoryBytes: records.length,
      directoryStart: page.length + local.length,
    });
    expect((await refusal(Buffer.concat([page, local, records, end]))).message).toMatch(/belong to no entry/);
    const before = Buffer.concat([local, page, directory(0)]);
    const endBehind = endRecord({ count: 1, directoryBytes: 0, directoryStart: local.length + page.length });
    expect((await refusal(Buffer.concat([before, endBehind]))).message).toMatch(/belong to no entry/);
    expect((await refusal(Buffer.concat([zip, page]))).message).toMatch(/bytes after its end/);
  });

  test('26 an encrypted archive is refused with what to do', async () => {
    expect((await refusal(zipOf([{ ...report, flags: 1 }]))).message).toMatch(
      /encrypted.*without a password/,
    );
    expect((await refusal(zipOf([{ ...report, flags: 0x41 }]))).message).toMatch(
      /encrypted.*without a password/,
    );
  });

  test('26 a truncated archive is refused, wherever it ends', async () => {
    const zip = zipOf([report, { name: 'b', bytes: 'x'.repeat(100) }]);
    for (let length = 4; length < zip.length; length += 1) {
      expect((await refusal(zip.subarray(0, length))).message).toMatch(/cut off|damaged/);
    }
  });

  test('26 two central directories are refused, whichever is stated', async () => {
    const [good, evil] = [partsOf(report), partsOf({ name: 'report.json', bytes: '{"evil":true}' })];
    const body = Buffer.concat([good.local, evil.local]);
    const first = Buffer.concat([good.directory(0), evil.directory(good.local.length)]);
    const records = Buffer.concat([good.directory(0)]);
    const end = (directoryStart: number) =>
      endRecord({ count: 1, directoryBytes: records.length, directoryStart });
    const twice = Buffer.concat([body, records, evil.directory(good.local.length)]);
    for (const start of [body.length, body.length + records.length]) {
      expect((await refusal(Buffer.concat([twice, end(start)]))).message).toMatch(
        /dishonest|belong to no entry/,
      );
    }
    expect((await refusal(Buffer.concat([body, first, end(body.length)]))).message).toMatch(/another number/);
    const ended = Buffer.concat([good.local, records, end(good.local.length)]);
    expect((await refusal(Buffer.concat([ended, ended]))).message).toMatch(/dishonest|belong to no entry/);
  });

  test('26 a directory that names an entry otherwise than the entry itself is refused', async () => {
    expect((await refusal(zipOf([{ ...report, localName: 'evil_x.json' }]))).message).toMatch(/disagree/);
  });

  test('an entry packed by another method is refused with its name', async () => {
    expect((await refusal(zipOf([{ ...report, method: 9 }]))).message).toMatch(/"report.json".*method/);
  });
});

/** An archive of empty entries that is made while it is read, so that it is nobody's memory. */
function emptyEntries(count: number): { readonly access: RandomAccess; readonly bytesRead: () => number } {
  const record = 47;
  const localBytes = count * 31;
  const directoryBytes = count * record;
  const end = endRecords64({ count, directoryBytes, directoryStart: localBytes });
  const sizeBytes = localBytes + directoryBytes + end.length;
  let bytesRead = 0;
  return {
    access: {
      sizeBytes,
      read: async (position, length) => {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, sizeBytes - position)));
        bytesRead += bytes.length;
        const endAt = sizeBytes - end.length - position;
        if (endAt < bytes.length) bytes.set(end.subarray(Math.max(0, -endAt)), Math.max(0, endAt));
        return bytes;
      },
    },
    bytesRead: () => bytesRead,
  };
}
