import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('tenable-was-csv', () => {
  test('gives one finding for each row', async () => {
    const sink = await fixture('happy.csv');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([4, 3, 1]);
    expect(sink.meta).toEqual({
      toolName: 'Tenable Web App Scanning',
      finishedAt: '2026-01-05T11:00:00.000Z',
    });
    expect(sink.coverage.map(({ target }) => target.origin)).toEqual(['https://shop.example:8443']);
  });

  test('reads page, input and proof; headers are not kept', async () => {
    const [finding] = (await fixture('happy.csv')).findings;
    expect(finding).toMatchObject({
      ruleId: '98104',
      title: 'Reflected script',
      severity: 'HIGH',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example:8443', hostname: 'shop.example' },
      service: { port: 8443, transport: 'tcp', name: 'https' },
      locations: [
        { url: 'https://shop.example:8443/find?q=1', path: '/find', method: 'GET', parameter: 'q' },
      ],
      evidence: '<b>x</b>\n\nAnswer: <b>x</b>\n\nThe parameter q is shown.',
      cwes: [79],
      cvss: [
        { version: '3.1', score: 7.1 },
        { version: '2.0', score: 4.3 },
      ],
      references: ['https://guide.example/xss'],
      sourceStatus: 'OPEN',
      seenAt: '2026-01-05T10:00:00.000Z',
      tags: ['Cross Site Scripting'],
      sourceData: { 'Input Type': 'parameter', WASC: 'WASC-8', 'OWASP 2021': 'A3' },
    });
    expect(JSON.stringify(finding)).not.toContain('abcdef');
  });

  test('reads information, fixed weaknesses and all CVEs of a row', async () => {
    const [, info, fixed] = (await fixture('happy.csv')).findings;
    expect(info).toMatchObject({ resultClass: 'INFORMATIONAL', evidence: 'Scanned.' });
    expect(fixed).toMatchObject({
      severity: 'MEDIUM',
      sourceStatus: 'FIXED',
      cves: ['CVE-2025-60001', 'CVE-2025-60002'],
    });
    expect(fixed).not.toHaveProperty('matcher');
  });

  test('reads the export of findings', async () => {
    expect((await fixture('happy-findings-export.csv')).findings).toMatchObject([
      {
        ruleId: '112000',
        severity: 'LOW',
        target: { origin: 'https://blog.example' },
        locations: [{ path: '/files/' }],
        cwes: [548],
        cvss: [{ version: '3.0', score: 5.3 }],
        sourceStatus: 'OPEN',
      },
    ]);
  });

  test('a page without a host keeps its path under the application', async () => {
    const text = 'Plugin ID,Plugin Name,Severity,URI,Input Name,Application Name\n1,A,Low,/a?b=1,b,Shop\n';
    expect((await readText(parse, text)).findings).toMatchObject([
      {
        target: { kind: 'WEB_APPLICATION', raw: 'Shop' },
        locations: [{ url: '/a?b=1', path: '/a', parameter: 'b' }],
      },
    ]);
  });

  test('refuses a table of something else and names its columns', async () => {
    await expect(readText(parse, 'URL,Port\na,1\n')).rejects.toThrow(/Plugin ID.*"URL", "Port"/);
    await expect(fixture('broken.csv')).rejects.toThrow(/never closed/);
  });
});
