import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('brakeman', () => {
  test('reads a warning with check, place, weakness and fingerprint', async () => {
    const { findings, meta } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'SQL',
      title: 'SQL Injection in Card#find',
      severity: 'HIGH',
      sourceSeverity: 'High',
      confidence: 0.85,
      cwes: [89],
      locations: [{ path: 'app/models/card.rb', line: 38 }],
      matcher: 'aa11',
      toolUniqueId: 'aa11',
    });
    expect(meta).toMatchObject({ toolVersion: '6.1.0', startedAt: '2026-01-05T06:00:00.000Z' });
  });

  test('missing fields are left out, ids in prose are read', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      ruleId: 'Cross-Site Scripting',
      severity: 'LOW',
      confidence: 0.3,
      cves: ['CVE-2025-75001'],
      locations: [{ path: 'Gemfile.lock' }],
    });
  });

  test('ignored warnings are kept as suppressed, errors make coverage incomplete', async () => {
    const { findings, coverage } = await fixture('happy.json');
    expect(findings[2]).toMatchObject({
      ruleId: 'Redirect',
      sourceStatus: 'SUPPRESSED',
      sourceData: { note: 'checked' },
    });
    expect(coverage).toMatchObject([{ complete: false, note: '1 errors, the first: could not parse' }]);
  });

  test('a warning that says nothing is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"warnings":[{"line":1},1]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"scan_info":{}}')).rejects.toThrow(/no "warnings"/);
  });
});
