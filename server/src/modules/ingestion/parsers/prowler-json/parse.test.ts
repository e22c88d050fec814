import { describe, expect, test } from 'vitest';
import { ReportError } from '../parser.ts';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('prowler-json', () => {
  test('a result of version 3 is a finding with its resource, advice and time', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([3, 2, 1]);
    expect(sink.findings[0]).toMatchObject({
      where: '/0',
      ruleId: 's3_bucket_public_access',
      resultClass: 'EXPOSURE_SIGNAL',
      severity: 'CRITICAL',
      target: { kind: 'CLOUD_RESOURCE', raw: 'arn:aws:s3:::backups' },
      matcher: 'eu-central-1',
      evidence: 'Bucket backups is public.',
      impact: 'Anyone can read the data.',
      remediation: 'Turn public access off.',
      references: ['https://docs.cloud.example/s3', 'https://docs.cloud.example/s3/block'],
      seenAt: '2026-01-05T07:00:00.000Z',
      tags: ['s3', 'internet-exposed'],
      sourceData: { Compliance: { 'CIS-1.5': ['2.1.5'] }, Provider: 'aws' },
    });
    expect(sink.findings[1]).toMatchObject({ resultClass: 'NEGATIVE_RESULT', target: { raw: 'root' } });
    expect(sink.meta.checksRun).toEqual(['s3_bucket_public_access', 'iam_root_mfa']);
  });

  test('version 2 writes lines with other names', async () => {
    expect((await fixture('happy-v2.jsonl')).findings).toMatchObject([
      {
        where: 'line 1',
        ruleId: 'check11',
        title: 'Avoid the use of the root account',
        resultClass: 'EXPOSURE_SIGNAL',
        severity: 'HIGH',
        target: { raw: '000000000001' },
        matcher: 'us-east-1 Root was used today',
        remediation: 'Do not use it.',
        seenAt: '2026-01-05T08:00:00.000Z',
      },
      { ruleId: 'extra72', resultClass: 'NEGATIVE_RESULT', target: { raw: 'snap-1' } },
    ]);
  });

  test('a file without a byte and an empty list are reports without results', async () => {
    expect((await fixture('empty.jsonl')).sourceCount).toBe(0);
    expect((await readText(parse, '[]')).sourceCount).toBe(0);
  });

  test('a cut-off list is refused', async () => {
    await expect(fixture('broken.json')).rejects.toThrow(ReportError);
  });
});
