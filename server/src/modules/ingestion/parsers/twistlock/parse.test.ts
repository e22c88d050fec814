import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('twistlock', () => {
  test('vulnerabilities and compliance issues of an image are findings', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([4, 1]);
    expect(sink.findings.map(({ ruleId, resultClass, severity }) => [ruleId, resultClass, severity])).toEqual(
      [
        ['41', 'EXPOSURE_SIGNAL', 'HIGH'],
        ['CVE-2025-10001', 'VULNERABILITY', 'HIGH'],
        ['PRISMA-2025-0001', 'VULNERABILITY', 'MEDIUM'],
      ],
    );
    expect(sink.findings[0]).toMatchObject({ evidence: 'runs as root', matcher: 'runs as root' });
    expect(sink.coverage).toMatchObject([
      { complete: true, target: { raw: 'registry.example/shop/web:1.4' } },
    ]);
  });

  test('a vulnerability names its package, fix, score and risks', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      sourceSeverity: 'important',
      component: { name: 'samplelib', version: '1.2.3', fixedVersion: '1.2.4, 1.3.1' },
      cves: ['CVE-2025-10001'],
      cvss: [{ version: '3.1', score: 9.8, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
      exploitAvailable: true,
      tags: ['Attack complexity: low', 'Exploit exists - POC'],
      references: ['https://vuln.example/CVE-2025-10001'],
      seenAt: '2026-01-05T08:00:00.123Z',
      target: {
        kind: 'CONTAINER_IMAGE',
        reference: 'registry.example/shop/web:1.4',
        operatingSystem: 'Sample Linux 9',
      },
    });
    expect(findings[2]).toMatchObject({
      advisories: ['PRISMA-2025-0001'],
      tags: ['Medium severity', 'Recent vulnerability'],
    });
    expect(findings[2]?.component).not.toHaveProperty('fixedVersion');
  });

  test('the API puts what was scanned after its findings and the CVE beside a number', async () => {
    expect((await fixture('happy-api.json')).findings).toMatchObject([
      {
        ruleId: 'CVE-2025-10002',
        target: { raw: 'registry.example/shop/worker:2' },
        cvss: [{ version: '3.0', score: 3.1 }],
      },
    ]);
  });

  test('rows of the table are told apart by their id', async () => {
    const sink = await fixture('happy.csv');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([3, 1]);
    expect(sink.findings).toMatchObject([
      {
        ruleId: 'CVE-2025-10001',
        severity: 'CRITICAL',
        component: { name: 'samplelib', version: '1.2.3', fixedVersion: '1.2.4' },
        description: 'A length, unchecked.',
        exploitAvailable: true,
        target: { raw: 'registry.example/shop/web:1.4' },
        sourceData: { Layer: 'RUN install' },
      },
      {
        ruleId: '41',
        title: 'Image should be created with a non-root user',
        resultClass: 'EXPOSURE_SIGNAL',
        matcher: 'runs as root',
      },
    ]);
  });

  test('other files are refused', async () => {
    await expect(readText(parse, '{"a":1}')).rejects.toThrow(/no "results"/);
    await expect(readText(parse, '[{"a":1}]')).rejects.toThrow(/no report of twistcli/);
    await expect(readText(parse, 'A,B\n1,2\n')).rejects.toThrow(/no header row of Prisma Cloud/);
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
  });
});
