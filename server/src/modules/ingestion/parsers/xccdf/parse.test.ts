import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('xccdf', () => {
  test('every rule result is a finding of its class', async () => {
    const sink = await fixture('happy.xml');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([6, 1]);
    expect(
      sink.findings.map(({ ruleId, resultClass, severity, sourceStatus }) => [
        ruleId,
        resultClass,
        severity,
        sourceStatus,
      ]),
    ).toEqual([
      ['xccdf_org.sample_rule_password_length', 'EXPOSURE_SIGNAL', 'MEDIUM', undefined],
      ['xccdf_org.sample_rule_patches', 'VULNERABILITY', 'HIGH', undefined],
      ['xccdf_org.sample_rule_banner', 'NEGATIVE_RESULT', 'MEDIUM', undefined],
      ['xccdf_mil.sample_rule_SV-100001', 'NEGATIVE_RESULT', 'LOW', 'FIXED'],
      ['xccdf_org.sample_rule_unknown', 'INFORMATIONAL', 'INFO', undefined],
    ]);
  });

  test('a result carries what the benchmark says of its rule', async () => {
    const { findings } = await fixture('happy.xml');
    expect(findings[0]).toMatchObject({
      title: 'Passwords are 15 characters or longer',
      description: 'Set minlen to 15. Then log in again.',
      impact: 'Short passwords are guessed.',
      remediation: 'sed -i minlen /etc/pwquality.conf',
      references: ['https://standard.example/800-53'],
      evidence: 'minlen is 8',
      tags: ['CCE-00001-1'],
      seenAt: '2026-01-05T08:01:00.000Z',
      target: {
        kind: 'HOST',
        raw: 'Web01.Corp.Example',
        hostname: 'web01.corp.example',
        ip: '192.0.2.10',
        mac: '00:00:5e:00:53:01',
      },
      sourceData: {
        result: 'fail',
        reference: ['IA-5(1)(a)', 'Req-8.2.3'],
        group: 'xccdf_org.sample_group_accounts',
      },
    });
    expect(findings[1]).toMatchObject({
      cves: ['CVE-2025-10001'],
      advisories: ['RHSA-2025:0001'],
      matcher: '/usr/lib/a',
    });
    expect(findings[3]).toMatchObject({
      description: 'Why it matters.',
      remediation: 'Turn it off.',
      sourceData: {
        idref: 'xccdf_mil.sample_rule_SV-100001r200002_rule',
        override: [{ 'old-result': 'fail', remark: 'done' }],
      },
    });
  });

  test('tool, profile, times and the rules that were decided', async () => {
    const { meta, coverage } = await fixture('happy.xml');
    expect(meta).toEqual({
      toolName: 'openscap',
      toolVersion: '1.3.7',
      policy: 'Standard profile',
      startedAt: '2026-01-05T08:00:00.000Z',
      finishedAt: '2026-01-05T08:05:00.000Z',
      checksRun: [
        'xccdf_org.sample_rule_password_length',
        'xccdf_org.sample_rule_patches',
        'xccdf_org.sample_rule_banner',
        'xccdf_mil.sample_rule_SV-100001',
      ],
    });
    expect(coverage).toMatchObject([{ complete: true }]);
  });

  test('an ARF collection and a result alone are read; without a zone there is no time', async () => {
    const arf = await fixture('happy-arf.xml');
    expect(arf.findings).toMatchObject([
      { title: 'Root cannot sign in', severity: 'HIGH', target: { ip: '2001:db8::10' } },
    ]);
    expect(arf.findings[0]).not.toHaveProperty('seenAt');
    expect(arf.meta).toMatchObject({ toolName: 'scc', toolVersion: '5.8' });
    const old = await fixture('happy-1.1.xml');
    expect(old.findings).toMatchObject([{ title: 'rule-1', severity: 'MEDIUM' }]);
    expect(old.problems).toMatchObject([{ code: 'UNKNOWN_SEVERITY' }]);
  });

  test('rules without results are no report', async () => {
    await expect(readText(parse, '<Benchmark><Rule id="a"/></Benchmark>')).rejects.toThrow(/no TestResult/);
    await expect(fixture('broken.xml')).rejects.toThrow(/cut off/);
  });
});
