import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('dependency-check', () => {
  test('gives one finding for each vulnerability of a dependency, suppressed ones marked', async () => {
    const sink = await fixture('happy.xml');
    expect(sink.sourceCount).toBe(3);
    expect(
      sink.findings.map(({ ruleId, sourceStatus, severity }) => [ruleId, sourceStatus, severity]),
    ).toEqual([
      ['CVE-2025-15001', undefined, 'CRITICAL'],
      ['CWE-400: Uncontrolled Resource Consumption', 'SUPPRESSED', 'MEDIUM'],
      ['1500', undefined, 'HIGH'],
    ]);
    expect(sink.meta).toEqual({
      toolName: 'Dependency-Check',
      toolVersion: '9.0.9',
      finishedAt: '2026-01-05T06:00:00.123Z',
    });
    const target = { kind: 'APPLICATION', raw: 'Shop', reference: 'example.shop:web' };
    expect(sink.coverage).toEqual([{ target, complete: true, note: '3 dependencies' }]);
    expect(sink.findings[0]?.target).toEqual(target);
  });

  test('reads scores, weaknesses, places and the library', async () => {
    const [finding] = (await fixture('happy.xml')).findings;
    expect(finding).toMatchObject({
      where: 'line 28',
      cves: ['CVE-2025-15001'],
      cwes: [502, 20],
      exploitAvailable: true,
      description: 'Lookups run <code>.',
      component: {
        name: 'org.sample:sample-core',
        version: '2.14.1',
        fixedVersion: '2.15.0',
        purl: 'pkg:maven/org.sample/sample-core@2.14.1',
        ecosystem: 'maven',
      },
      matcher: 'web.war: sample-core-*.jar',
      references: ['https://vendor.example/15001'],
      cvss: [
        { version: '3.0', vector: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', score: 10, source: 'nvd' },
        { version: '2.0', vector: 'AV:N/AC:M/Au:N/C:C/I:C/A:C', score: 9.3 },
      ],
    });
    expect(finding?.locations.map(({ path }) => path)).toEqual([
      'web.war: sample-core-2.14.1.jar',
      '/build/web.war/WEB-INF/lib/sample-core-2.14.1.jar',
      'other.war: sample-core-2.14.1.jar',
      '/build/other.war/sample-core-2.14.1.jar',
    ]);
  });

  test('names that are no ids stay out of the ids; old fields are read', async () => {
    const { findings } = await fixture('happy.xml');
    expect(findings[1]).toMatchObject({
      advisories: [],
      cwes: [400],
      sourceData: { notes: 'Not reachable here.' },
    });
    expect(findings[2]).toMatchObject({
      advisories: [],
      cwes: [79],
      component: { name: 'sample:sample-old', version: '1.0' },
      cvss: [{ version: '2.0', vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', score: 7.5 }],
    });
  });

  test('reads the JSON form', async () => {
    const sink = await fixture('happy.json');
    expect(sink.findings.map(({ ruleId, sourceStatus }) => [ruleId, sourceStatus])).toEqual([
      ['GHSA-aaaa-bbbb-cccc', undefined],
      ['CVE-2025-15002', 'SUPPRESSED'],
      ['Bug 12', undefined],
    ]);
    expect(sink.findings[0]).toMatchObject({
      where: '/dependencies/0/vulnerabilities/0',
      severity: 'MEDIUM',
      cvss: [{ version: '4.0', score: 6.9, source: 'vendor' }],
      component: { name: '@shop/parser', version: '2.0.0', fixedVersion: '2.1.0' },
    });
    expect(sink.findings[2]).toMatchObject({
      severity: 'MEDIUM',
      component: { name: 'samplequery', version: '3.1.1' },
    });
    expect(sink.problems.map(({ code }) => code)).toEqual(['UNKNOWN_SEVERITY']);
  });

  test('vulnerabilities without name are dropped, other JSON is refused', async () => {
    const sink = await readText(parse, '{"dependencies":[{"vulnerabilities":[{"severity":"LOW"},1]},2]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([3, 3]);
    await expect(readText(parse, '{"reportSchema":"1.1"}')).rejects.toThrow(/dependencies/);
  });
});
