import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('tfsec', () => {
  test('every result is a finding with its resource and place', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([5, 1]);
    expect(
      sink.findings.map(({ ruleId, resultClass, sourceStatus, matcher }) => [
        ruleId,
        resultClass,
        sourceStatus,
        matcher,
      ]),
    ).toEqual([
      ['AVD-AWS-0086', 'EXPOSURE_SIGNAL', undefined, undefined],
      ['AVD-AWS-0086', 'EXPOSURE_SIGNAL', undefined, '#2'],
      ['AVD-AWS-0089', 'NEGATIVE_RESULT', undefined, undefined],
      ['AVD-AWS-0090', 'INFORMATIONAL', 'SUPPRESSED', undefined],
    ]);
    expect(sink.findings[0]).toMatchObject({
      title: 'S3 Access block should block public ACL',
      severity: 'HIGH',
      impact: 'Anyone can open the bucket',
      remediation: 'Block public ACLs',
      references: ['https://docs.tool.example/s3', 'https://registry.example/s3'],
      component: { name: 'aws_s3_bucket.backups' },
      locations: [{ path: '/src/storage.tf', line: 1, endLine: 5 }],
      tags: ['aws', 's3'],
      sourceData: { long_id: 'aws-s3-block-public-acls' },
    });
    expect(sink.coverage).toMatchObject([{ complete: true }]);
  });

  test('old versions rate in other words or not at all', async () => {
    const sink = await fixture('happy-old.json');
    expect(sink.findings.map(({ severity, references }) => [severity, references])).toEqual([
      ['HIGH', ['https://docs.tool.example/AWS018']],
      ['MEDIUM', []],
    ]);
    expect(sink.problems).toMatchObject([{ code: 'UNKNOWN_SEVERITY' }]);
  });

  test('no results, and a cut-off file', async () => {
    expect((await readText(parse, '{"results": null}')).sourceCount).toBe(0);
    await expect(readText(parse, '{"a": 1}')).rejects.toThrow(/no report of tfsec/);
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
