import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('gitleaks', () => {
  test('reads a leak with rule, place and fingerprint', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'payment-api-key',
      title: 'Payment API key',
      severity: 'HIGH',
      cwes: [798],
      locations: [{ path: 'conf/pay.env', line: 4, endLine: 4 }],
      tags: ['key', 'pay'],
      evidence: "key = '***'\nzq***Xy (18 characters)",
      toolUniqueId: '1111111111111111111111111111111111111111:conf/pay.env:payment-api-key:4',
      matcher: '1111111111111111111111111111111111111111 zq***Xy (18 characters)',
    });
  });

  test.each(['happy.json', 'happy-v7.json', 'happy.csv'])('%s leaves no secret in clear', async (name) => {
    const { findings } = await fixture(name);
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toMatch(/zq81Lm44TtBv70PaXy|hunter[23]/);
  });

  test('two secrets that look alike when masked stay two', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings.slice(1).map(({ matcher }) => matcher)).toEqual([
      '*** (7 characters)',
      '*** (7 characters)#2',
    ]);
  });

  test('version 7 names the repository and gives tags as one text', async () => {
    const { findings } = await fixture('happy-v7.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'Payment API key',
      target: { kind: 'REPOSITORY', raw: 'web', reference: 'https://code.example/shop/web' },
      locations: [{ path: 'app.yml', line: 3 }],
      references: ['https://code.example/shop/web/blob/2/app.yml#L3'],
      tags: ['key', 'pay'],
    });
  });

  test('the oldest reports name a reason, and a severity is taken where one stands', async () => {
    const { findings } = await readText(
      parse,
      '[{"line":"k=abcdef","commit":"c1","offender":"abcdef","reason":"Key","severity":"low","file":"a"}]',
    );
    expect(findings[0]).toMatchObject({ ruleId: 'Key', severity: 'LOW', sourceSeverity: 'low' });
    expect(JSON.stringify(findings)).not.toContain('abcdef');
  });

  test('CSV and JSON give the same leak', async () => {
    const [fromCsv] = (await fixture('happy.csv')).findings;
    const [fromJson] = (await fixture('happy.json')).findings;
    expect([fromCsv?.ruleId, fromCsv?.matcher, fromCsv?.locations]).toEqual([
      fromJson?.ruleId,
      fromJson?.matcher,
      fromJson?.locations,
    ]);
  });

  test('a scan without leaks is a list or null, and covers', async () => {
    for (const text of ['[]', 'null\n']) {
      const sink = await readText(parse, text);
      expect([sink.sourceCount, sink.coverage.length, sink.problems]).toEqual([0, 1, []]);
    }
  });

  test('an entry without rule is a problem, another table is refused', async () => {
    const sink = await readText(parse, '[{"Secret":"x"},1]');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, 'a,b\n1,2\n')).rejects.toThrow(/columns RuleID and File/);
  });
});
