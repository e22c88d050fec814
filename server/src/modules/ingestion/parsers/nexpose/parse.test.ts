import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));
const find = async (ruleId: string) =>
  (await fixture('happy.xml')).findings.filter((finding) => finding.ruleId === ruleId);

describe('nexpose', () => {
  test('gives one finding for each endpoint and test', async () => {
    const sink = await fixture('happy.xml');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([10, 9, 1]);
    expect(sink.findings.map(({ ruleId, resultClass }) => [ruleId, resultClass])).toEqual([
      ['open-port', 'EXPOSURE_SIGNAL'],
      ['open-port', 'EXPOSURE_SIGNAL'],
      ['linux-sample-setting', 'VULNERABILITY'],
      ['openssl-sample', 'VULNERABILITY'],
      ['openssl-sample', 'NEGATIVE_RESULT'],
      ['tls-sample', 'VULNERABILITY'],
      ['tls-sample', 'VULNERABILITY'],
      ['unknown-check', 'VULNERABILITY'],
      ['tls-sample', 'INFORMATIONAL'],
    ]);
    expect(sink.problems.map(({ code }) => code)).toEqual(['ROW_UNREADABLE', 'UNKNOWN_SEVERITY']);
  });

  test('joins a test with its definition, whatever the case of the id', async () => {
    expect((await find('linux-sample-setting'))[0]).toMatchObject({
      title: 'Setting enabled',
      severity: 'HIGH',
      sourceSeverity: '7',
      evidenceClass: 'DIRECT',
      target: {
        kind: 'HOST',
        raw: '192.0.2.10',
        ip: '192.0.2.10',
        hostname: 'shop.example',
        mac: '00:00:5e:00:53:04',
        operatingSystem: 'Sample Linux 9',
      },
      description: 'The setting is on.',
      remediation: 'Turn it off, see\nhttps://guide.example/off\nfirst.',
      evidence: 'The setting is wrong:\nfirst value\nsecond value',
      cwes: [16],
      references: ['https://guide.example/off'],
      cvss: [{ version: '2.0', vector: 'AV:N/AC:M/Au:N/C:P/I:P/A:P', score: 6.8, source: 'rapid7' }],
      tags: ['Linux'],
      sourceData: { status: 'vulnerable-exploited', 'pci-compliance-status': 'fail', pciSeverity: '4' },
    });
  });

  test('reads versions, potential weaknesses, services and exceptions', async () => {
    expect((await find('openssl-sample'))[0]).toMatchObject({
      matcher: 'Sample openssl',
      severity: 'CRITICAL',
      evidenceClass: 'INFERRED',
      component: { name: 'Sample openssl', version: '1.1.0-1', path: '/usr/lib' },
      cves: ['CVE-2025-60001'],
      advisories: ['BID:90000'],
      references: ['https://vendor.example/SA-1', 'https://exploits.example/1'],
      exploitAvailable: true,
      cvss: [
        { version: '3.1', score: 9.8 },
        { version: '2.0', score: 10 },
      ],
    });
    const [potential, exception] = await find('tls-sample');
    expect(potential).toMatchObject({
      confidence: 0.5,
      evidenceClass: 'INFERRED',
      severity: 'MEDIUM',
      service: { port: 443, transport: 'tcp', name: 'HTTPS' },
    });
    expect(exception).toMatchObject({ sourceStatus: 'SUPPRESSED', evidenceClass: 'DIRECT' });
    expect(exception).not.toHaveProperty('service');
    expect((await find('open-port'))[0]).toMatchObject({
      title: 'Open port: 443/tcp (HTTPS)',
      severity: 'INFO',
      description: 'Sample HTTPD 2.4',
    });
  });

  test('covers hosts that were alive, of finished scans', async () => {
    const { coverage } = await fixture('happy.xml');
    expect(coverage.map(({ target, complete }) => [target.ip, complete])).toEqual([
      ['192.0.2.10', true],
      ['192.0.2.11', true],
      ['192.0.2.12', false],
    ]);
    expect((await fixture('empty.xml')).coverage).toMatchObject([
      { complete: false, note: "A scan's status is stopped." },
    ]);
  });

  test('reads the simple report', async () => {
    const sink = await fixture('happy-simple.xml');
    expect(sink.findings).toMatchObject([
      {
        ruleId: 'openssl-sample',
        title: 'openssl-sample',
        severity: 'MEDIUM',
        evidenceClass: 'INFERRED',
        cves: ['CVE-2025-60001'],
        advisories: ['BID:90000'],
        target: { ip: '192.0.2.30', operatingSystem: 'Sample Linux 9' },
      },
      {
        ruleId: 'http-sample',
        evidenceClass: 'DIRECT',
        references: ['https://guide.example/http'],
        service: { port: 80, transport: 'tcp', name: 'HTTP' },
      },
    ]);
    expect(sink.coverage).toHaveLength(1);
  });

  test('another root is named', async () => {
    await expect(readText(parse, '<nmaprun/>')).rejects.toThrow(/<nmaprun>.*<NexposeReport>/);
  });
});
