import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('detect-secrets', () => {
  test('reads each entry of each file, whatever the name of the file', async () => {
    const { findings, sourceCount, meta } = await fixture('happy.json');
    expect(sourceCount).toBe(3);
    expect(findings.map(({ ruleId, severity, locations }) => [ruleId, severity, locations[0]?.path])).toEqual(
      [
        ['Secret Keyword', 'MEDIUM', 'conf/app.env'],
        ['Pay Key', 'CRITICAL', 'conf/app.env'],
        ['Secret Keyword', 'MEDIUM', 'a/*'],
      ],
    );
    expect(meta).toMatchObject({ toolVersion: '1.4.0', finishedAt: '2026-01-05T06:00:00.000Z' });
  });

  test('the hash tells secrets apart, the audit gives the state', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({ matcher: 'aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11', cwes: [798] });
    expect(findings[1]?.confidence).toBe(1);
    expect(findings[2]?.sourceStatus).toBe('FALSE_POSITIVE');
  });

  test('an entry without type is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"results":{"a.py":[{"line_number":1},2]}}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"plugins_used":[]}')).rejects.toThrow(/no "results"/);
  });
});
