import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('eslint', () => {
  test('reads a message with rule, place and severity, and counts repeats', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'no-eval',
      severity: 'HIGH',
      sourceSeverity: '2',
      resultClass: 'VULNERABILITY',
      locations: [{ path: '/src/shop/pay.js', line: 4, endLine: 4 }],
    });
    expect(findings.slice(0, 3).map(({ matcher }) => matcher)).toEqual([undefined, '#2', 'a[b] = c']);
  });

  test('security rules are vulnerabilities, others are informational', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings.map(({ ruleId, resultClass }) => [ruleId, resultClass]).slice(2)).toEqual([
      ['security/detect-object-injection', 'VULNERABILITY'],
      ['semi', 'INFORMATIONAL'],
      ['no-console', 'INFORMATIONAL'],
      ['parsing-error', 'INFORMATIONAL'],
    ]);
    expect(findings[4]?.sourceStatus).toBe('SUPPRESSED');
  });

  test('a file that could not be parsed makes coverage incomplete', async () => {
    expect((await fixture('happy.json')).coverage).toMatchObject([{ complete: false }]);
    expect((await fixture('empty.json')).coverage).toMatchObject([{ complete: true }]);
  });

  test('the wrapped list is read, and the path whatever its order', async () => {
    const { findings } = await readText(
      parse,
      '{"results":[{"messages":[{"ruleId":"no-danger","severity":"warn"}],"filePath":"a.js"}],"metadata":{}}',
    );
    expect(findings[0]).toMatchObject({ severity: 'MEDIUM', locations: [{ path: 'a.js' }] });
  });

  test('an entry that says nothing is a problem, another document is refused', async () => {
    const sink = await readText(parse, '[{"filePath":"a","messages":[{},1]}]');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"a":[]}')).rejects.toThrow(/no ESLint report/);
  });
});
