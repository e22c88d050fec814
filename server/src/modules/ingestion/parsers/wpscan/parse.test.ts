import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('wpscan', () => {
  test('interesting findings, software, its weaknesses and lists are findings', async () => {
    const { findings, meta, sourceCount, droppedCount } = await fixture('happy.json');
    expect(meta).toEqual({
      toolName: 'WPScan',
      toolVersion: '3.8.27',
      startedAt: '2026-01-05T08:00:00.000Z',
      finishedAt: '2026-01-05T08:01:00.000Z',
    });
    expect(
      findings.map(({ ruleId, severity, resultClass, component }) => [
        ruleId,
        severity,
        resultClass,
        component?.name,
      ]),
    ).toEqual([
      ['headers', 'INFO', 'INFORMATIONAL', undefined],
      ['debug_log', 'MEDIUM', 'VULNERABILITY', undefined],
      ['wordpress', 'INFO', 'EXPOSURE_SIGNAL', 'wordpress'],
      ['WPVDB-9999', 'MEDIUM', 'VULNERABILITY', 'wordpress'],
      ['WordPress below 6.0.3 - other weakness', 'MEDIUM', 'VULNERABILITY', 'wordpress'],
      ['theme', 'INFO', 'INFORMATIONAL', 'plain'],
      ['theme', 'INFO', 'INFORMATIONAL', 'base'],
      ['plugin', 'INFO', 'EXPOSURE_SIGNAL', 'forms'],
      ['WPVDB-11111111-1111-4111-8111-111111111111', 'MEDIUM', 'VULNERABILITY', 'forms'],
      ['config_backup', 'HIGH', 'VULNERABILITY', undefined],
      ['user', 'INFO', 'EXPOSURE_SIGNAL', undefined],
      ['weak_password', 'CRITICAL', 'VULNERABILITY', undefined],
    ]);
    expect([sourceCount, droppedCount]).toEqual([13, 1]);
  });

  test('a weakness has its component, ids, score and fix', async () => {
    expect((await fixture('happy.json')).findings[3]).toMatchObject({
      where: '/version/vulnerabilities/0',
      title: 'WordPress below 6.0.2 - weakness',
      sourceSeverity: '6.1',
      evidenceClass: 'INFERRED',
      target: { kind: 'WEB_APPLICATION', origin: 'https://blog.example', ip: '192.0.2.30' },
      service: { port: 443 },
      component: { name: 'wordpress', version: '6.0.1', fixedVersion: '6.0.2', ecosystem: 'wordpress' },
      cves: ['CVE-2025-60001'],
      advisories: ['WPVDB-9999', 'EDB-123'],
      references: ['https://guide.example/wp'],
      cvss: [{ version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', score: 6.1 }],
      exploitAvailable: true,
      remediation: 'Update to version 6.0.2 or later.',
    });
  });

  test('places and names: a file has its path, a user is the matcher, a guessed password is nowhere', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[9]?.locations).toEqual([
      { url: 'https://blog.example/wp-config.php~', path: '/wp-config.php~' },
    ]);
    expect(findings[1]).toMatchObject({
      cves: ['CVE-2025-60003'],
      references: ['https://guide.example/debug'],
    });
    expect([findings[10]?.matcher, findings[11]?.matcher]).toEqual(['anna', 'anna']);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  test('without data on weaknesses, or aborted, the site is not covered completely', async () => {
    expect((await fixture('happy.json')).coverage).toMatchObject([{ complete: true }]);
    expect((await fixture('empty.json')).coverage).toMatchObject([
      { complete: false, note: expect.stringContaining('API Token') },
    ]);
    const sink = await readText(
      parse,
      '{"banner":{"version":"3"},"scan_aborted":"The site is down","target_url":"https://blog.example/"}',
    );
    expect(sink.coverage).toMatchObject([{ complete: false, note: 'The site is down' }]);
    expect(sink.problems).toMatchObject([{ code: 'SCAN_ABORTED', dropsItem: false }]);
  });

  test('sorted keys give the same findings: items wait for the site', async () => {
    const { findings } = await readText(
      parse,
      '{"plugins":[{"slug":"forms","vulnerabilities":[]}],"interesting_findings":[],"target_url":"https://blog.example/"}',
    );
    expect(findings).toMatchObject([
      { component: { name: 'forms' }, target: { origin: 'https://blog.example' } },
    ]);
  });

  test('refuses what was cut off or is something else', async () => {
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '{"banner":{}}')).rejects.toThrow(/no WPScan report/);
  });
});
