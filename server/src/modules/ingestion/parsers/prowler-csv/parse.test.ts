import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('prowler-csv', () => {
  test('every row is a finding of its class; lists with commas and bars split no cell', async () => {
    const sink = await fixture('happy.csv');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([5, 1]);
    expect(
      sink.findings.map(({ ruleId, resultClass, severity, sourceStatus }) => [
        ruleId,
        resultClass,
        severity,
        sourceStatus,
      ]),
    ).toEqual([
      ['s3_bucket_public_access', 'EXPOSURE_SIGNAL', 'CRITICAL', undefined],
      ['iam_root_mfa', 'NEGATIVE_RESULT', 'HIGH', undefined],
      ['iam_contact', 'INFORMATIONAL', 'MEDIUM', undefined],
      ['iam_old_keys', 'EXPOSURE_SIGNAL', 'LOW', 'SUPPRESSED'],
    ]);
    expect(sink.meta).toMatchObject({
      toolVersion: '5.1.0',
      checksRun: ['s3_bucket_public_access', 'iam_root_mfa', 'iam_contact', 'iam_old_keys'],
    });
    expect(sink.coverage).toHaveLength(4);
  });

  test('a row names its resource, proof, advice and links; a time without zone is no time', async () => {
    const [finding] = (await fixture('happy.csv')).findings;
    expect(finding).toMatchObject({
      title: 'Ensure there are no buckets open to everyone',
      sourceSeverity: 'critical',
      target: { kind: 'CLOUD_RESOURCE', raw: 'arn:aws:s3:::backups', reference: 'arn:aws:s3:::backups' },
      matcher: 'eu-central-1',
      evidence: 'Bucket backups is public, with 2 grants.',
      impact: 'Anyone can read the data.',
      remediation: 'Turn the "public" access off.',
      references: [
        'https://docs.cloud.example/s3',
        'https://docs.cloud.example/s3/block',
        'https://more.example/a',
        'https://more.example/b',
      ],
      tags: ['s3', 'internet-exposed', 'encryption'],
      sourceData: { TIMESTAMP: '2026-01-05 08:00:00.123456', RESOURCE_TYPE: 'AwsS3Bucket' },
    });
    expect(finding).not.toHaveProperty('seenAt');
  });

  test('version 2 names the check in its title and the resource often in its message alone', async () => {
    const { findings } = await fixture('happy-v2.csv');
    expect(findings[0]).toMatchObject({
      ruleId: 'check11',
      title: 'Avoid the use of the root account',
      impact: 'The "root" account can do anything.',
      target: { raw: '000000000001' },
      matcher: 'eu-central-1 User root was used today',
      seenAt: '2026-01-05T08:00:00.000Z',
    });
    expect(findings[1]).toMatchObject({
      ruleId: 'extra72',
      target: { raw: 'snap-1' },
      sourceStatus: 'SUPPRESSED',
    });
    expect(findings[2]?.resultClass).toBe('INFORMATIONAL');
  });

  test('version 1 rates nothing, which one problem says', async () => {
    const sink = await fixture('happy-v1.csv');
    expect(sink.findings.map(({ severity, evidence }) => [severity, evidence])).toEqual([
      ['MEDIUM', 'No trail'],
      ['MEDIUM', 'Trail main is validated'],
    ]);
    expect(sink.problems).toMatchObject([{ code: 'UNKNOWN_SEVERITY' }]);
  });

  test('a check that is a CVE is a vulnerability, and joined files repeat their header', async () => {
    const header = 'PROVIDER;CHECK_ID;CHECK_TITLE;STATUS;STATUS_EXTENDED;SEVERITY\n';
    const row = 'image;CVE-2025-10001;Weak library;FAIL;found;high\n';
    const { findings } = await readText(parse, header + row + header + row);
    expect(findings.map(({ cves, resultClass }) => [cves, resultClass])).toEqual([
      [['CVE-2025-10001'], 'VULNERABILITY'],
      [['CVE-2025-10001'], 'VULNERABILITY'],
    ]);
  });

  test('another table is refused with its columns', async () => {
    await expect(readText(parse, 'Title,Severity\nA,High\n')).rejects.toThrow(/"Title", "Severity"/);
    await expect(fixture('broken.csv')).rejects.toThrow(/never closed/);
  });
});
