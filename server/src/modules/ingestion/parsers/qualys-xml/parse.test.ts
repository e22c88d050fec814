import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('qualys-xml', () => {
  test('joins each detection with the glossary that stands after the hosts', async () => {
    const sink = await fixture('happy.xml');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([5, 4, 1]);
    expect(sink.findings[0]).toMatchObject({
      ruleId: '86000',
      title: 'Sample server multiple vulnerabilities',
      severity: 'CRITICAL',
      sourceSeverity: '5',
      resultClass: 'VULNERABILITY',
      evidenceClass: 'DIRECT',
      target: {
        kind: 'HOST',
        raw: '192.0.2.10',
        ip: '192.0.2.10',
        hostname: 'shop.example',
        operatingSystem: 'Sample Linux 9',
      },
      service: { port: 443, transport: 'tcp', name: 'http over ssl' },
      matcher: 'www.shop.example',
      description: expect.stringMatching(/^Two holes\.\s+More text\.$/),
      impact: 'Code runs.',
      remediation: 'Update, see the note.',
      cves: ['CVE-2025-60001', 'CVE-2025-60002'],
      advisories: ['SA-2025-1', 'BID:90000'],
      exploitAvailable: true,
      sourceStatus: 'OPEN',
      seenAt: '2026-01-05T10:00:00.000Z',
      tags: ['Web server', 'Web'],
      evidence: 'Header\tValue\nServer\tsample/1.0',
      sourceData: { SSL: 'true', TIMES_FOUND: '4', CVSS_FINAL: '6.9', PCI_FLAG: '1' },
    });
    expect(sink.findings[0]?.cvss).toEqual([
      { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H', score: 9, source: 'qualys' },
      { version: '2.0', vector: 'AV:N/AC:M/Au:N/C:C/I:C/A:C', score: 9.3, source: 'qualys' },
    ]);
    expect(sink.findings[0]?.references).toEqual(
      expect.arrayContaining([
        'https://vendor.example/SA-2025-1',
        'https://vendor.example/fix',
        'https://exploits.example/1',
        'https://bugs.example/90000',
      ]),
    );
  });

  test('tells information, potential and fixed vulnerabilities; a QID without entry keeps its number', async () => {
    const [, info, potential, unknown] = (await fixture('happy.xml')).findings;
    expect(info).toMatchObject({ ruleId: '45004', severity: 'INFO', resultClass: 'INFORMATIONAL' });
    expect(info).not.toHaveProperty('remediation');
    expect(potential).toMatchObject({
      matcher: 'ORCL1',
      evidenceClass: 'INFERRED',
      sourceStatus: 'FIXED',
      severity: 'MEDIUM',
      target: { hostname: 'files01' },
    });
    expect(unknown).toMatchObject({ ruleId: '99999', title: 'QID 99999', severity: 'MEDIUM' });
    expect((await fixture('happy.xml')).problems.map(({ code }) => code)).toEqual([
      'ROW_UNREADABLE',
      'UNKNOWN_SEVERITY',
    ]);
  });

  test('covers hosts with and without vulnerabilities, and names the checks of a selection', async () => {
    const sink = await fixture('happy.xml');
    expect(sink.coverage.map(({ target }) => target.ip)).toEqual([
      '192.0.2.10',
      '192.0.2.11',
      '192.0.2.20',
      '192.0.2.21',
    ]);
    expect(sink.meta).toEqual({
      toolName: 'Qualys',
      finishedAt: '2026-01-06T20:03:10.000Z',
      policy: 'All vulnerabilities',
      checksRun: ['86000', '45004', '90000'],
    });
  });

  test('reads the older scan report', async () => {
    const sink = await fixture('happy-scan.xml');
    expect(sink.findings.map(({ ruleId, resultClass, severity }) => [ruleId, resultClass, severity])).toEqual(
      [
        ['45017', 'INFORMATIONAL', 'LOW'],
        ['82023', 'INFORMATIONAL', 'INFO'],
        ['74000', 'VULNERABILITY', 'HIGH'],
        ['38000', 'VULNERABILITY', 'MEDIUM'],
      ],
    );
    expect(sink.findings[2]).toMatchObject({
      title: 'Mail relay open',
      description: 'Anyone can send.',
      impact: 'Spam.',
      remediation: 'Close it.',
      evidence: '250 OK',
      service: { port: 25, transport: 'tcp' },
      cves: ['CVE-2025-61001', 'CVE-2001-0001'],
      advisories: ['SA-2'],
      cvss: [{ version: '2.0', score: 5, source: 'qualys' }],
      target: { raw: '192.0.2.10', hostname: 'mail.example', operatingSystem: 'Sample OS 5' },
      sourceData: { category: 'Mail services', misc: 'over ssl', PCI_FLAG: '1' },
    });
    expect(sink.findings[3]?.evidenceClass).toBe('INFERRED');
    expect(sink.findings[3]).not.toHaveProperty('service');
    expect(sink.coverage.map(({ target }) => target.ip)).toEqual(['192.0.2.10', '2001:db8::9']);
    expect(sink.meta).toMatchObject({ startedAt: '2026-01-06T10:00:00.000Z', policy: 'Initial Options' });
  });

  test('reads the output of the detection API', async () => {
    const sink = await fixture('happy-detection.xml');
    expect(sink.findings).toMatchObject([
      {
        ruleId: '19000',
        title: 'QID 19000',
        severity: 'HIGH',
        toolUniqueId: '5001',
        sourceStatus: 'SUPPRESSED',
        target: { ip: '192.0.2.30', hostname: 'db.example', operatingSystem: 'Sample OS 6' },
        service: { port: 5432 },
        evidence: 'Old version',
        seenAt: '2026-01-05T09:00:00.000Z',
      },
    ]);
  });

  test('entities in the document type are refused', async () => {
    const text = '<!DOCTYPE SCAN [<!ENTITY x SYSTEM "file:///etc/passwd">]><SCAN value="scan/1">&x;</SCAN>';
    await expect(readText(parse, text)).rejects.toThrow(/declares entities/);
  });
});
