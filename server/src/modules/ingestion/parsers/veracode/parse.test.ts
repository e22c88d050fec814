import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('veracode', () => {
  test('a static flaw has its file, the prose of its category and its state', async () => {
    const { findings, meta } = await fixture('happy.xml');
    expect(meta).toEqual({
      toolName: 'Veracode',
      toolVersion: '2026-01-05',
      policy: 'Strict',
      startedAt: '2026-01-05T08:00:00.000Z',
      finishedAt: '2026-01-05T09:00:00.000Z',
    });
    expect(findings[0]).toMatchObject({
      where: 'line 14',
      ruleId: 'CWE-89',
      toolUniqueId: '18',
      title: 'SQL Injection',
      severity: 'CRITICAL',
      sourceSeverity: '5',
      resultClass: 'VULNERABILITY',
      evidenceClass: 'DIRECT',
      description: 'executeQuery() has input. See https://guide.example/sql',
      remediation: 'Use parameters:\n\nprepared statements',
      target: { kind: 'APPLICATION', raw: 'shop', reference: 'shop' },
      locations: [{ path: 'com/shop/Find.java', line: 27 }],
      cwes: [89],
      references: ['https://guide.example/sql'],
      sourceStatus: 'FALSE_POSITIVE',
      sourceData: { functionrelativelocation: '80', module: 'shop.war' },
    });
  });

  test('a dynamic flaw has its page and parameter; a manual one takes the weakness it stands under', async () => {
    const { findings } = await fixture('happy.xml');
    expect(findings[1]).toMatchObject({
      severity: 'MEDIUM',
      sourceStatus: 'FIXED',
      description: 'The query is built from input.',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example' },
      service: { port: 443 },
      locations: [{ url: 'https://shop.example/find?q=1', path: '/find', parameter: 'q' }],
    });
    expect(findings[2]).toMatchObject({
      ruleId: 'CWE-563',
      title: 'Code Quality',
      severity: 'LOW',
      cwes: [563],
    });
    expect(findings[2]).not.toHaveProperty('sourceStatus');
  });

  test('each weakness of a component is a finding with all its paths; a component without one is none', async () => {
    const { findings, sourceCount, droppedCount } = await fixture('happy.xml');
    expect([sourceCount, findings.length, droppedCount]).toEqual([6, 5, 1]);
    expect(findings[3]).toMatchObject({
      ruleId: 'CVE-2025-60001',
      severity: 'HIGH',
      evidenceClass: 'INFERRED',
      cves: ['CVE-2025-60001'],
      cwes: [20],
      component: {
        name: 'parse',
        version: '1.1',
        ecosystem: 'maven',
        purl: 'pkg:maven/org.example/parse@1.1',
      },
      locations: [
        { path: 'shop.war#zip:WEB-INF/lib/parse-1.1.jar' },
        { path: 'web.war#zip:WEB-INF/lib/parse-1.1.jar' },
      ],
      cvss: [{ version: '2.0', score: 7.5 }],
      sourceStatus: 'ACCEPTED',
    });
    expect(findings[4]).toMatchObject({ cves: [], advisories: ['SRCCLR-SID-1'], cwes: [] });
    expect(findings[4]).not.toHaveProperty('sourceStatus');
  });

  test('the application and the pages of a dynamic scan are covered', async () => {
    const { coverage } = await fixture('happy.xml');
    expect(coverage.map(({ target, complete }) => [target.raw, complete])).toEqual([
      ['shop', true],
      ['https://shop.example', true],
    ]);
  });

  test('refuses a report that was cut off, and another root', async () => {
    await expect(fixture('broken.xml')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '<summaryreport/>')).rejects.toThrow(/<detailedreport>/);
  });
});
