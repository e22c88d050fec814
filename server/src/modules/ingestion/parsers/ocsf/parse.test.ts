import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('ocsf', () => {
  test('a failed check of Prowler is an exposure with its resource, proof and advice', async () => {
    const sink = await fixture('happy.json');
    expect(sink.findings[0]).toMatchObject({
      where: '/0',
      ruleId: 's3_bucket_public_access',
      toolUniqueId: 'prowler-aws-s3_bucket_public_access-000000000001-eu-central-1-backups',
      title: 'Ensure there are no buckets open to everyone',
      severity: 'CRITICAL',
      sourceSeverity: 'Critical',
      resultClass: 'EXPOSURE_SIGNAL',
      sourceStatus: 'OPEN',
      target: { kind: 'CLOUD_RESOURCE', raw: 'arn:aws:s3:::backups' },
      impact: 'Anyone can read the data.',
      remediation: 'Turn public access off.',
      evidence: 'Bucket backups is public.',
      references: ['https://docs.cloud.example/s3/block', 'https://docs.cloud.example/s3'],
      seenAt: '2026-01-05T08:00:00.000Z',
      tags: ['Data Protection', 'internet-exposed'],
    });
    expect(sink.findings[1]).toMatchObject({
      resultClass: 'NEGATIVE_RESULT',
      sourceStatus: 'SUPPRESSED',
      target: { raw: '000000000001' },
    });
    expect(sink.meta).toMatchObject({
      toolName: 'Prowler',
      toolVersion: '5.1.0',
      checksRun: ['s3_bucket_public_access', 'iam_root_mfa'],
    });
    expect(sink.coverage.map(({ complete }) => complete)).toEqual([true, true]);
  });

  test('several vulnerabilities stay one finding with every id, score and place', async () => {
    const { findings, coverage, meta } = await fixture('happy-events.jsonl');
    expect(findings[0]).toMatchObject({
      ruleId: 'CVE-2025-10001',
      resultClass: 'VULNERABILITY',
      severity: 'HIGH',
      sourceSeverity: 'Unknown',
      evidenceClass: 'INFERRED',
      confidence: 0.8,
      cves: ['CVE-2025-10001', 'CVE-2025-10002'],
      advisories: ['SAMPLE-2025-7'],
      cwes: [120, 787],
      cvss: [
        { version: '3.1', score: 8.8 },
        { version: '2.0', score: 6.5 },
        { version: '3.0', score: 5 },
      ],
      component: {
        name: 'samplelib',
        version: '1.2.3',
        fixedVersion: '1.2.4',
        purl: 'pkg:rpm/samplelib@1.2.3',
      },
      locations: [{ path: 'src/a.c', line: 3, endLine: 5 }],
      references: ['https://console.example/f-1', 'https://vendor.example/a'],
      exploitAvailable: true,
      target: {
        kind: 'HOST',
        raw: 'Web01.Corp.Example',
        hostname: 'web01.corp.example',
        ip: '192.0.2.10',
        mac: '00:00:5e:00:53:01',
        operatingSystem: 'Sample Linux',
      },
      seenAt: '2026-01-05T08:00:00.000Z',
    });
    expect(coverage[0]?.complete).toBe(false);
    expect(meta).not.toHaveProperty('checksRun');
  });

  test('closed, suppressed and old events keep their state; other events are dropped with a reason', async () => {
    const sink = await fixture('happy-events.jsonl');
    expect(
      sink.findings
        .slice(1)
        .map(({ ruleId, severity, resultClass, sourceStatus }) => [
          ruleId,
          severity,
          resultClass,
          sourceStatus,
        ]),
    ).toEqual([
      ['S3.1', 'MEDIUM', 'EXPOSURE_SIGNAL', 'FIXED'],
      ['malware_1', 'CRITICAL', 'EXPOSURE_SIGNAL', 'SUPPRESSED'],
    ]);
    expect(sink.findings[2]).toMatchObject({
      remediation: 'Delete it.',
      references: ['https://docs.example/delete'],
      target: { hostname: 'host-7.corp.example', ip: '2001:db8::7' },
    });
    expect(sink.problems).toMatchObject([{ where: 'line 4', dropsItem: true }]);
  });

  test('a printed single event and a list in a document are read', async () => {
    const event = { class_uid: 2004, metadata: {}, severity_id: 2, finding_info: { title: 'One' } };
    expect((await readText(parse, JSON.stringify(event, null, 2))).findings[0]?.title).toBe('One');
    expect((await readText(parse, JSON.stringify({ Findings: [event] }))).findings[0]?.title).toBe('One');
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
