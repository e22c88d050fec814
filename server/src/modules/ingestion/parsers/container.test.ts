import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openContainer } from './container.ts';
import { containerKind } from './container-head.ts';
import { defaultLimits, ReportError } from './parser.ts';
import { bytesAccess } from './readers/archive/random-access.ts';
import { type WrittenEntry, zipOf } from './readers/archive/zip-writer.fixture.ts';
import { readBytes } from './reading.ts';
import { RecordingSink } from './recording-sink.ts';
import { loadParsers } from './registry.ts';

const parsers = await loadParsers();
const fixture = (path: string) => readFile(new URL(path, import.meta.url));
const nessus = await fixture('nessus/fixtures/happy.nessus');
const trivy = await fixture('trivy/fixtures/happy.json');

async function read(bytes: Uint8Array, tool?: string) {
  const kind = containerKind(bytes);
  if (kind === undefined) throw new Error('not packed');
  const report = await openContainer(bytesAccess(bytes), { kind, parsers, tool });
  const sink = new RecordingSink();
  await report.parse({ sink, limits: defaultLimits });
  return { ...report.detection, sink };
}

async function refusal(bytes: Uint8Array, tool?: string): Promise<ReportError> {
  const error: unknown = await read(bytes, tool).catch((reason: unknown) => reason);
  if (!(error instanceof ReportError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

async function plain(tool: string, bytes: Uint8Array): Promise<RecordingSink> {
  const parser = parsers.get(tool);
  if (parser === undefined) throw new Error(tool);
  return readBytes(parser.parse, bytes);
}

describe('a packed report', () => {
  test.each([
    ['gzip', gzipSync(nessus)],
    [
      'gzip in several members',
      Buffer.concat([gzipSync(nessus.subarray(0, 500)), gzipSync(nessus.subarray(500))]),
    ],
    ['a ZIP archive', zipOf([{ name: 'scan.nessus', bytes: nessus }])],
    [
      'a ZIP archive, stored, in a folder',
      zipOf([{ name: 'x/' }, { name: 'x/1', bytes: nessus, stored: true }]),
    ],
  ])('in %s gives exactly what the report itself gives', async (_what, bytes) => {
    const { tool, format, sink } = await read(bytes);
    expect([tool, format]).toEqual(['nessus', 'XML']);
    expect(sink.record).toEqual((await plain('nessus', nessus)).record);
  });

  test('is found by its content whatever its name ends in', async () => {
    expect((await read(zipOf([{ name: 'report.pdf', bytes: trivy }]))).tool).toBe('trivy');
  });

  test('may stand among files that are none; each is a problem with its reason', async () => {
    const { tool, sink } = await read(
      zipOf([
        { name: '__MACOSX/._scan.nessus', bytes: 'x' },
        { name: '.DS_Store', bytes: 'x' },
        { name: 'README.txt', bytes: 'Dear reader' },
        { name: 'logo.png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10]) },
        { name: 'scan.nessus', bytes: nessus },
      ]),
    );
    expect(tool).toBe('nessus');
    const left = sink.problems.filter(({ code }) => code === 'ENTRY_NOT_READ');
    expect(left).toMatchObject([
      { where: 'README.txt', dropsItem: false, message: expect.stringMatching(/"README.txt".*not known/) },
      { where: 'logo.png', dropsItem: false, message: expect.stringMatching(/picture/) },
    ]);
  });
});

describe('several reports of one tool in an archive', () => {
  const host = (name: string, plugins: string) =>
    `<NessusClientData_v2><Policy><policyName>p</policyName><Preferences><ServerPreferences><preference><name>plugin_set</name><value>${plugins}</value></preference></ServerPreferences></Preferences></Policy><Report name="r"><ReportHost name="${name}"><HostProperties><tag name="HOST_END">Thu Jan  1 00:00:00 2026</tag></HostProperties><ReportItem pluginID="1" pluginName="n" port="0" protocol="tcp" svc_name="general" severity="2"/></ReportHost></Report></NessusClientData_v2>`;
  const both = zipOf([
    { name: 'a.nessus', bytes: host('a', '1;2;3') },
    { name: 'b.nessus', bytes: host('b', '2;3;4') },
  ]);

  test('are read as one: all items, each place with the name of its report', async () => {
    const { sink } = await read(both);
    expect(sink.sourceCount).toBe(2);
    expect(sink.findings.map(({ where, target }) => [where.split(': ')[0], target.hostname])).toEqual([
      ['a.nessus', 'a'],
      ['b.nessus', 'b'],
    ]);
    expect(sink.coverage).toHaveLength(2);
  });

  test('claim only what all of them claim: the checks that ran in each', async () => {
    const { sink } = await read(both);
    expect(sink.meta.checksRun).toEqual(['2', '3']);
  });

  test('are refused as a whole when one is broken, and it is named', async () => {
    const bytes = zipOf([
      { name: 'a.nessus', bytes: nessus },
      { name: 'b.nessus', bytes: nessus.subarray(0, 2_000) },
    ]);
    expect((await refusal(bytes)).message).toMatch(/^b\.nessus: The report is cut off/);
  });
});

describe('an archive that is refused', () => {
  const refused: readonly (readonly [string, readonly WrittenEntry[], RegExp])[] = [
    [
      'reports of different tools',
      [
        { name: 'a.nessus', bytes: nessus },
        { name: 'b.json', bytes: trivy },
      ],
      /different tools: "a\.nessus" of .*Nessus.*, "b\.json" of .*Trivy/,
    ],
    [
      'nothing but files that are none',
      [
        { name: 'a.txt', bytes: 'x' },
        { name: 'b.txt', bytes: 'y' },
      ],
      /None of the 2 files.*"a\.txt", "b\.txt"/,
    ],
    ['nothing but clutter', [{ name: '.DS_Store', bytes: 'x' }], /holds no file/],
    [
      'one file of an unknown format',
      [{ name: 'a.xml', bytes: '<catalog/>' }],
      /not known \(XML starting with <catalog>\)/,
    ],
    ['a picture', [{ name: 'a.png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47]) }], /picture/],
    ['a Word document', [{ name: '[Content_Types].xml' }, { name: 'word/other.xml' }], /Word document/],
    [
      '1,001 files',
      Array.from({ length: 1_001 }, (_, index) => ({ name: `${index}`, bytes: '1' })),
      /1001 files; at most 1000/,
    ],
  ];
  test.each(refused)('%s', async (_what, entries, sentence) => {
    expect((await refusal(zipOf(entries))).message).toMatch(sentence);
  });

  test('19 an archive within an archive, whichever way', async () => {
    const inner = zipOf([{ name: 'scan.nessus', bytes: nessus }]);
    const nested = [
      zipOf([{ name: 'inner.zip', bytes: inner }]),
      zipOf([
        { name: 'scan.nessus', bytes: nessus },
        { name: 'inner.gz', bytes: gzipSync('x') },
      ]),
      gzipSync(inner),
      gzipSync(gzipSync(nessus)),
    ];
    for (const bytes of nested)
      expect((await refusal(bytes)).message).toMatch(/archives within archives are not read/);
  });

  test('a gzip file that is damaged, cut off, or holds nothing', async () => {
    const good = gzipSync(nessus);
    const damaged = Buffer.from(good).fill(0x55, 200, 260);
    expect((await refusal(damaged)).message).toMatch(/gzip file is damaged/);
    expect((await refusal(good.subarray(0, good.length - 20))).message).toMatch(/gzip file is cut off/);
    expect((await refusal(gzipSync(''))).message).toMatch(/empty \(0 bytes\)/);
  });

  test('34 a gzip bomb is stopped while it is unpacked', async () => {
    const bomb = Buffer.concat(Array.from({ length: 300 }, () => gzipSync(Buffer.alloc(1024 * 1024, 0x20))));
    const start = gzipSync('{"findings":[');
    const error = await refusal(Buffer.concat([start, bomb]), 'generic-json');
    expect([error.code, error.message]).toEqual([
      'PAYLOAD_TOO_LARGE',
      expect.stringMatching(/250 times its size/),
    ]);
  });
});

describe('with the tool named', () => {
  test('a lone file is taken at its word, and the parser says what is wrong', async () => {
    expect((await refusal(zipOf([{ name: 'a', bytes: trivy }]), 'nessus')).message).not.toMatch(/not known/);
    expect((await refusal(zipOf([{ name: 'a', bytes: trivy }]), 'nesus')).message).toMatch(
      /No parser is called "nesus"/,
    );
  });

  test('only its reports are read, others are named', async () => {
    const { sink, tool } = await read(
      zipOf([
        { name: 'a.nessus', bytes: nessus },
        { name: 'b.json', bytes: trivy },
      ]),
      'nessus',
    );
    expect(tool).toBe('nessus');
    expect(sink.problems.map(({ code, where }) => [code, where])).toContainEqual([
      'ENTRY_NOT_READ',
      'b.json',
    ]);
  });
});
