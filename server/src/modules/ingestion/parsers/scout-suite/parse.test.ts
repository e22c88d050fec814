import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('scout-suite', () => {
  test('every flagged resource is a finding with the place and advice of its rule', async () => {
    const sink = await fixture('happy.js');
    expect(
      sink.findings.map(({ ruleId, severity, locations }) => [ruleId, severity, locations[0]?.path]),
    ).toEqual([
      ['iam-user-without-mfa', 'HIGH', 'iam.users.id.U1.mfa_enabled'],
      ['iam-user-without-mfa', 'HIGH', 'iam.users.id.U2.mfa_enabled'],
      ['iam-no-support-role', 'MEDIUM', 'iam'],
    ]);
    expect(sink.findings[1]).toMatchObject({
      where: '/services/iam/findings/iam-user-without-mfa/items/1',
      title: 'User without MFA',
      sourceSeverity: 'danger',
      description: 'A password alone can be guessed.\nUse a second factor.',
      remediation: 'Turn MFA on.',
      references: ['https://docs.cloud.example/mfa'],
      target: { kind: 'CLOUD_RESOURCE', raw: '000000000001', reference: 'aws:000000000001' },
      seenAt: '2026-01-05T08:00:00.000Z',
      tags: ['IAM'],
      sourceData: { compliance: [{ name: 'CIS' }] },
    });
  });

  test('rules that flag nothing are checks that ran', async () => {
    const { meta, coverage } = await fixture('happy.js');
    expect(meta).toMatchObject({
      toolVersion: '5.14.0',
      policy: 'default',
      finishedAt: '2026-01-05T08:00:00.000Z',
      checksRun: ['iam-user-without-mfa', 'iam-no-support-role', 'iam-root-used'],
    });
    expect(coverage).toMatchObject([{ complete: true, target: { raw: '000000000001' } }]);
    expect((await fixture('empty.js')).meta.checksRun).toEqual(['iam-root-used']);
  });

  test('the value by itself is read whatever the order of its keys', async () => {
    const sink = await fixture('happy-json.json');
    expect(sink.findings).toMatchObject([{ target: { reference: 'azure:sub-1' }, severity: 'MEDIUM' }]);
    expect(sink.findings[0]).not.toHaveProperty('seenAt');
    expect(sink.problems).toMatchObject([{ code: 'UNKNOWN_SEVERITY' }]);
  });

  test('another script and a cut-off one are refused', async () => {
    await expect(readText(parse, '{"a": 1}')).rejects.toThrow(/no "services"/);
    await expect(fixture('broken.js')).rejects.toThrow(/cut off/);
  });
});
