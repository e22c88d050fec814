import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('horusec', () => {
  test('reads a vulnerability with rule, place and ids in its details', async () => {
    const { findings, meta } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'HS-JAVA-1',
      title: 'Weak hash',
      severity: 'HIGH',
      confidence: 0.6,
      cwes: [327],
      references: ['https://cwe.example/327'],
      locations: [{ path: 'src/Pay.java', line: 12 }],
      toolUniqueId: 'aa11',
      matcher: 'digest = weakHash(card)',
      seenAt: '2026-01-05T06:05:00.000Z',
    });
    expect(meta).toMatchObject({ toolVersion: 'v2.8.0', startedAt: '2026-01-05T06:00:00.123Z' });
  });

  test('secrets are masked, and version 1 entries are known by their first line', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      ruleId: 'Hard coded key, CVE-2025-74001',
      cves: ['CVE-2025-74001'],
      evidence: '***',
      sourceStatus: 'FALSE_POSITIVE',
    });
    expect(findings[1]).not.toHaveProperty('seenAt');
    expect(JSON.stringify(findings)).not.toContain('zq81Lm44TtBv70PaXy');
  });

  test('accepted risks and informational entries keep their state', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[2]).toMatchObject({ sourceStatus: 'ACCEPTED', resultClass: 'INFORMATIONAL' });
    expect(findings[2]?.locations[0]).not.toHaveProperty('line');
  });

  test('errors make coverage incomplete', async () => {
    expect((await fixture('empty.json')).coverage).toMatchObject([{ complete: true }]);
    const failed = await readText(
      parse,
      '{"errors":"no docker","status":"error","analysisVulnerabilities":[]}',
    );
    expect(failed.coverage).toMatchObject([{ complete: false, note: 'Status error: no docker' }]);
  });

  test('an entry that says nothing is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"analysisVulnerabilities":[{"vulnerabilities":{}},"x"]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"version":"v2"}')).rejects.toThrow(/no "analysisVulnerabilities"/);
  });
});
