import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('gitlab', () => {
  test('reads code findings with identifiers, signature and flag', async () => {
    const { findings, meta, coverage } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'bandit.B303',
      title: 'Weak hash',
      severity: 'MEDIUM',
      confidence: 0.2,
      cwes: [327],
      remediation: 'Use a strong hash.',
      references: ['https://guide.example/hash', 'https://rules.example/B303', 'https://cwe.example/327'],
      locations: [{ path: 'shop/pay.py', line: 12, endLine: 13 }],
      matcher: 'shop/pay.py|Pay[0]|run[0]:3',
      toolUniqueId: 'aaaa',
    });
    expect(findings[0]).not.toHaveProperty('sourceStatus');
    expect(meta).toMatchObject({ toolName: 'Semgrep', finishedAt: '2026-01-05T06:05:00.000Z' });
    expect(coverage).toEqual([{ target: { kind: 'REPOSITORY', raw: '' }, complete: true }]);
  });

  test('a secret is nowhere in clear', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({ ruleId: 'token', evidence: '***', severity: 'CRITICAL' });
    expect(JSON.stringify(findings)).not.toContain('sk9Zx81LmQ44TtBv70Pa');
  });

  test('a package is known by its CVE, keeps every id, and lies in its file', async () => {
    const { findings, problems } = await fixture('happy-dependencies.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'CVE-2025-73001',
      cves: ['CVE-2025-73001', 'CVE-2025-73002'],
      advisories: ['GHSA-2345-6789-cfgh'],
      component: { name: 'left-box', version: '2.0.0', path: 'package-lock.json' },
      cvss: [{ version: '3.1', source: 'NVD' }],
      evidenceClass: 'INFERRED',
      severity: 'MEDIUM',
      sourceSeverity: 'Unknown',
    });
    expect(problems.map(({ code }) => code)).toEqual(['UNKNOWN_SEVERITY']);
  });

  test('an image is the target, its workload the matcher, and a failed scan covers nothing', async () => {
    const { findings, coverage } = await fixture('happy-images.json');
    expect(findings[0]).toMatchObject({
      target: {
        kind: 'CONTAINER_IMAGE',
        reference: 'registry.example/shop/web:1.4.2',
        operatingSystem: 'debian 12',
      },
      matcher: 'shop/Deployment/web/main',
      title: 'CVE-2025-73003',
    });
    expect(coverage).toMatchObject([{ complete: false }]);
  });

  test('a page has url, method and parameter; scanned sites are covered', async () => {
    const { findings, coverage } = await fixture('happy-dast.json');
    expect(findings[0]).toMatchObject({
      ruleId: '8',
      cwes: [79],
      resultClass: 'INFORMATIONAL',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example:8443', hostname: 'shop.example' },
      service: { port: 8443 },
      locations: [{ url: 'https://shop.example:8443/find', path: '/find', method: 'GET', parameter: 'q' }],
      evidence: 'q=1 came back',
    });
    expect(coverage.map(({ target }) => target.origin)).toEqual([
      'https://shop.example:8443',
      'https://api.example',
    ]);
  });

  test('an entry that says nothing is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"version":"15","vulnerabilities":[{"severity":"High"},3]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"version":"15"}')).rejects.toThrow(/no "vulnerabilities"/);
  });
});
