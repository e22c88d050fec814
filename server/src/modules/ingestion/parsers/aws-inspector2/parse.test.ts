import { describe, expect, test } from 'vitest';
import { readFixture } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('aws-inspector2', () => {
  test('packages, network, code: each finding of its class and state', async () => {
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
      ['CVE-2025-10001', 'VULNERABILITY', 'CRITICAL', 'OPEN'],
      ['NETWORK_REACHABILITY', 'EXPOSURE_SIGNAL', 'MEDIUM', 'SUPPRESSED'],
      ['python-sql', 'VULNERABILITY', 'HIGH', 'FIXED'],
      ['CVE-2025-10003', 'VULNERABILITY', 'MEDIUM', undefined],
    ]);
  });

  test('a package names its version, fix, scores, files and host', async () => {
    expect((await fixture('happy.json')).findings[0]).toMatchObject({
      cves: ['CVE-2025-10001', 'CVE-2025-10002'],
      component: { name: 'samplelib', version: '1:1.2.3-3.el9', fixedVersion: '1:1.2.4-1', ecosystem: 'OS' },
      locations: [{ path: 'opt/app/pom.xml' }],
      cvss: [{ version: '3.1', score: 9.8, source: 'NVD' }],
      remediation: 'dnf update samplelib',
      references: ['https://vuln.example/CVE-2025-10001', 'https://vendor.example/a'],
      exploitAvailable: true,
      seenAt: '2026-01-05T08:00:00.123Z',
      target: {
        kind: 'CLOUD_RESOURCE',
        raw: 'i-00000000000000001',
        ip: '192.0.2.10',
        operatingSystem: 'SAMPLE_LINUX',
      },
    });
  });

  test('ports, code and images', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      matcher: 'tcp 22-22',
      service: { port: 22, transport: 'tcp' },
      seenAt: '2026-01-05T08:00:00.000Z',
    });
    expect(findings[2]).toMatchObject({ cwes: [89], locations: [{ path: 'src/a.py', line: 3, endLine: 4 }] });
    expect(findings[3]).toMatchObject({
      target: { kind: 'CONTAINER_IMAGE', reference: '000000000001/shop:1.4' },
      sourceSeverity: 'UNTRIAGED',
    });
    expect(findings[3]?.component).not.toHaveProperty('fixedVersion');
  });

  test('an event is read like a page, a cut-off page refused', async () => {
    expect((await fixture('happy-event.json')).findings).toMatchObject([
      { ruleId: 'CVE-2025-10004', severity: 'LOW' },
    ]);
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
