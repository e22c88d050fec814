import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('bundler-audit', () => {
  test('reads a gem with its weakness, ids, score and fix', async () => {
    const { findings, meta } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      ruleId: 'CVE-2025-79001',
      title: 'Code injection in left-box',
      severity: 'CRITICAL',
      sourceSeverity: 'critical',
      cves: ['CVE-2025-79001'],
      advisories: ['GHSA-2345-6789-cfgh'],
      cvss: [{ version: '3.1', score: 9.8 }],
      component: {
        name: 'left-box',
        version: '2.0.0',
        fixedVersion: '~> 1.9.9, >= 2.0.1',
        purl: 'pkg:gem/left-box@2.0.0',
      },
    });
    expect(meta).toMatchObject({ toolVersion: '0.9.1', finishedAt: '2026-01-05T06:00:00.000Z' });
  });

  test('a source without encryption is a signal', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'insecure_source',
      resultClass: 'EXPOSURE_SIGNAL',
      matcher: 'http://gems.example/',
    });
  });

  test('what is not rated is MEDIUM, and one problem says so', async () => {
    const { findings, problems } = await fixture('happy.json');
    expect(findings[2]).toMatchObject({ severity: 'MEDIUM', advisories: ['GHSA-2345-6789-cfgj'] });
    expect(problems.map(({ code }) => code)).toEqual(['UNKNOWN_SEVERITY']);
  });

  test('an entry without gem is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"results":[{"type":"unpatched_gem"},1]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"version":"0.9"}')).rejects.toThrow(/no "results"/);
  });
});
