import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('cloudsploit', () => {
  test('every result is a finding of its class', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([5, 1]);
    expect(sink.findings.map(({ ruleId, resultClass, severity }) => [ruleId, resultClass, severity])).toEqual(
      [
        ['bucketPublic', 'EXPOSURE_SIGNAL', 'HIGH'],
        ['openSsh', 'NEGATIVE_RESULT', 'INFO'],
        ['keyAge', 'EXPOSURE_SIGNAL', 'LOW'],
        ['keyUse', 'INFORMATIONAL', 'LOW'],
      ],
    );
    expect(sink.findings[0]).toMatchObject({
      title: 'S3 Bucket Public',
      description: 'Ensures buckets are closed',
      sourceSeverity: 'FAIL',
      target: { kind: 'CLOUD_RESOURCE', raw: 'arn:aws:s3:::backups', reference: 'arn:aws:s3:::backups' },
      evidence: 'Bucket is open to everyone',
      matcher: 'global',
      tags: ['S3'],
    });
    expect(sink.findings[1]?.target).toEqual({ kind: 'CLOUD_RESOURCE', raw: '' });
    expect(sink.meta.checksRun).toEqual(['bucketPublic', 'openSsh', 'keyAge']);
    expect(sink.coverage).toHaveLength(2);
  });

  test('the table holds the same, without plugins', async () => {
    expect((await fixture('happy.csv')).findings).toMatchObject([
      { ruleId: 'S3 Bucket Public', resultClass: 'EXPOSURE_SIGNAL', evidence: 'Bucket is open, to everyone' },
      { ruleId: 'Open SSH', resultClass: 'NEGATIVE_RESULT', matcher: 'eu-central-1' },
    ]);
    await expect(readText(parse, 'A,B\n1,2\n')).rejects.toThrow(/no header row of CloudSploit/);
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
