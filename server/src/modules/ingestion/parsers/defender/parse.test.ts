import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('defender', () => {
  test('records of every list are told apart by their fields', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([5, 1]);
    expect(sink.findings.map(({ ruleId, severity, resultClass }) => [ruleId, severity, resultClass])).toEqual(
      [
        ['CVE-2025-10001', 'HIGH', 'VULNERABILITY'],
        ['CVE-2025-10002', 'CRITICAL', 'VULNERABILITY'],
        ['CVE-2025-10003', 'MEDIUM', 'VULNERABILITY'],
        ['va-_-sample-_-browser', 'HIGH', 'VULNERABILITY'],
      ],
    );
  });

  test('software names its machine, package, paths and update', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      target: { kind: 'HOST', raw: 'm1' },
      component: { name: 'archiver', version: '1.2.3' },
      matcher: 'sample',
      remediation: 'Install the security update 5000001.',
    });
    expect(findings[1]).toMatchObject({
      target: {
        kind: 'HOST',
        raw: 'm2',
        hostname: 'pc02.corp.example',
        operatingSystem: 'Windows11 10.0.22631',
      },
      locations: [
        { path: 'c:\\program files\\browser\\b.exe' },
        { path: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Browser' },
      ],
      cvss: [{ version: '3.1', score: 9.8 }],
      exploitAvailable: true,
      seenAt: '2026-01-05T08:00:00.000Z',
      references: ['https://updates.example/1'],
    });
  });

  test('the catalogue and recommendations name no machine; a machine is a covered target', async () => {
    const sink = await fixture('happy.json');
    expect(sink.findings[2]).toMatchObject({
      target: { raw: '' },
      exploitAvailable: true,
      references: ['https://poc.example/1'],
    });
    expect(sink.findings[3]).toMatchObject({
      component: { name: 'browser', fixedVersion: '121.0' },
      sourceSeverity: '8.1',
    });
    expect(sink.coverage.map(({ target, complete }) => [target.raw, target.ip, complete])).toEqual([
      ['m1', undefined, false],
      ['m2', undefined, false],
      ['m3', '192.0.2.30', false],
    ]);
  });

  test('JSON lines and both tables', async () => {
    expect((await fixture('happy-lines.jsonl')).findings).toMatchObject([
      { severity: 'LOW', cves: ['CVE-2025-10001'] },
      { severity: 'INFO', cves: [], advisories: ['TVM-2025-0001'] },
    ]);
    const hunting = await fixture('happy-hunting.csv');
    expect([hunting.findings.length, hunting.droppedCount]).toEqual([1, 1]);
    expect(hunting.findings[0]).toMatchObject({
      ruleId: 'CVE-2025-10001',
      component: { name: 'archiver', version: '1.0' },
      target: { raw: 'm1', hostname: 'pc01.corp.example' },
      sourceData: { CveTags: 'ZeroDay' },
    });
    expect((await fixture('happy-recommendations.csv')).findings).toMatchObject([
      {
        resultClass: 'VULNERABILITY',
        severity: 'MEDIUM',
        exploitAvailable: true,
        component: { name: 'Sample Browser' },
      },
      { resultClass: 'EXPOSURE_SIGNAL', sourceStatus: 'ACCEPTED' },
    ]);
  });

  test('what is neither is refused', async () => {
    await expect(readText(parse, 'Title,Severity\nA,High\n')).rejects.toThrow(
      /no header row of Microsoft Defender/,
    );
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
