import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('dockle', () => {
  test('reads a check with its alerts and the image', async () => {
    const { findings, coverage } = await fixture('happy.json');
    const target = {
      kind: 'CONTAINER_IMAGE',
      raw: 'registry.example/shop/web:1.4.2',
      reference: 'registry.example/shop/web:1.4.2',
    };
    expect(findings[0]).toMatchObject({
      ruleId: 'CIS-DI-0010',
      severity: 'HIGH',
      sourceSeverity: 'FATAL',
      resultClass: 'EXPOSURE_SIGNAL',
      evidence: 'Suspicious ENV key found : TOKEN\nSuspicious filename found : app/key.pem',
      target,
    });
    expect(coverage).toEqual([{ target, complete: true }]);
  });

  test('levels give severity and class', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings.slice(1).map(({ severity, resultClass }) => [severity, resultClass])).toEqual([
      ['MEDIUM', 'EXPOSURE_SIGNAL'],
      ['LOW', 'EXPOSURE_SIGNAL'],
      ['INFO', 'INFORMATIONAL'],
    ]);
    expect((await fixture('happy-old.json')).findings[0]?.resultClass).toBe('NEGATIVE_RESULT');
  });

  test('a report without details covers its image, whatever the order', async () => {
    expect((await fixture('empty.json')).coverage).toMatchObject([{ target: { kind: 'CONTAINER_IMAGE' } }]);
    const late = await readText(parse, '{"details":[{"code":"A","level":"WARN"}],"image":"a.example/b"}');
    expect(late.findings[0]?.target.raw).toBe('a.example/b');
  });

  test('an entry without code is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"details":[{"level":"WARN"},1]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"summary":{}}')).rejects.toThrow(/no "details"/);
  });
});
