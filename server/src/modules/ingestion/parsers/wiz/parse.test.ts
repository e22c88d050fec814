import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('wiz', () => {
  test('an issue names its control, resource, advice and links', async () => {
    const sink = await fixture('happy.csv');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([6, 5, 1]);
    expect(sink.findings[0]).toMatchObject({
      ruleId: 'ctl-1',
      toolUniqueId: 'iss-1',
      title: 'Storage is open to everyone',
      severity: 'HIGH',
      resultClass: 'EXPOSURE_SIGNAL',
      description: 'A bucket, "backups", is public.',
      remediation: 'Close it.',
      target: { kind: 'CLOUD_RESOURCE', raw: 'arn:aws:s3:::backups', reference: 'arn:aws:s3:::backups' },
      references: ['https://app.console.example/i/iss-1', 'https://cloud.example/backups'],
      seenAt: '2026-01-05T08:00:00.000Z',
      tags: ['storage', 'AWS'],
      sourceData: { 'Extra Column': 'kept', 'Subscription ID': 'sub-1' },
    });
  });

  test('states and CVE ids of issues', async () => {
    const { findings } = await fixture('happy.csv');
    expect(findings.map(({ sourceStatus }) => sourceStatus)).toEqual([
      'OPEN',
      'OPEN',
      'FIXED',
      'ACCEPTED',
      'SUPPRESSED',
    ]);
    expect(findings[1]).toMatchObject({
      resultClass: 'VULNERABILITY',
      cves: ['CVE-2025-10001', 'CVE-2025-10002'],
    });
    expect(findings[2]).toMatchObject({ seenAt: '2026-01-05T08:00:00.123Z', target: { raw: 'v-3' } });
  });

  test('a vulnerability names its package, place, asset and state', async () => {
    const { findings } = await fixture('happy-vulnerabilities.csv');
    expect(findings[0]).toMatchObject({
      ruleId: 'CVE-2025-10001',
      toolUniqueId: 'f-1',
      severity: 'CRITICAL',
      sourceSeverity: 'Critical',
      resultClass: 'VULNERABILITY',
      evidenceClass: 'INFERRED',
      cves: ['CVE-2025-10001'],
      cvss: [{ version: '3.1', score: 9.8 }],
      component: {
        name: 'samplelib',
        version: '1.2.3',
        fixedVersion: '1.2.4',
        path: '/usr/lib/samplelib.so',
      },
      locations: [{ path: '/usr/lib/samplelib.so' }],
      target: {
        raw: 'arn:aws:ec2:eu-central-1:000000000001:instance/i-01',
        ip: '192.0.2.10',
        operatingSystem: 'Linux',
      },
      exploitAvailable: true,
      sourceStatus: 'OPEN',
      seenAt: '2026-01-05T08:00:00.000Z',
    });
    expect(findings[1]).toMatchObject({
      advisories: ['GHSA-0000-0000-0002'],
      severity: 'LOW',
      sourceStatus: 'FALSE_POSITIVE',
      target: { raw: 'a-2' },
    });
  });

  test('columns with spaces are the same columns, another table is refused', async () => {
    const text =
      'Name,Wiz URL,Severity,Detailed Name,Finding Status\nCVE-2025-10009,https://x.example,High,lib,Open\n';
    expect((await readText(parse, text)).findings).toMatchObject([
      { component: { name: 'lib' }, sourceStatus: 'OPEN' },
    ]);
    await expect(readText(parse, 'Title,Severity\nA,High\n')).rejects.toThrow(/no header row of Wiz/);
    await expect(fixture('broken.csv')).rejects.toThrow(/never closed/);
  });
});
