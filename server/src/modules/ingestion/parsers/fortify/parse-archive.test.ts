import { expect, test } from 'vitest';
import { fixtureBytes, openZipBytes } from '../packed.fixture.ts';
import { defaultLimits } from '../parser.ts';
import { type WrittenEntry, zipOf } from '../readers/archive/zip-writer.fixture.ts';
import { readFixture } from '../reading.ts';
import { RecordingSink } from '../recording-sink.ts';
import parseFvdl from './parse.ts';
import parse from './parse-archive.ts';

async function read(bytes: Uint8Array): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await parse(await openZipBytes(bytes), sink, defaultLimits);
  return sink;
}

const happy = async () => read(await fixtureBytes(new URL('fixtures/happy.fpr', import.meta.url)));

test('gives what its FVDL gives', async () => {
  const [fpr, fvdl] = [
    await happy(),
    await readFixture(parseFvdl, new URL('fixtures/happy.xml', import.meta.url)),
  ];
  const plain = (sink: RecordingSink) =>
    sink.findings.map(({ where: _where, sourceStatus: _status, ...finding }) => finding);
  expect(plain(fpr)).toEqual(plain(fvdl));
  expect([fpr.sourceCount, fpr.meta, fpr.coverage]).toEqual([fvdl.sourceCount, fvdl.meta, fvdl.coverage]);
  expect(fpr.findings[0]?.where).toMatch(/^audit\.fvdl: line/);
});

test('the audit says what is not an issue; what was decided before does not count', async () => {
  const { findings } = await happy();
  expect(findings.map(({ toolUniqueId, sourceStatus }) => [toolUniqueId, sourceStatus])).toEqual([
    ['1111AAAA', undefined],
    ['2222BBBB', 'FALSE_POSITIVE'],
  ]);
});

const fvdl =
  '<FVDL><Build><Project>p</Project></Build><Vulnerabilities><Vulnerability><ClassInfo><ClassID>C</ClassID><Type>T</Type></ClassInfo><InstanceInfo><InstanceID>I</InstanceID></InstanceInfo></Vulnerability></Vulnerabilities></FVDL>';
const withAudit = (issue: string): WrittenEntry[] => [
  { name: 'audit.fvdl', bytes: fvdl },
  { name: 'audit.xml', bytes: `<Audit><IssueList>${issue}</IssueList></Audit>` },
];

test('what is suppressed without an analysis is suppressed; another tag says nothing', async () => {
  const statusOf = async (issue: string) => (await read(zipOf(withAudit(issue)))).findings[0]?.sourceStatus;
  expect(await statusOf('<Issue instanceId="I" suppressed="true"/>')).toBe('SUPPRESSED');
  expect(await statusOf('<Issue instanceId="J" suppressed="true"/>')).toBeUndefined();
  expect(
    await statusOf('<Issue instanceId="I"><Tag id="x"><Value>Not an Issue</Value></Tag></Issue>'),
  ).toBeUndefined();
});

test('an FPR without an audit is read, one with a broken audit refused', async () => {
  expect((await read(zipOf([{ name: 'audit.fvdl', bytes: fvdl }]))).findings).toHaveLength(1);
  await expect(read(zipOf(withAudit('<Issue')))).rejects.toThrow(/not well formed|cut off/);
});
