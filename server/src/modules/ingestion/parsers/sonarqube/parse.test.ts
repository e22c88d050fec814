import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('sonarqube', () => {
  test('reads an issue with key, places, project and the rule that follows it', async () => {
    const { findings, problems } = await fixture('happy.json');
    expect(problems).toEqual([]);
    expect(findings[0]).toMatchObject({
      ruleId: 'java:S2076',
      toolUniqueId: 'AX-1',
      title: 'Change this code.',
      description: expect.stringContaining('Commands should not be built from input'),
      severity: 'CRITICAL',
      sourceSeverity: 'BLOCKER',
      resultClass: 'VULNERABILITY',
      cwes: [78],
      target: { kind: 'REPOSITORY', raw: 'shop', reference: 'shop' },
      locations: [
        { path: 'src/Pay.java', line: 12, endLine: 14 },
        { path: 'src/In.java', line: 3, endLine: 3 },
      ],
      seenAt: '2026-01-05T05:00:00.000Z',
    });
  });

  test('impacts give severity and class where the older fields are missing', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      severity: 'HIGH',
      resultClass: 'INFORMATIONAL',
      sourceStatus: 'FALSE_POSITIVE',
    });
    expect(findings[2]).toMatchObject({
      severity: 'MEDIUM',
      resultClass: 'VULNERABILITY',
      sourceStatus: 'ACCEPTED',
      locations: [{ path: 'src/Old.java', line: 7 }],
    });
  });

  test('a dependency issue names its package and ids in prose', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[3]).toMatchObject({
      component: { name: 'left-box', version: '2.0.0' },
      cves: ['CVE-2025-72001'],
      advisories: ['GHSA-2345-6789-cfgh'],
      cwes: [120, 937],
      evidenceClass: 'INFERRED',
      locations: [],
    });
  });

  test('hotspots are signals rated by probability', async () => {
    const { findings } = await fixture('happy-hotspots.json');
    expect(
      findings.map(({ resultClass, severity, sourceStatus }) => [resultClass, severity, sourceStatus]),
    ).toEqual([
      ['EXPOSURE_SIGNAL', 'HIGH', undefined],
      ['EXPOSURE_SIGNAL', 'LOW', 'NOT_AFFECTED'],
    ]);
    expect(findings[0]).toMatchObject({ ruleId: 'java:S5547', tags: ['weak-cryptography'] });
  });

  test('reads the report of sonar-report with its rules', async () => {
    const { findings } = await fixture('happy-report.json');
    expect(findings[0]).toMatchObject({
      severity: 'LOW',
      cwes: [78],
      resultClass: 'VULNERABILITY',
      target: { raw: 'shop' },
      locations: [{ path: 'src/Pay.java', line: 12 }],
    });
    expect(findings[1]).toMatchObject({ resultClass: 'EXPOSURE_SIGNAL', severity: 'HIGH' });
  });

  test('reads vulnerable and unlicensed releases of packages', async () => {
    const { findings } = await fixture('happy-releases.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'CVE-2025-72002',
      severity: 'CRITICAL',
      cves: ['CVE-2025-72002'],
      cwes: [94],
      component: { name: 'left-box', purl: 'pkg:npm/left-box@2.0.0' },
    });
    expect(findings[1]).toMatchObject({ resultClass: 'EXPOSURE_SIGNAL', sourceStatus: 'ACCEPTED' });
  });

  test('pages in one array are read, each entry kept', async () => {
    const page = '{"paging":{},"issues":[{"rule":"a:b","severity":"INFO","component":"p:f","project":"p"}]}';
    const { findings, sourceCount } = await readText(parse, `[${page},${page}]`);
    expect([sourceCount, findings.length]).toEqual([2, 2]);
    expect(findings[0]?.matcher).toBe('f|');
  });

  test('an issue without rule is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"issues":[{"key":"a"},null]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"paging":{}}')).rejects.toThrow(/neither "issues" nor "hotspots"/);
  });
});
