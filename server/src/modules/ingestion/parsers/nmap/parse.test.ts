import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));
const find = async (ruleId: string, name = 'happy.xml') =>
  (await fixture(name)).findings.filter((finding) => finding.ruleId === ruleId);

describe('nmap', () => {
  test('gives one finding for each port, known weakness and script of the host', async () => {
    const sink = await fixture('happy.xml');
    expect(sink.findings.map(({ ruleId, resultClass }) => [ruleId, resultClass])).toEqual([
      ['broadcast-ping', 'INFORMATIONAL'],
      ['CVE-2025-50001', 'VULNERABILITY'],
      ['EXP-1', 'EXPOSURE_SIGNAL'],
      ['open-port', 'EXPOSURE_SIGNAL'],
      ['ssl-poodle', 'VULNERABILITY'],
      ['http-vuln-sample', 'NEGATIVE_RESULT'],
      ['open-port', 'EXPOSURE_SIGNAL'],
      ['open-port', 'NEGATIVE_RESULT'],
      ['open-port', 'INFORMATIONAL'],
      ['smb-vuln-sample', 'INFORMATIONAL'],
    ]);
    expect(sink.sourceCount).toBe(11);
    expect(sink.problems.map(({ code, dropsItem }) => [code, dropsItem])).toEqual([['ROW_UNREADABLE', true]]);
    expect(sink.meta).toMatchObject({
      toolName: 'Nmap',
      toolVersion: '7.95',
      startedAt: '2026-01-01T12:00:00.000Z',
      finishedAt: '2026-01-01T12:01:40.000Z',
    });
  });

  test('reads a port with its service, its scripts and the host', async () => {
    const [port, tls] = await find('open-port');
    expect(port).toMatchObject({
      title: 'Open port: 22/tcp (ssh)',
      severity: 'INFO',
      description: 'SampleSSH 7.4 (protocol 2.0)',
      service: { port: 22, transport: 'tcp', name: 'ssh' },
      evidence: 'ssh-hostkey:\n  256 aa:bb (ED25519)',
      seenAt: '2026-01-01T12:01:00.000Z',
      target: {
        kind: 'HOST',
        raw: '192.0.2.10',
        ip: '192.0.2.10',
        mac: '00:00:5e:00:53:01',
        hostname: 'web01.corp.example',
      },
      sourceData: { hostnames: ['shop.example'], state: { state: 'open', reason: 'syn-ack' } },
    });
    expect(JSON.stringify(port?.sourceData)).toContain('cpe:/a:sample:samplessh:7.4');
    expect(tls?.service).toEqual({ port: 443, transport: 'tcp', name: 'https' });
  });

  test('reads known weaknesses of the script vulners, as tables and as text', async () => {
    expect((await find('CVE-2025-50001'))[0]).toMatchObject({
      severity: 'CRITICAL',
      sourceSeverity: '9.8',
      cves: ['CVE-2025-50001'],
      component: { name: 'samplessh', version: '7.4' },
      evidenceClass: 'INFERRED',
      references: ['https://vulners.com/cve/CVE-2025-50001'],
      service: { port: 22 },
    });
    expect((await find('EXP-1'))[0]).toMatchObject({ exploitAvailable: true, advisories: ['EXP-1'] });
    const sink = await fixture('happy-text.xml');
    expect(sink.findings.map(({ ruleId, severity, component }) => [ruleId, severity, component])).toEqual([
      ['CVE-2025-50010', 'HIGH', { name: 'proxy', version: '1.2' }],
      ['CVE-2025-50011', 'INFO', { name: 'proxy', version: '1.2' }],
      ['vulscan', 'INFO', undefined],
      ['open-port', 'INFO', undefined],
    ]);
    expect(sink.findings[2]?.cves).toEqual(['CVE-2025-50012']);
    expect(sink.findings[0]?.target).toEqual({ kind: 'HOST', raw: '2001:DB8::7', ip: '2001:db8::7' });
  });

  test('reads weaknesses that scripts report in words', async () => {
    expect((await find('ssl-poodle'))[0]).toMatchObject({
      title: 'SSL POODLE information leak',
      severity: 'MEDIUM',
      sourceSeverity: 'Medium',
      matcher: 'CVE-2025-50002',
      cves: ['CVE-2025-50002'],
      advisories: ['BID:70000'],
      cvss: [{ version: '2.0', vector: 'AV:N/AC:M/Au:N/C:P/I:N/A:N', score: 4.3, source: 'nmap' }],
      references: ['https://guide.example/poodle'],
      evidenceClass: 'DIRECT',
      service: { port: 443 },
    });
    const likely = await readText(
      parse,
      '<nmaprun><host><address addr="192.0.2.1" addrtype="ipv4"/><hostscript><script id="s" output="&#10;  A:&#10;    State: LIKELY VULNERABLE&#10;    IDs:  CVE:CVE-2025-1111&#10;  B:&#10;    State: VULNERABLE (Exploitable)&#10;    IDs:  OSVDB:1&#10;    Risk factor: HIGH"/></hostscript></host></nmaprun>',
    );
    expect(likely.findings).toMatchObject([
      { matcher: 'CVE-2025-1111', severity: 'MEDIUM', evidenceClass: 'INFERRED', confidence: 0.6 },
      { matcher: 'b:', severity: 'HIGH', exploitAvailable: true, advisories: ['OSVDB:1'] },
    ]);
    expect(likely.problems.map(({ code }) => code)).toEqual(['UNKNOWN_SEVERITY']);
  });

  test('covers hosts that were scanned, and says why others were not', async () => {
    const { coverage } = await fixture('happy.xml');
    expect(coverage.map(({ target, complete }) => [target.ip, complete])).toEqual([
      ['192.0.2.10', true],
      ['2001:db8::5', false],
      ['192.0.2.12', false],
    ]);
    expect(coverage[0]?.target.operatingSystem).toBe('Linux 4.15 - 5.8');
    expect(coverage[1]?.note).toMatch(/down \(no-response\)/);
    expect(coverage[2]?.note).toMatch(/no port/);
    const ended = await readText(
      parse,
      '<nmaprun><host timedout="true"><address addr="192.0.2.1" addrtype="ipv4"/><ports/></host></nmaprun>',
    );
    expect(ended.coverage[0]).toMatchObject({ complete: false, note: expect.stringMatching(/too long/) });
  });

  test('a port without a number is a problem, entities in the document type are refused', async () => {
    const sink = await readText(
      parse,
      '<nmaprun><host><ports><port protocol="tcp"/></ports></host></nmaprun>',
    );
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([1, 0, 1]);
    const entities = '<!DOCTYPE nmaprun [<!ENTITY x "y">]><nmaprun>&x;</nmaprun>';
    await expect(readText(parse, entities)).rejects.toThrow(/declares entities/);
  });

  test('outputs of a megabyte are read in time that grows with their length', async () => {
    const started = performance.now();
    for (const line of [
      '|',
      '_ ',
      ' ',
      'CVSSv2:',
      'IDs: a:b ',
      'State: VULNERABLE',
      'CVE-2025-1000 ',
      'cpe:/a: ',
    ]) {
      const output = `&#10;  Title&#10;    State: VULNERABLE&#10;${line.repeat(1_000_000 / line.length)}x`;
      for (const id of ['vulners', 'any']) {
        const script = `<nmaprun><host><ports><port portid="1"><script id="${id}" output="${output}"/></port></ports></host></nmaprun>`;
        expect((await readText(parse, script)).findings.length).toBeGreaterThan(0);
      }
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
