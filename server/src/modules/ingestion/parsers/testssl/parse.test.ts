import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('testssl', () => {
  test('flat JSON: every entry is a finding, passed tests are negative results', async () => {
    const { findings, sourceCount, droppedCount } = await fixture('happy.json');
    expect([sourceCount, findings.length, droppedCount]).toEqual([7, 6, 1]);
    expect(
      findings.map(({ ruleId, severity, sourceSeverity, resultClass }) => [
        ruleId,
        severity,
        sourceSeverity,
        resultClass,
      ]),
    ).toEqual([
      ['service', 'INFO', 'INFO', 'INFORMATIONAL'],
      ['heartbleed', 'INFO', 'OK', 'NEGATIVE_RESULT'],
      ['BEAST', 'LOW', 'low', 'VULNERABILITY'],
      ['cert_trust <hostCert#1>', 'CRITICAL', 'CRITICAL', 'VULNERABILITY'],
      ['BEAST', 'LOW', 'LOW', 'VULNERABILITY'],
      ['scanProblem', 'INFO', 'FATAL', 'INFORMATIONAL'],
    ]);
    expect(findings[2]).toMatchObject({
      where: '/2',
      title: 'BEAST: VULNERABLE -- but supports higher protocols',
      description: 'VULNERABLE -- but supports higher protocols',
      remediation: 'turn TLS 1.0 off',
      target: { kind: 'HOST', raw: 'shop.example/192.0.2.1', hostname: 'shop.example', ip: '192.0.2.1' },
      service: { port: 443, transport: 'tcp' },
      cves: ['CVE-2011-3389', 'CVE-2025-60001'],
      cwes: [20],
    });
    expect(findings[3]).toMatchObject({ target: { ip: '2001:db8::5' }, service: { port: 8443 } });
  });

  test('a second address of one host does not hide behind the first', async () => {
    const { findings } = await fixture('happy.json');
    expect([findings[2]?.matcher, findings[4]?.matcher]).toEqual([undefined, '#2']);
  });

  test('hosts are covered; one that could not be reached is not complete', async () => {
    const { coverage } = await fixture('happy.json');
    expect(coverage.map(({ target, complete, note }) => [target.raw, complete, note])).toEqual([
      ['shop.example/192.0.2.1', true, undefined],
      ['2001:db8::5/2001:db8::5', true, undefined],
      ['shop.example/192.0.2.2', true, undefined],
      ['192.0.2.9/192.0.2.9', false, 'Cannot connect'],
    ]);
  });

  test('structured JSON: host and times of the report, a problem of the scan is an item', async () => {
    const { findings, meta, coverage } = await fixture('happy-pretty.json');
    expect(meta).toEqual({
      toolName: 'testssl.sh',
      toolVersion: '3.2.1',
      startedAt: '2026-01-05T08:00:00.000Z',
      finishedAt: '2026-01-05T08:01:00.000Z',
    });
    expect(
      findings.map(({ ruleId, target, service }) => [ruleId, target.hostname, target.ip, service?.port]),
    ).toEqual([
      ['TLS1', 'shop.example', '192.0.2.1', 443],
      ['TLS1_2', 'shop.example', '192.0.2.1', 443],
      ['heartbleed', 'shop.example', '192.0.2.1', 443],
      ['scanProblem', undefined, undefined, undefined],
    ]);
    expect(coverage).toHaveLength(1);
  });

  test('structured JSON with the host after its entries gives the same places', async () => {
    const { findings } = await readText(
      parse,
      '{"Invocation":"x","scanResult":[{"protocols":[{"id":"TLS1","severity":"LOW","finding":"offered"}],"port":"25","ip":"192.0.2.4","targetHost":"mail.example"}]}',
    );
    expect(findings[0]).toMatchObject({ target: { hostname: 'mail.example' }, service: { port: 25 } });
  });

  test('CSV gives the same as JSON', async () => {
    const { findings } = await fixture('happy.csv');
    expect(findings[1]).toMatchObject({
      where: 'line 3',
      ruleId: 'BEAST',
      severity: 'LOW',
      target: { hostname: 'shop.example', ip: '192.0.2.1' },
      cves: ['CVE-2011-3389', 'CVE-2025-60001'],
      cwes: [20],
    });
    expect(findings[2]?.resultClass).toBe('NEGATIVE_RESULT');
  });

  test('refuses what was cut off or is something else', async () => {
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '{"a":1}')).rejects.toThrow(/no testssl.sh report/);
    await expect(readText(parse, 'a,b\n1,2\n')).rejects.toThrow(/fqdn\/ip/);
  });
});
