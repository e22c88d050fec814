import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('trufflehog', () => {
  test('a verified secret of a repository', async () => {
    const { findings, sourceCount, problems } = await fixture('happy.jsonl');
    expect([sourceCount, problems]).toEqual([3, []]);
    expect(findings[0]).toMatchObject({
      ruleId: 'PayKey',
      severity: 'CRITICAL',
      sourceSeverity: 'verified',
      confidence: 1,
      target: { kind: 'REPOSITORY', raw: 'https://code.example/shop/web' },
      locations: [{ path: 'conf/pay.env', line: 4 }],
      evidence: 'zq***Xy (18 characters)',
      matcher: '1111111111111111111111111111111111111111 zq***Xy (18 characters)',
      cwes: [798],
    });
  });

  test('other sources and an unverified secret', async () => {
    const { findings, coverage } = await fixture('happy.jsonl');
    expect(findings[1]).toMatchObject({ ruleId: 'Generic', severity: 'MEDIUM', target: { raw: '' } });
    expect(findings[2]?.target).toEqual({
      kind: 'CONTAINER_IMAGE',
      raw: 'registry.example/shop/web:1.4.2',
      reference: 'registry.example/shop/web:1.4.2',
    });
    expect(coverage.map(({ complete }) => complete)).toEqual([false, false]);
  });

  test.each(['happy.jsonl', 'happy-v2.jsonl'])('%s leaves no secret in clear', async (name) => {
    const { findings } = await fixture(name);
    expect(JSON.stringify(findings)).not.toMatch(/zq81Lm44TtBv70PaXy|hunter2|abcdef123456/);
  });

  test('version 2: one line with several strings stays one finding, entropy is rated low', async () => {
    const { findings } = await fixture('happy-v2.jsonl');
    expect(findings.map(({ ruleId, severity, confidence }) => [ruleId, severity, confidence])).toEqual([
      ['High Entropy', 'LOW', 0.3],
      ['Pay key', 'HIGH', undefined],
    ]);
    expect(findings[0]?.evidence).toBe('zq***Xy (18 characters)\nAa***Xy (21 characters)');
  });

  test('an array gives the same findings as lines', async () => {
    const lines = (await readFile(new URL('fixtures/happy.jsonl', import.meta.url), 'utf8'))
      .trim()
      .split('\n');
    const array = await readText(parse, `[${lines.join(',')}]`);
    const plain = await fixture('happy.jsonl');
    expect(array.findings.map((each) => ({ ...each, where: '' }))).toEqual(
      plain.findings.map((each) => ({ ...each, where: '' })),
    );
  });

  test('an empty file is a scan without secrets, a cut line a problem, other lines are refused', async () => {
    expect((await fixture('empty.jsonl')).problems).toMatchObject([
      { code: 'EMPTY_REPORT', dropsItem: false },
    ]);
    const cut = await fixture('broken.jsonl');
    expect([cut.sourceCount, cut.findings.length, cut.droppedCount]).toEqual([2, 1, 1]);
    await expect(readText(parse, '{"a":1}\n'.repeat(200))).rejects.toThrow(/no TruffleHog report/);
  });
});
