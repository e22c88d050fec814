import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('aws-security-hub', () => {
  test('every entry is a finding of its class, one without Id and title a problem', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([5, 1]);
    expect(
      sink.findings.map(({ ruleId, resultClass, severity, sourceStatus }) => [
        ruleId,
        resultClass,
        severity,
        sourceStatus,
      ]),
    ).toEqual([
      ['S3.1', 'EXPOSURE_SIGNAL', 'HIGH', 'OPEN'],
      ['CVE-2025-10001', 'VULNERABILITY', 'CRITICAL', 'OPEN'],
      ['TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce', 'EXPOSURE_SIGNAL', 'MEDIUM', 'SUPPRESSED'],
      ['1.20', 'NEGATIVE_RESULT', 'INFO', 'FIXED'],
    ]);
  });

  test('a control names its resources, type, time and advice', async () => {
    expect((await fixture('happy.json')).findings[0]).toMatchObject({
      toolUniqueId: expect.stringContaining('finding/11111111'),
      sourceSeverity: 'HIGH',
      target: { kind: 'CLOUD_RESOURCE', raw: 'arn:aws:s3:::sample-a', reference: 'arn:aws:s3:::sample-a' },
      locations: [{ path: 'arn:aws:s3:::sample-a' }, { path: 'arn:aws:s3:::sample-b' }],
      component: { name: 'AwsS3Bucket' },
      remediation: 'Turn the settings on.',
      references: ['https://docs.cloud.example/S3.1'],
      seenAt: '2026-01-05T08:00:00.000Z',
    });
  });

  test('a package finding keeps every id, every score once, and its package with epoch and release', async () => {
    expect((await fixture('happy.json')).findings[1]).toMatchObject({
      cves: ['CVE-2025-10001', 'CVE-2025-10002', 'CVE-2025-10003'],
      advisories: ['GHSA-0000-0000-0001'],
      cvss: [
        { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8, source: 'NVD' },
        { version: '2.0', vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', score: 7.5, source: 'NVD' },
      ],
      component: {
        name: 'samplelib',
        version: '1:1.2.3-4.el9',
        fixedVersion: '1:1.2.4-1.el9',
        ecosystem: 'OS',
      },
      remediation: 'dnf update samplelib',
      exploitAvailable: true,
      evidenceClass: 'INFERRED',
      references: ['https://vuln.example/CVE-2025-10001', 'https://vendor.example/advisory'],
    });
  });

  test('without a resource the account is the target; a time with another zone is turned to UTC', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[3]?.target.raw).toBe('AWS::::Account:000000000001');
    expect(findings[2]?.seenAt).toBe('2026-01-05T08:00:00.000Z');
  });

  test('lines and events are read like pages', async () => {
    const lines = await fixture('happy-lines.jsonl');
    expect(
      lines.findings.map(({ ruleId, resultClass, target }) => [ruleId, resultClass, target.kind]),
    ).toEqual([
      ['rule-1', 'VULNERABILITY', 'CONTAINER_IMAGE'],
      ['rule-2', 'EXPOSURE_SIGNAL', 'CLOUD_RESOURCE'],
    ]);
    expect(lines.findings[1]).toMatchObject({ severity: 'HIGH', sourceSeverity: '7.5' });
    expect((await fixture('happy-event.json')).findings[0]?.title).toBe('From an event');
    const page = `{"x":"${'y'.repeat(5_000)}","Findings":[{"Id":"1","Title":"late"}]}`;
    expect((await readText(parse, page)).findings[0]?.title).toBe('late');
  });

  test('an empty page is read, a cut-off one refused', async () => {
    expect((await fixture('empty.json')).sourceCount).toBe(0);
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
