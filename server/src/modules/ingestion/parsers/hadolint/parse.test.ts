import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('hadolint', () => {
  test('reads rule, level and place, and counts repeats', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'DL3008',
      severity: 'MEDIUM',
      sourceSeverity: 'warning',
      resultClass: 'EXPOSURE_SIGNAL',
      locations: [{ path: 'web/Dockerfile', line: 5 }],
    });
    expect(findings.map(({ matcher }) => matcher)).toEqual([
      undefined,
      '#2',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('levels and classes', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings.slice(2).map(({ severity, resultClass }) => [severity, resultClass])).toEqual([
      ['HIGH', 'EXPOSURE_SIGNAL'],
      ['INFO', 'INFORMATIONAL'],
      ['INFO', 'INFORMATIONAL'],
    ]);
  });

  test('a list without entries is a clean scan, an entry without code a problem', async () => {
    expect((await fixture('empty.json')).coverage).toHaveLength(1);
    const sink = await readText(parse, '[{"line":1},"x"]');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, 'Dockerfile:5 DL3008')).rejects.toThrow(/no Hadolint report/);
  });
});
