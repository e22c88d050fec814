import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('bandit', () => {
  test('reads a result with test, place, weakness and confidence', async () => {
    const sink = await fixture('happy.json');
    expect(sink.findings[0]).toMatchObject({
      ruleId: 'blacklist:B303',
      title: 'Use of a weak hash.',
      severity: 'MEDIUM',
      sourceSeverity: 'MEDIUM',
      confidence: 0.85,
      cwes: [327],
      references: ['https://docs.example/b303', 'https://cwe.example/327'],
      locations: [{ path: 'shop/pay.py', line: 39, endLine: 39 }],
      matcher: 'digest = weak_hash(card)',
    });
    expect(sink.meta.finishedAt).toBe('2026-01-05T06:00:00.000Z');
  });

  test('the matcher leaves line numbers out and counts repeats', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]?.matcher).toBe('digest = weak_hash(card)#2');
  });

  test('an undefined severity is MEDIUM and said, an undefined confidence is none', async () => {
    const { findings, problems } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({ severity: 'MEDIUM', sourceSeverity: 'UNDEFINED' });
    expect(findings[1]).not.toHaveProperty('confidence');
    expect(problems.map(({ code }) => code)).toEqual(['UNKNOWN_SEVERITY']);
  });

  test('files that could not be read make coverage incomplete', async () => {
    expect((await fixture('happy.json')).coverage).toMatchObject([
      { complete: false, note: expect.stringContaining('./shop/odd.py') },
    ]);
    expect((await fixture('empty.json')).coverage).toMatchObject([{ complete: true }]);
  });

  test('a result without test is a problem, a document without results is refused', async () => {
    const sink = await readText(parse, '{"results":[{"filename":"a.py"},7]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"generated_at":""}')).rejects.toThrow(/no "results"/);
  });
});
