import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('wapiti', () => {
  test('JSON: one finding per entry with its place and the prose of its category', async () => {
    const { findings, meta, coverage } = await fixture('happy.json');
    expect(meta).toEqual({
      toolName: 'Wapiti',
      toolVersion: '3.2.0',
      finishedAt: '2026-01-05T08:00:00.000Z',
    });
    expect(coverage).toMatchObject([{ target: { origin: 'https://shop.example' }, complete: true }]);
    expect(findings[0]).toMatchObject({
      where: '/vulnerabilities/SQL Injection/0',
      ruleId: 'SQL Injection',
      severity: 'HIGH',
      sourceSeverity: '3',
      resultClass: 'VULNERABILITY',
      description: 'Input reaches a query.',
      remediation: 'Use parameters.',
      evidence: 'SQL injection in q',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example' },
      service: { port: 443 },
      locations: [{ url: 'https://shop.example/find', path: '/find', method: 'GET', parameter: 'q' }],
      cwes: [89],
      references: ['https://guide.example/sql', 'https://cwe.example/89'],
      tags: ['WSTG-INPV-05'],
      seenAt: '2026-01-05T08:00:00.000Z',
      sourceData: { module: 'sql', referer: 'https://shop.example/' },
    });
    expect(JSON.stringify(findings)).not.toContain('secret=1');
  });

  test('levels, parts and names with a slash', async () => {
    const { findings, sourceCount, droppedCount } = await fixture('happy.json');
    expect([sourceCount, droppedCount]).toEqual([7, 1]);
    expect(
      findings.map(({ ruleId, severity, resultClass, matcher }) => [ruleId, severity, resultClass, matcher]),
    ).toEqual([
      ['SQL Injection', 'HIGH', 'VULNERABILITY', undefined],
      ['SQL Injection', 'CRITICAL', 'VULNERABILITY', undefined],
      ['TLS/SSL misconfigurations', 'LOW', 'VULNERABILITY', undefined],
      ['Internal Server Error', 'MEDIUM', 'EXPOSURE_SIGNAL', undefined],
      ['Fingerprint web technology', 'INFO', 'INFORMATIONAL', 'nginx'],
      ['Fingerprint web technology', 'INFO', 'INFORMATIONAL', 'jquery'],
    ]);
    expect(findings[5]?.cves).toEqual(['CVE-2025-60001']);
  });

  test('XML gives the same findings as JSON; crawled pages are none', async () => {
    const plain = async (name: string) =>
      (await fixture(name)).findings.map((finding) => ({ ...finding, where: '' }));
    expect(await plain('happy.xml')).toEqual(await plain('happy.json'));
  });

  test('refuses what was cut off or is something else', async () => {
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
    await expect(fixture('broken.xml')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '{"classifications":{}}')).rejects.toThrow(/no Wapiti report/);
  });
});
