import { describe, expect, test } from 'vitest';
import { ReportError } from '../parser.ts';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('checkov', () => {
  test('failed, passed and skipped checks of every check type are findings of their class', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(7);
    expect(
      sink.findings.map(({ ruleId, resultClass, sourceStatus }) => [ruleId, resultClass, sourceStatus]),
    ).toEqual([
      ['CKV_AWS_24', 'NEGATIVE_RESULT', undefined],
      ['CKV_AWS_19', 'EXPOSURE_SIGNAL', undefined],
      ['CKV_AWS_20', 'EXPOSURE_SIGNAL', undefined],
      ['CKV_AWS_18', 'INFORMATIONAL', 'SUPPRESSED'],
      ['CVE-2025-10001', 'VULNERABILITY', undefined],
      ['BC_LIC_1', 'EXPOSURE_SIGNAL', undefined],
    ]);
    expect(sink.problems.map(({ code, dropsItem }) => [code, dropsItem])).toEqual([
      ['ROW_UNREADABLE', true],
      ['FILE_NOT_SCANNED', false],
      ['UNKNOWN_SEVERITY', false],
    ]);
  });

  test('a failed check names its resource, file, lines and code', async () => {
    const sink = await fixture('happy.json');
    expect(sink.findings[1]).toMatchObject({
      title: 'Ensure all data stored in the S3 bucket is securely encrypted at rest',
      severity: 'MEDIUM',
      sourceSeverity: '',
      component: { name: 'aws_s3_bucket.backups' },
      locations: [
        { path: '/storage/bucket.tf', line: 1, endLine: 3 },
        { path: '/main.tf', line: 12, endLine: 15 },
      ],
      references: ['https://docs.tool.example/s3-14'],
      evidence: 'resource "aws_s3_bucket" "backups" {\n  bucket = "backups"\n}',
      tags: ['terraform'],
      sourceData: { bc_check_id: 'BC_AWS_S3_14' },
    });
    expect(sink.findings[2]).toMatchObject({ severity: 'CRITICAL', sourceSeverity: 'CRITICAL' });
    expect(sink.findings[3]?.sourceData).toMatchObject({
      check_result: { suppress_comment: 'no log bucket in tests' },
    });
    expect(sink.meta.toolVersion).toBe('3.2.1');
    expect(sink.coverage).toEqual([
      {
        target: { kind: 'REPOSITORY', raw: '' },
        complete: false,
        note: '1 files could not be parsed by Checkov.',
      },
    ]);
  });

  test('a package carries its weakness, version, fix and score', async () => {
    expect((await fixture('happy.json')).findings[4]).toMatchObject({
      severity: 'HIGH',
      evidenceClass: 'INFERRED',
      component: { name: 'sampleweb', version: '2.2.0', fixedVersion: '2.2.9', ecosystem: 'python' },
      remediation: 'Update sampleweb to 2.2.9.',
      cves: ['CVE-2025-10001'],
      cwes: [89],
      cvss: [{ version: '3.1', vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 8.1 }],
      locations: [{ path: '/requirements.txt' }],
    });
  });

  test('a single object is read whatever the order of its keys, and a secret is never kept', async () => {
    const sink = await fixture('happy-single.json');
    expect(sink.findings).toMatchObject([
      { resultClass: 'VULNERABILITY', severity: 'MEDIUM', tags: ['secrets'] },
    ]);
    expect(JSON.stringify(sink.findings)).not.toContain('c2FtcGxl');
    expect(sink.coverage[0]?.complete).toBe(true);
  });

  test('a run without files is an empty report, another document is refused', async () => {
    expect((await fixture('empty.json')).meta.toolVersion).toBe('2.0.1');
    await expect(readText(parse, '{"findings":[]}')).rejects.toThrow(/no "results"/);
    await expect(readText(parse, '[{"title":"of another tool"}]')).rejects.toThrow(/no "results"/);
    await expect(fixture('broken.json')).rejects.toThrow(ReportError);
  });
});
