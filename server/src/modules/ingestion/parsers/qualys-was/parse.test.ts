import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('qualys-was', () => {
  test('joins each result with the glossary that stands after it', async () => {
    const sink = await fixture('happy.xml');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([5, 4, 1]);
    expect(sink.findings[0]).toMatchObject({
      ruleId: '150001',
      toolUniqueId: '20f4ba90-0000-4000-8000-000000000001',
      title: 'Reflected script',
      severity: 'CRITICAL',
      sourceSeverity: '5',
      resultClass: 'VULNERABILITY',
      evidenceClass: 'DIRECT',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example:8443', hostname: 'shop.example' },
      service: { port: 8443, transport: 'tcp', name: 'https' },
      locations: [
        { url: 'https://shop.example:8443/find?q=1', path: '/find', method: 'GET', parameter: 'q' },
        { url: 'https://shop.example:8443/find?q=%3Cb%3Ex', path: '/find', method: 'GET', parameter: 'q' },
      ],
      description: 'Input is shown.',
      impact: 'Scripts run.',
      remediation: 'Encode, see the guide.',
      references: ['https://guide.example/xss'],
      cwes: [79, 80],
      cvss: [
        { version: '3.0', score: 6.1 },
        { version: '2.0', score: 4.3 },
      ],
      tags: ['XSS', 'OWASP:A7', 'WASC-8'],
      evidence: 'q=<b>x</b>\n\nAnswer: <b>x</b>',
      seenAt: '2026-01-05T20:42:00.000Z',
    });
    expect(JSON.stringify(sink.findings)).not.toContain('abcdef');
  });

  test('tells ignored results, sensitive content and information apart', async () => {
    const [, potential, sensitive, info] = (await fixture('happy.xml')).findings;
    expect(potential).toMatchObject({
      evidenceClass: 'INFERRED',
      sourceStatus: 'FALSE_POSITIVE',
      cwes: [772],
    });
    expect(sensitive).toMatchObject({ ruleId: '150016', severity: 'HIGH', resultClass: 'VULNERABILITY' });
    expect(info).toMatchObject({
      severity: 'INFO',
      resultClass: 'INFORMATIONAL',
      evidence: 'Header missing',
      locations: [],
      target: { origin: 'https://shop.example:8443' },
    });
    expect(info).not.toHaveProperty('remediation');
  });

  test('covers the application and tells the scan', async () => {
    const sink = await fixture('happy.xml');
    expect(sink.coverage).toMatchObject([
      { target: { origin: 'https://shop.example:8443' }, complete: true },
    ]);
    expect(sink.meta).toEqual({
      toolName: 'Qualys WAS',
      toolVersion: '7.6.34-1',
      policy: 'Initial Options',
      startedAt: '2026-01-05T20:42:00.000Z',
      finishedAt: '2026-01-05T20:54:00.000Z',
    });
    expect((await fixture('empty.xml')).coverage).toHaveLength(1);
  });

  test('reads a report on several applications, each result under its own', async () => {
    const sink = await fixture('happy-webapp.xml');
    expect(sink.findings).toMatchObject([
      { sourceStatus: 'FIXED', target: { origin: 'https://shop.example' } },
      { evidence: 'plain', target: { origin: 'http://blog.example' } },
    ]);
    expect(sink.coverage.map(({ target, complete, note }) => [target.origin, complete, note])).toEqual([
      ['https://shop.example', false, "The scan's status is Time limit reached."],
      ['http://blog.example', false, "The scan's status is Time limit reached."],
    ]);
  });

  test('another Qualys report is refused by name', async () => {
    await expect(readText(parse, '<ASSET_DATA_REPORT/>')).rejects.toThrow(
      /<ASSET_DATA_REPORT>.*WAS_SCAN_REPORT/,
    );
  });
});
