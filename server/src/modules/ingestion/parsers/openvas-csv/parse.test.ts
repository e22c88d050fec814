import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('openvas-csv', () => {
  test('gives one finding for each row', async () => {
    const sink = await fixture('happy.csv');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([4, 3, 1]);
    expect(sink.meta).toEqual({ toolName: 'OpenVAS', finishedAt: '2026-01-05T20:52:18.000Z' });
    expect(sink.coverage.map(({ target }) => target.hostname ?? target.ip)).toEqual([
      'shop',
      '192.0.2.10',
      '2001:db8::5',
    ]);
  });

  test('reads every column', async () => {
    expect((await fixture('happy.csv')).findings[0]).toMatchObject({
      ruleId: '1.3.6.1.4.1.25623.1.0.100001',
      title: 'Sample server multiple vulnerabilities',
      severity: 'HIGH',
      sourceSeverity: 'High',
      confidence: 0.8,
      evidenceClass: 'INFERRED',
      target: { kind: 'HOST', raw: '192.0.2.10', ip: '192.0.2.10', hostname: 'shop' },
      service: { port: 443, transport: 'tcp' },
      component: { name: 'server', version: '1.4', fixedVersion: '2.0' },
      description: 'Two holes.\n\nMemory is reused.\n\nBefore 2.0.',
      impact: 'Code runs.',
      remediation: 'Update.',
      cves: ['CVE-2025-60001', 'CVE-2025-60002'],
      advisories: ['DFN-CERT-2026-1', 'WID-SEC-2026-1', 'BID:90000'],
      references: ['https://vendor.example/SA-1', 'https://guide.example/a'],
      seenAt: '2026-01-05T20:50:18.000Z',
      sourceData: { CVSS: '9.8', 'Solution Type': 'VendorFix', 'Task Name': 'Weekly' },
    });
  });

  test('log messages are informational; the score speaks where no word stands', async () => {
    const [, log, rated] = (await fixture('happy.csv')).findings;
    expect(log).toMatchObject({ severity: 'INFO', resultClass: 'INFORMATIONAL' });
    expect(log).not.toHaveProperty('service');
    expect(rated).toMatchObject({
      severity: 'MEDIUM',
      sourceSeverity: '5.0',
      service: { port: 53, transport: 'udp' },
      target: { raw: '2001:DB8::5', ip: '2001:db8::5' },
    });
  });

  test('refuses a table of something else and names its columns', async () => {
    await expect(readText(parse, 'IP,Port\na,1\n')).rejects.toThrow(/NVT OID.*"IP", "Port"/);
    await expect(fixture('broken.csv')).rejects.toThrow(/never closed/);
  });
});
