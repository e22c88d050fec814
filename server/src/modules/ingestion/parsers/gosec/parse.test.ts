import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('gosec', () => {
  test('reads an issue with rule, weakness, place and code', async () => {
    const { findings, meta } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'G304',
      title: 'Potential file inclusion via variable',
      severity: 'MEDIUM',
      confidence: 0.85,
      cwes: [22],
      references: ['https://cwe.example/22'],
      locations: [{ path: '/src/shop/pay.go', line: 35, endLine: 35 }],
      matcher: 'f, _ := os.Open(name)',
    });
    expect(meta.toolVersion).toBe('2.18.2');
  });

  test('old names, ranges and suppressions are read, repeats are counted', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      cwes: [22],
      locations: [{ line: 60, endLine: 61 }],
      matcher: 'f, _ := os.Open(name)#2',
      sourceStatus: 'SUPPRESSED',
    });
  });

  test('a credential is nowhere in clear', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[2]?.evidence).toBe('password := "***"');
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  test('files that could not be read make coverage incomplete', async () => {
    expect((await fixture('happy.json')).coverage).toMatchObject([{ complete: false }]);
    expect((await readText(parse, '{"Issues":null}')).coverage).toMatchObject([{ complete: true }]);
  });

  test('an issue that says nothing is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"Issues":[{"file":"a.go"},1]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"Stats":{}}')).rejects.toThrow(/no "Issues"/);
  });
});
