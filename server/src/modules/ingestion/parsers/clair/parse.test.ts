import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('clair', () => {
  test('version 4: one finding for each package of a vulnerability, unknown ones are problems', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(5);
    expect(
      sink.findings.map(({ ruleId, component, severity }) => [ruleId, component?.name, severity]),
    ).toEqual([
      ['CVE-2025-21001', 'samplessl', 'INFO'],
      ['CVE-2025-21001', 'samplelib', 'INFO'],
      ['RHSA-2025:2102', 'samplelib', 'HIGH'],
      ['GHSA-aaaa-bbbb-cccc', 'sample-alone', 'CRITICAL'],
    ]);
    expect(sink.problems).toMatchObject([
      { code: 'VULNERABILITY_UNKNOWN', where: '/package_vulnerabilities/20/2', dropsItem: true },
    ]);
    const target = { kind: 'CONTAINER_IMAGE', raw: 'sha256:aabbccddeeff00112233' };
    expect(sink.coverage).toEqual([{ target, complete: true }]);
  });

  test('version 4: scores, places, links', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      cves: ['CVE-2025-21001'],
      cvss: [{ version: '3.1', score: 5.3 }],
      component: { name: 'samplessl', version: '2.1-1', fixedVersion: '2.1-2', ecosystem: 'debian' },
      locations: [{ path: 'var/lib/dpkg/status' }],
      references: ['https://tracker.example/CVE-2025-21001', 'https://nvd.example/CVE-2025-21001'],
      sourceSeverity: 'Negligible',
    });
    expect(findings[2]).toMatchObject({
      title: 'RHSA-2025:2102: samplelib security update (Important)',
      cves: ['CVE-2025-21002'],
      advisories: ['RHSA-2025:2102'],
    });
  });

  test('version 2 and Quay: features of a layer', async () => {
    const sink = await fixture('happy-layer.json');
    expect(sink.findings).toMatchObject([
      {
        where: '/data/Layer/Features/1/Vulnerabilities/0',
        severity: 'CRITICAL',
        sourceSeverity: 'Defcon1',
        cvss: [{ version: '2.0', vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', score: 7.5, source: 'nvd' }],
        component: { name: 'samplessl', version: '2.1-1', fixedVersion: '2.1-2', ecosystem: 'debian:12' },
      },
    ]);
    expect(sink.findings[0]?.cvss).toHaveLength(1);
  });

  test('clair-scanner and Klar', async () => {
    const [scanned] = (await fixture('happy-scanner.json')).findings;
    expect(scanned).toMatchObject({
      ruleId: 'CVE-2025-21004',
      severity: 'HIGH',
      target: { reference: 'registry.example/shop/web:1.4.2' },
    });
    expect(scanned?.component).toEqual({ name: 'samplessl', version: '2.1-1', ecosystem: 'debian:12' });
    const { findings } = await fixture('happy-klar.json');
    expect(findings.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['CVE-2025-21005', 'HIGH'],
      ['CVE-2025-21006', 'LOW'],
    ]);
  });

  test('entries without name are dropped, other JSON is refused', async () => {
    const sink = await readText(parse, '{"image":"a","vulnerabilities":[{"severity":"High"},3]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"a":{}}')).rejects.toThrow(/no report of Clair/);
  });
});
