import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('sarif', () => {
  test('gives one finding for each result of each run, rules before or after results', async () => {
    const sink = await fixture('happy.sarif');
    expect(sink.sourceCount).toBe(9);
    expect(sink.findings).toHaveLength(9);
    expect(sink.problems).toEqual([]);
  });

  test('takes the severity from security-severity before the level', async () => {
    const [finding] = (await fixture('happy.sarif')).findings;
    expect(finding).toMatchObject({
      ruleId: 'sql-injection',
      title: 'Query built from input',
      severity: 'CRITICAL',
      sourceSeverity: '9.1',
      confidence: 0.85,
      description: 'userName reaches a query.\n\nInput reaches a query as text.',
      remediation: 'Use parameters.',
      cwes: [89, 564],
      references: ['https://rules.example/sql-injection'],
    });
  });

  test('resolves artifacts by index and drops a leading ./', async () => {
    const [finding] = (await fixture('happy.sarif')).findings;
    expect(finding?.locations).toEqual([
      { path: 'src/login.ts', line: 12, endLine: 13, snippet: "db.query('…' + userName)" },
      { path: 'src/query.ts', line: 40 },
    ]);
    expect(finding?.target).toMatchObject({ kind: 'REPOSITORY', raw: 'https://git.example/shop/web' });
  });

  test('the matcher survives edits elsewhere in the file', async () => {
    const { findings } = await fixture('happy.sarif');
    expect(findings[0]?.matcher).toBe('primaryLocationLineHash:1f2e3d4c:1');
    expect(findings[0]?.toolUniqueId).toBe('primaryLocationLineHash:1f2e3d4c:1|scanFileHash:ffff0000');
    expect(findings[1]?.matcher).toBe('md5( x )');
    expect(findings[2]?.matcher).toBe('line 9');
  });

  test('finds the rule of a sub-rule and the default level', async () => {
    const finding = (await fixture('happy.sarif')).findings[1];
    expect(finding).toMatchObject({
      ruleId: 'weak-hash/md5',
      severity: 'INFO',
      sourceSeverity: 'note',
      cwes: [327],
    });
  });

  test('a suppression counts only when none is under review or rejected', async () => {
    const { findings } = await fixture('happy.sarif');
    expect([findings[1]?.sourceStatus, findings[2]?.sourceStatus]).toEqual(['SUPPRESSED', undefined]);
  });

  test('classes results by kind, baseline and the purpose of the rule', async () => {
    const { findings } = await fixture('happy.sarif');
    expect(findings.map(({ resultClass }) => resultClass)).toEqual([
      'VULNERABILITY',
      'INFORMATIONAL',
      'INFORMATIONAL',
      'INFORMATIONAL',
      'NEGATIVE_RESULT',
      'NEGATIVE_RESULT',
      'EXPOSURE_SIGNAL',
      'NEGATIVE_RESULT',
      'VULNERABILITY',
    ]);
    expect(findings[7]?.sourceStatus).toBe('FIXED');
  });

  test('rules of an extension are found by index, and a URL makes a web application', async () => {
    const finding = (await fixture('happy.sarif')).findings[8];
    expect(finding).toMatchObject({
      ruleId: 'CVE-2025-50001',
      title: 'Old server',
      severity: 'HIGH',
      cves: ['CVE-2025-50001'],
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example:8443', hostname: 'shop.example' },
      locations: [{ url: 'https://shop.example:8443/login?x=1', path: '/login' }],
    });
  });

  test('states coverage per run and the rules that ran', async () => {
    const { coverage, meta } = await fixture('happy.sarif');
    expect(coverage.map(({ complete }) => complete)).toEqual([true, false]);
    expect(meta.checksRun).toContain('never-fired');
    expect(meta).toMatchObject({
      startedAt: '2026-01-05T06:00:00.000Z',
      finishedAt: '2026-01-05T06:01:00.000Z',
    });
  });

  test('a list of rules that all fired does not say which checks ran', async () => {
    const sink = await readText(
      parse,
      '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t","rules":[{"id":"a"}]}},"results":[{"ruleId":"a","message":{"text":"m"}}]}]}',
    );
    expect(sink.meta.checksRun).toBeUndefined();
  });

  test('refuses other versions and documents without runs', async () => {
    await expect(readText(parse, '{"version":"2.0.0","runs":[]}')).rejects.toThrow(/only 2\.1\.0/);
    await expect(readText(parse, '{"version":"2.1.0"}')).rejects.toThrow(/no "runs"/);
  });
});
