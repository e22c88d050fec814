import { expect, test } from 'vitest';
import { fixtureBytes, openZipBytes } from '../packed.fixture.ts';
import { defaultLimits } from '../parser.ts';
import { zipOf } from '../readers/archive/zip-writer.fixture.ts';
import { RecordingSink } from '../recording-sink.ts';
import manifest from './manifest.ts';
import parse from './parse-archive.ts';

async function read(bytes: Uint8Array): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await parse(await openZipBytes(bytes), sink, defaultLimits);
  return sink;
}

const happy = async () => read(await fixtureBytes(new URL('fixtures/happy.zip', import.meta.url)));

test('software names the machine that another document describes', async () => {
  const sink = await happy();
  expect(sink.findings.map(({ where, target }) => [where, target])).toEqual([
    [
      'vulnerabilities/page-1.json: /value/0',
      {
        kind: 'HOST',
        raw: 'm1',
        hostname: 'srv01.corp.example',
        ip: '192.0.2.11',
        mac: '00:00:5e:00:53:11',
        operatingSystem: 'WindowsServer2022 21H2',
      },
    ],
    [
      'vulnerabilities/page-1.json: /value/1',
      { kind: 'HOST', raw: 'm2', ip: '192.0.2.12', operatingSystem: 'Other' },
    ],
    ['vulnerabilities/page-2.json: /value/0', { kind: 'HOST', raw: 'm9' }],
  ]);
});

test('each machine is a covered target, and no record is lost', async () => {
  const sink = await happy();
  expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([4, 3, 1]);
  expect(new Set(sink.coverage.map(({ target }) => target.raw))).toEqual(new Set(['m1', 'm2', 'm9']));
  expect(sink.coverage.some(({ complete }) => complete)).toBe(false);
});

test('the order of the documents does not matter', async () => {
  const machine = '{"value":[{"id":"m1","computerDnsName":"a.example","healthStatus":"Active"}]}';
  const software = '{"value":[{"cveId":"CVE-2025-10001","machineId":"m1","severity":"Low"}]}';
  const sink = await read(
    zipOf([
      { name: 'vulnerabilities.json', bytes: software },
      { name: 'z/machines.json', bytes: machine },
    ]),
  );
  expect(sink.findings).toMatchObject([{ target: { hostname: 'a.example' } }]);
});

test('a document that is broken refuses the archive', async () => {
  const bytes = zipOf([{ name: 'machines.json', bytes: '{"value":[{"id":' }]);
  await expect(read(bytes)).rejects.toThrow(/cut off/);
});

test('is told by the names of its documents', () => {
  const detect = (...names: string[]) =>
    manifest.detectArchive?.({ entries: names.map((name) => ({ name, sizeBytes: 1 })) }) ?? null;
  expect(detect('machines/a.json', 'vulnerabilities/b.json')).toMatchObject({ format: 'ZIP' });
  expect(detect('export/machines.json', 'export/vulnerabilities.json')).toMatchObject({ format: 'ZIP' });
  expect(detect('machines/a.json', 'reports/b.json')).toBeNull();
  expect(detect('machines/a.xml', 'vulnerabilities/b.xml')).toBeNull();
});
