import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('acunetix', () => {
  test('gives one finding per item with its place, texts, ids and scores', async () => {
    const { findings, meta } = await fixture('happy.xml');
    expect(meta).toEqual({
      toolName: 'Acunetix',
      startedAt: '2026-01-05T08:00:00.123Z',
      finishedAt: '2026-01-05T09:00:00.123Z',
    });
    expect(findings[0]).toMatchObject({
      where: 'line 17',
      ruleId: 'Query built from input',
      severity: 'HIGH',
      sourceSeverity: 'high',
      resultClass: 'VULNERABILITY',
      evidenceClass: 'DIRECT',
      description: 'Input reaches a query.\n\nIt runs.',
      evidence: 'The input q was set to <x>',
      impact: 'Data can be read.',
      remediation: 'Use parameters.',
      target: {
        kind: 'WEB_APPLICATION',
        raw: 'shop.example',
        origin: 'https://shop.example:8443',
        hostname: 'shop.example',
        operatingSystem: 'Unix',
      },
      service: { port: 8443, transport: 'tcp', name: 'https' },
      locations: [
        { url: 'https://shop.example:8443/find?q=1', path: '/find', parameter: 'q', method: 'POST' },
        { path: '/srv/www/find.php', line: 12 },
      ],
      cwes: [89, 20],
      cves: ['CVE-2025-60001'],
      references: ['https://guide.example/query'],
      cvss: [
        { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 },
        { version: '2.0', vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', score: 7.5 },
      ],
      tags: ['validation'],
      seenAt: '2026-01-05T08:00:00.123Z',
      sourceData: { AOP_Additional: 'SELECT 1', ModuleName: '/Scripts/PerScheme/Query.script' },
    });
    expect(JSON.stringify(findings)).not.toContain('secret=1');
  });

  test('findings that agree in name and place are numbered; a false positive says so', async () => {
    const { findings } = await fixture('happy.xml');
    expect(findings[1]).toMatchObject({ sourceStatus: 'FALSE_POSITIVE', resultClass: 'INFORMATIONAL' });
    expect(findings[1]?.locations).toEqual([
      { url: 'https://shop.example:8443/', path: '/', snippet: 'Web Server' },
    ]);
    expect(findings.slice(1, 3).map(({ matcher }) => matcher)).toEqual([undefined, '#2']);
  });

  test('each scan has its own target; times without a zone are left out, an aborted scan is not complete', async () => {
    const sink = await fixture('happy.xml');
    expect(sink.findings[3]).toMatchObject({
      target: { kind: 'WEB_APPLICATION', raw: 'files.example:8080', hostname: 'files.example' },
      service: { port: 8080 },
      locations: [{ path: '/a' }],
    });
    expect(sink.findings[3]).not.toHaveProperty('seenAt');
    expect(sink.coverage.map(({ target, complete }) => [target.raw, complete])).toEqual([
      ['shop.example', true],
      ['files.example:8080', false],
    ]);
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([5, 4, 1]);
  });

  test('refuses a report that was cut off, and another root', async () => {
    await expect(fixture('broken.xml')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '<Scan/>')).rejects.toThrow(/<ScanGroup>/);
  });
});
