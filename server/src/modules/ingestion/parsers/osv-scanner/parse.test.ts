import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = () => readFixture(parse, new URL('fixtures/happy.json', import.meta.url));

describe('osv-scanner', () => {
  test('gives one finding for each vulnerability and each forbidden licence of a package', async () => {
    const sink = await fixture();
    expect(sink.sourceCount).toBe(5);
    expect(
      sink.findings.map(({ ruleId, component, severity, resultClass }) => [
        ruleId,
        component?.name,
        severity,
        resultClass,
      ]),
    ).toEqual([
      ['GHSA-aaaa-bbbb-cccc', 'sample-parser', 'MEDIUM', 'VULNERABILITY'],
      ['OSV-2025-1', 'sample-parser', 'MEDIUM', 'VULNERABILITY'],
      ['UNKNOWN', 'sample-parser', 'LOW', 'EXPOSURE_SIGNAL'],
      ['MAL-2025-1', 'libsample', 'HIGH', 'VULNERABILITY'],
      ['UBUNTU-CVE-2025-14002', 'libsample', 'LOW', 'VULNERABILITY'],
    ]);
    expect(sink.coverage.map(({ target }) => [target.kind, target.raw])).toEqual([
      ['APPLICATION', ''],
      ['CONTAINER_IMAGE', 'registry.example/shop/web:1.4.2'],
    ]);
  });

  test('reads aliases, vectors, fix and the analysis of calls', async () => {
    const [finding] = (await fixture()).findings;
    expect(finding).toMatchObject({
      where: '/results/0/packages/0/vulnerabilities/0',
      title: 'Prototype pollution',
      sourceSeverity: 'MODERATE',
      cves: ['CVE-2025-14001'],
      advisories: ['GHSA-aaaa-bbbb-cccc'],
      cwes: [1321],
      sourceStatus: 'NOT_AFFECTED',
      component: {
        name: 'sample-parser',
        version: '2.0.0',
        fixedVersion: '2.1.0',
        purl: 'pkg:npm/sample-parser',
        ecosystem: 'npm',
      },
      locations: [{ path: '/src/web/package-lock.json' }],
      references: ['https://git.example/parser/issues/1'],
      tags: ['npm', 'dev'],
    });
    expect(finding?.cvss.map(({ version, vector }) => [version, vector?.slice(0, 8)])).toEqual([
      ['3.1', 'CVSS:3.1'],
      ['4.0', 'CVSS:4.0'],
    ]);
    expect(finding?.sourceData).toMatchObject({ published: '2025-11-01T00:00:00Z' });
  });

  test('facts that stand after the vulnerabilities are known to them', async () => {
    const finding = (await fixture()).findings[4];
    expect(finding).toMatchObject({
      cves: ['CVE-2025-14002'],
      component: { name: 'libsample', version: '1.0-1', ecosystem: 'Ubuntu:22.04' },
      target: { reference: 'registry.example/shop/web:1.4.2' },
      locations: [],
    });
  });

  test('a record without id is dropped, JSON without results refused', async () => {
    const sink = await readText(parse, '{"results":[{"packages":[{"vulnerabilities":[{"summary":"x"}]}]}]}');
    expect(sink.problems).toMatchObject([
      { where: '/results/0/packages/0/vulnerabilities/0', dropsItem: true },
    ]);
    await expect(readText(parse, '{"a":1}')).rejects.toThrow(/results/);
  });
});
