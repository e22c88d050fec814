import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('nessus-csv', () => {
  test('gives one finding for each row; rows of empty cells are none', async () => {
    const sink = await fixture('happy.csv');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([7, 6, 1]);
    expect(sink.meta.toolName).toBe('Nessus');
    expect(sink.coverage.map(({ target }) => target.raw)).toEqual(['192.0.2.10', 'files01.corp.example']);
  });

  test('keeps the rows that one plugin has for each CVE apart', async () => {
    const [first, second] = (await fixture('happy.csv')).findings;
    expect(first).toMatchObject({
      ruleId: '157288',
      matcher: 'CVE-2025-40001',
      cves: ['CVE-2025-40001'],
      severity: 'MEDIUM',
      sourceSeverity: 'Medium',
      target: { kind: 'HOST', raw: '192.0.2.10', ip: '192.0.2.10' },
      service: { port: 443, transport: 'tcp' },
      cwes: [327],
      advisories: ['IAVA:2025-A-0001'],
      references: ['https://guide.example/tls', 'https://guide.example/more'],
      cvss: [
        { version: '3.0', score: 6.5, source: 'nessus' },
        { version: '2.0', score: 5, source: 'nessus' },
      ],
      evidence: 'TLSv1.0 is enabled.',
      sourceData: { BID: '10001', Synopsis: 'The service speaks an old version.' },
    });
    expect(second?.matcher).toBe('CVE-2025-40002');
  });

  test('reads exploits, bulletins, inference and informational rows', async () => {
    const [, , critical, info] = (await fixture('happy.csv')).findings;
    expect(critical).toMatchObject({
      severity: 'CRITICAL',
      evidenceClass: 'INFERRED',
      exploitAvailable: true,
      advisories: ['MSKB:5062557'],
      target: { hostname: 'files01.corp.example' },
      cvss: [{ version: '4.0', score: 9.3 }, { version: '3.0' }, { version: '2.0' }],
    });
    expect(critical?.service).toEqual({ transport: 'tcp' });
    expect(info).toMatchObject({ severity: 'INFO', sourceSeverity: 'None', resultClass: 'INFORMATIONAL' });
    expect(info).not.toHaveProperty('remediation');
  });

  test('compliance checks are told apart by their name', async () => {
    const [, , , , failed, passed] = (await fixture('happy.csv')).findings;
    expect(failed).toMatchObject({
      title: '1.1 Ensure updates are installed',
      matcher: '1.1 Ensure updates are installed',
      severity: 'HIGH',
      resultClass: 'EXPOSURE_SIGNAL',
    });
    expect(passed).toMatchObject({ matcher: '1.2 Ensure logging is on', resultClass: 'NEGATIVE_RESULT' });
  });

  test('reads Security Center: all CVEs of a row, vectors, times, product', async () => {
    const sink = await fixture('happy-security-center.csv');
    expect(sink.findings[0]).toMatchObject({
      ruleId: '35291',
      cves: ['CVE-2025-30001', 'CVE-2025-30002'],
      cwes: [310],
      advisories: ['CERT:836068'],
      target: {
        raw: 'Web.corp.example',
        hostname: 'web.corp.example',
        ip: '192.0.2.20',
        mac: '00:00:5e:00:53:02',
      },
      component: { name: 'hash', version: '1.0', fixedVersion: '1.1' },
      cvss: [
        { version: '3.0', vector: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N/E:P', score: 7.5 },
        { version: '2.0', vector: 'AV:N/AC:L/Au:N/C:N/I:P/A:N/E:POC', score: 5 },
      ],
      checkReach: 'REMOTE',
      seenAt: '2026-01-06T17:24:08.000Z',
      evidence: 'Installed version : 1.0\nFixed version : 1.1',
    });
    expect(sink.findings[0]).not.toHaveProperty('matcher');
    expect(sink.meta).toEqual({
      toolName: 'Tenable Security Center',
      finishedAt: '2026-01-06T17:24:08.000Z',
    });
  });

  test('reads the findings export with its states', async () => {
    const [open, fixed] = (await fixture('happy-findings-export.csv')).findings;
    expect(open).toMatchObject({
      ruleId: '200001',
      severity: 'HIGH',
      sourceStatus: 'OPEN',
      exploitAvailable: false,
      cves: ['CVE-2025-30010', 'CVE-2025-30011'],
      cvss: [{ version: '3.1', score: 7.8 }],
      target: { hostname: 'db01.corp.example', ip: '192.0.2.30' },
    });
    expect(open).not.toHaveProperty('matcher');
    expect(fixed?.sourceStatus).toBe('FIXED');
  });

  test('a page in place of a host is a location of a web application', async () => {
    const text = 'Plugin ID,Risk,Host,Protocol,Port,Name\n98000,Low,https://shop.example/a?b=1,tcp,443,A\n';
    expect((await readText(parse, text)).findings).toMatchObject([
      {
        target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example' },
        locations: [{ url: 'https://shop.example/a?b=1', path: '/a' }],
        service: { port: 443, transport: 'tcp', name: 'https' },
      },
    ]);
  });

  test('refuses a table of something else and names its columns', async () => {
    await expect(readText(parse, 'Host,Port\na.example,1\n')).rejects.toThrow(/Plugin ID.*"Host", "Port"/);
    await expect(fixture('broken.csv')).rejects.toThrow(/never closed/);
  });
});
