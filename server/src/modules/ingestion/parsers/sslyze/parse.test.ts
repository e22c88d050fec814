import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('sslyze', () => {
  test('version 6: every command that ran states something', async () => {
    const { findings, meta, sourceCount } = await fixture('happy.json');
    expect(meta).toEqual({
      toolName: 'SSLyze',
      toolVersion: '6.1.0',
      startedAt: '2026-01-05T08:00:00.123Z',
      finishedAt: '2026-01-05T08:01:00.000Z',
    });
    expect(sourceCount).toBe(findings.length);
    expect(findings.map(({ ruleId, severity, resultClass }) => [ruleId, severity, resultClass])).toEqual([
      ['certificate_info.untrusted', 'MEDIUM', 'VULNERABILITY'],
      ['certificate_info.expired', 'HIGH', 'VULNERABILITY'],
      ['certificate_info.weak_key', 'MEDIUM', 'VULNERABILITY'],
      ['certificate_info', 'INFO', 'NEGATIVE_RESULT'],
      ['ssl_2_0_cipher_suites', 'INFO', 'NEGATIVE_RESULT'],
      ['tls_1_0_cipher_suites', 'MEDIUM', 'VULNERABILITY'],
      ['tls_1_0_cipher_suites.weak', 'MEDIUM', 'VULNERABILITY'],
      ['tls_1_3_cipher_suites', 'INFO', 'INFORMATIONAL'],
      ['heartbleed', 'INFO', 'NEGATIVE_RESULT'],
      ['openssl_ccs_injection', 'HIGH', 'VULNERABILITY'],
      ['robot', 'MEDIUM', 'VULNERABILITY'],
      ['session_renegotiation.insecure', 'INFO', 'NEGATIVE_RESULT'],
      ['session_renegotiation.client_initiated', 'MEDIUM', 'VULNERABILITY'],
      ['tls_compression', 'INFO', 'NEGATIVE_RESULT'],
      ['tls_fallback_scsv', 'LOW', 'VULNERABILITY'],
      ['http_headers.strict_transport_security', 'LOW', 'VULNERABILITY'],
      ['elliptic_curves', 'INFO', 'INFORMATIONAL'],
    ]);
  });

  test('a finding has its host, service, ids and proof; a second certificate is told apart', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[9]).toMatchObject({
      where: '/server_scan_results/0',
      sourceSeverity: '',
      evidenceClass: 'DIRECT',
      target: { kind: 'HOST', raw: 'shop.example:443', hostname: 'shop.example', ip: '192.0.2.10' },
      service: { port: 443, transport: 'tcp' },
      cves: ['CVE-2014-0224'],
      cwes: [326],
    });
    expect(findings[0]?.evidence).toBe('Mozilla: expired\nApple: expired');
    expect(findings[0]?.sourceData).toMatchObject({
      subject: 'CN=shop.example',
      dns_names: ['shop.example'],
    });
    expect(findings[3]?.matcher).toBe('certificate 2');
    expect(findings[5]?.evidence).toContain('TLS_RSA_WITH_AES_128_CBC_SHA');
    expect(findings[6]?.evidence).toBe('TLS_RSA_WITH_3DES_EDE_CBC_SHA');
  });

  test('servers that failed in part or as a whole are covered but not complete', async () => {
    const { coverage } = await fixture('happy.json');
    expect(coverage.map(({ target, complete, note }) => [target.raw, complete, note])).toEqual([
      ['gone.example:443', false, 'Could not resolve hostname'],
      ['shop.example:443', false, 'Commands that failed: session_resumption.'],
      ['down.example:443', false, 'The server could not be reached.'],
    ]);
  });

  test('version 3: results without status, places in server_info, times in UTC without a zone', async () => {
    const { findings, coverage, meta } = await fixture('happy-v3.json');
    expect(meta.startedAt).toBe('2020-10-27T12:51:10.147Z');
    expect(findings.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['heartbleed', 'HIGH'],
      ['session_renegotiation.insecure', 'MEDIUM'],
      ['session_renegotiation.client_initiated', 'INFO'],
      ['tls_1_2_cipher_suites', 'INFO'],
      ['tls_1_2_cipher_suites.weak', 'HIGH'],
      ['certificate_info.weak_signature', 'MEDIUM'],
      ['certificate_info.hostname_mismatch', 'MEDIUM'],
    ]);
    expect(findings[0]).toMatchObject({
      target: { hostname: 'mail.example', ip: '192.0.2.12' },
      service: { port: 587, name: 'smtp' },
    });
    expect(coverage.map(({ target, note }) => [target.raw, note])).toEqual([
      ['down.example:443', 'timed out'],
      ['mail.example:587', 'Commands that failed: robot.'],
    ]);
  });

  test('servers before the time of the scan wait for it', async () => {
    const chain = '{"received_certificate_chain":[{"not_valid_after":"2020-01-01T00:00:00"}]}';
    const { findings } = await readText(
      parse,
      `{"server_scan_results":[{"server_location":{"hostname":"a.example","port":"443"},"scan_result":{"certificate_info":{"status":"COMPLETED","result":{"certificate_deployments":[${chain}]}}}}],"date_scans_started":"2026-01-05T08:00:00"}`,
    );
    expect(findings[0]?.ruleId).toBe('certificate_info.expired');
  });

  test('refuses what was cut off or is something else; an entry that is no object is a problem', async () => {
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '{"accepted_targets":[]}')).rejects.toThrow(/version 3/);
    const sink = await readText(parse, '{"server_scan_results":[1]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([1, 1]);
  });
});
