import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('qualys-csv', () => {
  test('gives one finding for each row that states one, wherever the header stands', async () => {
    const sink = await fixture('happy.csv');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([4, 3, 1]);
    expect(sink.meta).toEqual({ toolName: 'Qualys', finishedAt: '2026-01-06T05:23:54.000Z' });
    expect(sink.findings[0]).toMatchObject({
      ruleId: '86000',
      title: 'Sample server multiple vulnerabilities',
      severity: 'CRITICAL',
      sourceSeverity: '5',
      target: {
        kind: 'HOST',
        raw: '192.0.2.10',
        ip: '192.0.2.10',
        hostname: 'shop.example',
        operatingSystem: 'Sample Linux 9',
      },
      service: { port: 443, transport: 'tcp' },
      matcher: 'www.shop.example',
      cves: ['CVE-2025-60001', 'CVE-2025-60002'],
      advisories: ['SA-2025-1', 'SA-2025-2', 'BID:90000'],
      references: ['https://guide.example/a', 'https://vendor.example/fix', 'https://exploits.example/1'],
      cvss: [
        { version: '3.0', vector: 'CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', score: 9.9 },
        { version: '2.0', vector: 'AV:N/AC:M/Au:N/C:C/I:C/A:C', score: 9.3 },
      ],
      exploitAvailable: true,
      sourceStatus: 'OPEN',
      evidence: 'sample/1.0',
      tags: ['Web server', 'Web', 'Cloud Agent'],
      sourceData: { 'Last Detected': '01/05/2026 07:36:58', 'PCI Vuln': 'yes', SSL: 'yes' },
    });
    expect(sink.findings[0]).not.toHaveProperty('seenAt');
  });

  test('tells information, potential and fixed vulnerabilities', async () => {
    const [, info, potential] = (await fixture('happy.csv')).findings;
    expect(info).toMatchObject({ severity: 'INFO', resultClass: 'INFORMATIONAL' });
    expect(info).not.toHaveProperty('impact');
    expect(potential).toMatchObject({
      evidenceClass: 'INFERRED',
      sourceStatus: 'FIXED',
      matcher: 'ORCL1',
      target: { hostname: 'files01' },
    });
  });

  test('hosts without a finding are covered, those that did not answer are not complete', async () => {
    const { coverage } = await fixture('happy.csv');
    expect(coverage.map(({ target, complete }) => [target.ip, complete])).toEqual([
      ['192.0.2.10', true],
      ['192.0.2.11', true],
      ['192.0.2.12', true],
      ['192.0.2.13', false],
    ]);
  });

  test('reads the vulnerability view of VMDR', async () => {
    const sink = await fixture('happy-vmdr.csv');
    expect(sink.meta.finishedAt).toBe('2026-02-04T15:00:00.000Z');
    expect(sink.findings).toMatchObject([
      {
        ruleId: '100001',
        severity: 'MEDIUM',
        target: { hostname: 'app01', ip: '192.0.2.20', raw: '192.0.2.20,192.0.2.21' },
        tags: ['System', 'App', 'Test'],
        sourceData: { 'Asset IPV4': '192.0.2.20,192.0.2.21', QDS: '50', RTI: 'Easy_Exploit' },
      },
      {
        ruleId: '100002',
        evidenceClass: 'INFERRED',
        sourceStatus: 'SUPPRESSED',
        target: { hostname: 'db01.example', ip: '2001:db8::1' },
      },
    ]);
    expect(sink.findings[1]).not.toHaveProperty('evidence');
  });

  test('keeps the rows apart that a QID has for each CVE', async () => {
    const sink = await fixture('happy-cve.csv');
    expect(sink.findings).toMatchObject([
      {
        matcher: 'CVE-2025-70001',
        cves: ['CVE-2025-70001'],
        description: 'One hole.',
        cvss: [
          { version: '3.1', score: 7.5 },
          { version: '2.0', score: 5 },
        ],
      },
      { matcher: 'CVE-2025-70002', cvss: [{ version: '3.1', score: 9.8 }] },
    ]);
  });

  test('refuses a table of something else and names its columns', async () => {
    await expect(readText(parse, 'Host,Port\na.example,1\n')).rejects.toThrow(/QID.*"Host", "Port"/);
    await expect(fixture('broken.csv')).rejects.toThrow(/never closed/);
  });
});
