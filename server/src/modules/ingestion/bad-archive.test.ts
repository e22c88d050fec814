import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parserFixture, record } from '../../testing/import.ts';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { watchChildren } from './extract/child-peak.fixture.ts';
import { quotedOverlap, repeated } from './parsers/readers/archive/zip-bombs.fixture.ts';
import { endRecord, endRecords64, partsOf, zipOf } from './parsers/readers/archive/zip-writer.fixture.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

interface Bad {
  readonly name: string;
  readonly report: () => Promise<Iterable<Buffer>> | Iterable<Buffer>;
  readonly code: 'UNREADABLE_REPORT' | 'PAYLOAD_TOO_LARGE';
  /** Words of the sentence that help. */
  readonly says: RegExp;
}

const good = () => parserFixture('nessus/fixtures/happy.nessus');
const oneOf = (bytes: Buffer, name = 'scan.nessus') => zipOf([{ name, bytes }]);

/** 235 MB of directory for one empty entry; made while it is sent. */
function* fiveMillion(): Generator<Buffer> {
  const count = 5_000_000;
  const perPiece = 10_000;
  const { local, directory } = partsOf({ name: 'a', stored: true });
  const record = directory(0);
  yield local;
  const piece = Buffer.concat(Array.from({ length: perPiece }, () => record));
  for (let sent = 0; sent < count; sent += perPiece) yield piece;
  yield endRecords64({ count, directoryBytes: count * record.length, directoryStart: local.length });
}

const bad: readonly Bad[] = [
  {
    name: '19 archives nested like 42.zip',
    report: async () => {
      let zip = oneOf(await good());
      for (let level = 0; level < 5; level += 1) {
        const inner = zip;
        zip = zipOf(Array.from({ length: 16 }, (_, index) => ({ name: `${index}.zip`, bytes: inner })));
      }
      return [zip];
    },
    code: 'UNREADABLE_REPORT',
    says: /archives within archives are not read/,
  },
  {
    name: '20 entries that overlap',
    report: () => [quotedOverlap(10)],
    code: 'UNREADABLE_REPORT',
    says: /overlap/,
  },
  {
    name: '20 entries that overlap, two thousand of them',
    report: () => [quotedOverlap(2_000)],
    code: 'PAYLOAD_TOO_LARGE',
    says: /250 times/,
  },
  {
    name: '21 an entry that states 8 KB and yields 4 GB',
    report: () => [zipOf([{ name: 'a.nessus', packed: repeated(4_096), statedSize: 8_192, statedCrc: 0 }])],
    code: 'PAYLOAD_TOO_LARGE',
    says: /"a\.nessus".*more than the 8192 bytes it states/,
  },
  {
    name: '21 an entry that states its 4 GB',
    report: () => [zipOf([{ name: 'a', packed: repeated(4_096), statedSize: 2 ** 32 - 2, statedCrc: 0 }])],
    code: 'PAYLOAD_TOO_LARGE',
    says: /250 times/,
  },
  ...['../../x.nessus', '/etc/passwd', 'C:\\x.nessus', 'a\\b.nessus'].map(
    (name): Bad => ({
      name: `22 an entry called ${name}`,
      report: async () => [
        zipOf([
          { name: 'a.nessus', bytes: await good() },
          { name, bytes: 'x' },
        ]),
      ],
      code: 'UNREADABLE_REPORT',
      says: /leads out of its folder/,
    }),
  ),
  {
    name: '22 an entry with NUL in its name',
    report: () => [zipOf([{ name: 'a.nessus\u0000.txt', bytes: 'x' }])],
    code: 'UNREADABLE_REPORT',
    says: /name that no file can have/,
  },
  {
    name: '23 a symbolic link and a file to write through it',
    report: () => [
      zipOf([
        { name: 'x', bytes: '/tmp', mode: 0o120777 },
        { name: 'x/y.nessus', bytes: 'y' },
      ]),
    ],
    code: 'UNREADABLE_REPORT',
    says: /link or device/,
  },
  {
    name: '24 five million empty entries',
    report: () => fiveMillion(),
    code: 'PAYLOAD_TOO_LARGE',
    says: /5000000 entries; at most 100000/,
  },
  {
    name: '25 a PDF in front of an archive',
    report: async () => [Buffer.from('%PDF-1.7\n%%EOF\n'), oneOf(await good())],
    code: 'UNREADABLE_REPORT',
    says: /PDF/,
  },
  {
    name: '25 a page in front of an archive',
    report: async () => [Buffer.from('<!doctype html><html></html>'), oneOf(await good())],
    code: 'UNREADABLE_REPORT',
    says: /binary|HTML/,
  },
  {
    name: '25 an archive with a page behind it',
    report: async () => [oneOf(await good()), Buffer.from('<html></html>')],
    code: 'UNREADABLE_REPORT',
    says: /bytes after its end/,
  },
  {
    name: '26 an encrypted archive',
    report: () => [zipOf([{ name: 'a.nessus', bytes: 'secret', flags: 1 }])],
    code: 'UNREADABLE_REPORT',
    says: /encrypted/,
  },
  {
    name: '26 half an archive',
    report: async () => [oneOf(await good()).subarray(0, 1_000)],
    code: 'UNREADABLE_REPORT',
    says: /cut off/,
  },
  {
    name: '26 two central directories',
    report: async () => {
      const [a, b] = [partsOf({ name: 'a.nessus', bytes: await good() }), partsOf({ name: 'b', bytes: 'b' })];
      const body = Buffer.concat([a.local, b.local]);
      const first = a.directory(0);
      const second = b.directory(a.local.length);
      const directoryStart = body.length + first.length;
      return [body, first, second, endRecord({ count: 1, directoryBytes: second.length, directoryStart })];
    },
    code: 'UNREADABLE_REPORT',
    says: /belong to no entry/,
  },
  {
    name: '34 a gzip bomb of 4 GB',
    report: () => {
      const block = gzipSync(Buffer.alloc(16 * 1024 * 1024, 0x20));
      return [gzipSync('{"version":"2.1.0","runs":['), ...Array.from({ length: 256 }, () => block)];
    },
    code: 'PAYLOAD_TOO_LARGE',
    says: /250 times/,
  },
];

const boundary = 'archive';

async function upload(report: Iterable<Buffer>, fields: Readonly<Record<string, string>> = {}) {
  const parts = Object.entries({ scopeKey: 'bad', ...fields }).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = function* () {
    yield Buffer.from(
      `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="scan.json"\r\n\r\n`,
    );
    yield* report;
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  };
  const response = await server.app.inject({
    method: 'POST',
    url: '/api/v1/report-ingestion/jobs?wait=30',
    headers: { ...tenant.admin.headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Readable.from(body()),
  });
  return record(record(JSON.parse(response.payload)).data, response.payload);
}

const maxChildBytes = 512 * 1024 * 1024;

describe('an archive that cannot be read', () => {
  for (const { name, report, code, says } of bad) {
    it(name, async () => {
      const pieces = await report();
      const startedAt = performance.now();
      const watch = watchChildren();
      const job = await upload(pieces);
      const peak = watch.stop();
      expect(job).toMatchObject({ state: 'FAILED', errorCode: code });
      expect(String(job.stateReason)).toMatch(says);
      expect(performance.now() - startedAt).toBeLessThan(30_000);
      if (peak !== undefined) expect(peak).toBeLessThan(maxChildBytes);
    });
  }

  it('leaves nothing behind, neither rows nor copies', async () => {
    const { rows } = await server.database.admin.query(
      'select (select count(*)::int from findings) as findings, (select count(*)::int from extractions) as extractions, (select count(*)::int from vulnerabilities) as register',
    );
    expect(rows).toEqual([{ findings: 0, extractions: 0, register: 0 }]);
    expect(await readdir(join(server.platform.config.dataDir, 'incoming'))).toEqual([]);
  });
});

describe('a packed report', () => {
  it.each([
    ['gzip', 'nessus', 'XML', 'nessus/fixtures/happy.nessus'],
    ['ZIP', 'trivy', 'JSON', 'trivy/fixtures/happy.json'],
  ])(
    'in %s is read as the report it is; its hash is that of the bytes sent',
    async (kind, tool, format, fixture) => {
      const report = await parserFixture(fixture);
      const packed = kind === 'gzip' ? gzipSync(report) : oneOf(report);
      const watch = watchChildren();
      const job = await upload([packed], { scopeKey: `good-${kind}` });
      expect(job).toMatchObject({
        state: 'VALIDATED',
        tool,
        format,
        toolDetected: true,
        sizeBytes: packed.length,
        sha256: createHash('sha256').update(packed).digest('hex'),
      });
      const peak = watch.stop();
      // Otherwise the watch above would prove nothing.
      if (peak !== undefined) expect(peak).toBeGreaterThan(10 * 1024 * 1024);
      const done = await server.call('POST', `/report-ingestion/jobs/${String(job.id)}/finalize?wait=30`, {
        headers: tenant.admin.headers,
        body: {},
      });
      const receipt = await server.call('GET', `/report-ingestion/jobs/${String(job.id)}/verification`, {
        headers: tenant.admin.headers,
      });
      expect(record(done.data)).toMatchObject({ state: 'FINALIZED' });
      expect(record(record(receipt.data).receipt).source).toMatchObject({ sha256: job.sha256 });
      const again = await upload([packed], { scopeKey: `good-${kind}` });
      expect(again).toMatchObject({ state: 'VALIDATED', counts: job.counts });
    },
  );
});
