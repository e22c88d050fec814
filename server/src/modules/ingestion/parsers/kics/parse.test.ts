import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('kics', () => {
  test('every place of every query is a finding', async () => {
    const sink = await fixture('happy.json');
    expect(sink.findings.map(({ title, severity, resultClass }) => [title, severity, resultClass])).toEqual([
      ['S3 Bucket ACL Allows Read to All Users', 'HIGH', 'EXPOSURE_SIGNAL'],
      ['S3 Bucket ACL Allows Read to All Users', 'HIGH', 'EXPOSURE_SIGNAL'],
      ['Passwords And Secrets - Generic Token', 'MEDIUM', 'VULNERABILITY'],
      ['BOM - S3', 'INFO', 'INFORMATIONAL'],
    ]);
    expect(sink.findings[0]).toMatchObject({
      where: '/queries/0/files/0',
      ruleId: '38c5ee0d-7f22-4260-ab72-5073048df100',
      toolUniqueId: '00000001',
      locations: [{ path: 'path/storage.tf', line: 3 }],
      matcher: 'aws_s3_bucket[backups].acl',
      evidence: "'acl' is public-read",
      remediation: "'acl' is private",
      cwes: [732],
      references: ['https://registry.example/s3'],
      tags: ['Terraform', 'Access Control', 'AWS'],
      sourceData: { resource_name: 'backups' },
    });
  });

  test('a secret is never kept', async () => {
    expect(JSON.stringify((await fixture('happy.json')).findings[2])).not.toContain('c2FtcGxl');
  });

  test('version, times and whether everything ran', async () => {
    const { meta, coverage } = await fixture('happy.json');
    expect(meta).toEqual({
      toolName: 'KICS',
      toolVersion: 'v2.1.0',
      startedAt: '2026-01-05T08:00:00.123Z',
      finishedAt: '2026-01-05T08:00:05.000Z',
    });
    expect(coverage).toMatchObject([{ complete: false, note: '1 files or queries failed.' }]);
    expect((await fixture('empty.json')).coverage).toMatchObject([{ complete: true }]);
  });

  test('other files are refused', async () => {
    await expect(readText(parse, '{"a":1}')).rejects.toThrow(/no "queries"/);
    await expect(readText(parse, '{"queries": {"a": 1}}')).rejects.toThrow(/has a list/);
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
