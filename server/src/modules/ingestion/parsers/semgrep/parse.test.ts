import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));
const one = (result: unknown) => readText(parse, JSON.stringify({ results: [result], errors: [] }));

describe('semgrep', () => {
  test('reads a result with rule, place, code and identifiers', async () => {
    const sink = await fixture('happy.json');
    expect(sink.problems).toEqual([]);
    expect(sink.findings[0]).toMatchObject({
      ruleId: 'python.lang.security.weak-hash',
      title: 'weak-hash',
      severity: 'MEDIUM',
      sourceSeverity: 'WARNING',
      confidence: 0.6,
      cwes: [327, 328],
      locations: [{ path: 'shop/pay.py', line: 12, endLine: 13 }],
      references: ['https://guide.example/hash'],
      remediation: 'Replace the code with: digest = strong_hash(card)',
      matcher: 'digest = weak_hash(card)',
    });
    expect(sink.findings[0]).not.toHaveProperty('toolUniqueId');
    expect(sink.meta.toolVersion).toBe('1.90.0');
  });

  test('the same code in the same file is told apart by its number', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      severity: 'HIGH',
      matcher: 'digest = weak_hash(card)#2',
      sourceStatus: 'SUPPRESSED',
      toolUniqueId: 'f00d_1',
    });
  });

  test('quality rules are informational, and variables stand in for code that is not shown', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[2]).toMatchObject({
      resultClass: 'INFORMATIONAL',
      severity: 'LOW',
      matcher: '$C=total > 0',
    });
    expect(findings[2]).not.toHaveProperty('evidence');
  });

  test('a supply chain finding names package, lock file, fix and CVE', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[3]).toMatchObject({
      severity: 'CRITICAL',
      cves: ['CVE-2025-71001'],
      evidenceClass: 'INFERRED',
      component: { name: 'left-box', version: '2.0.0', fixedVersion: '2.0.1', path: 'package-lock.json' },
    });
  });

  test('a secret is nowhere in clear', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[4]?.evidence).toContain('***');
    expect(JSON.stringify(findings)).not.toContain('sk9Zx81LmQ44TtBv70Pa');
  });

  test('reads findings of the platform with their state', async () => {
    const { findings, coverage } = await fixture('happy-platform.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'typescript.security.open-redirect',
      severity: 'HIGH',
      sourceStatus: 'FALSE_POSITIVE',
      cwes: [601],
      confidence: 0.3,
      target: { kind: 'REPOSITORY', raw: 'shop/web', reference: 'https://code.example/shop/web' },
      toolUniqueId: 'aa11_0',
      seenAt: '2026-01-05T06:00:00.000Z',
    });
    expect(findings[1]).toMatchObject({
      sourceStatus: 'FIXED',
      cves: ['CVE-2025-71002'],
      component: { name: 'right-box', fixedVersion: '1.0.1' },
    });
    expect(coverage).toEqual([]);
  });

  test('a file that could not be scanned makes coverage incomplete, one read in parts does not', async () => {
    expect((await fixture('happy.json')).coverage).toMatchObject([{ complete: true }]);
    const { coverage } = await readText(
      parse,
      '{"errors":[{"type":"Timeout","message":"took too long"}],"results":[]}',
    );
    expect(coverage).toMatchObject([{ complete: false, note: '1 errors, the first: took too long' }]);
  });

  test('an entry without rule is a problem, a document without results is refused', async () => {
    const sink = await one({ path: 'a.py' });
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([1, 0, 1]);
    await expect(readText(parse, '{"version":"1"}')).rejects.toThrow(/no "results"/);
    await expect(readText(parse, '{"results":{"check_id":"a"}}')).rejects.toThrow(
      /where the report has a list/,
    );
  });

  test('metadata written as single values, and missing fields, are read', async () => {
    const { findings } = await one({
      check_id: 'rule',
      extra: { severity: 'critical', metadata: { cwe: 79, references: 'https://a.example' } },
    });
    expect(findings[0]).toMatchObject({
      severity: 'CRITICAL',
      cwes: [79],
      references: ['https://a.example'],
    });
  });
});
