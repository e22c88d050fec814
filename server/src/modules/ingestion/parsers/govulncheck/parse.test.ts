import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('govulncheck', () => {
  test('gives each depth as a finding of its own', async () => {
    const { findings, sourceCount, meta } = await fixture('happy.json');
    expect(sourceCount).toBe(3);
    expect(
      findings.map(({ matcher, confidence, evidenceClass }) => [matcher, confidence, evidenceClass]),
    ).toEqual([
      ['required', 0.3, 'INFERRED'],
      ['imported example.com/left/box', 0.6, 'INFERRED'],
      ['called example.com/left/box Box.Open', 1, 'DIRECT'],
    ]);
    expect(meta).toMatchObject({ toolVersion: 'v1.1.0', policy: 'symbol' });
  });

  test('joins a finding with its record, and puts own code first', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[2]).toMatchObject({
      ruleId: 'GO-2025-0001',
      title: 'Panic in example.com/left/box',
      cves: ['CVE-2025-78001'],
      advisories: ['GO-2025-0001', 'GHSA-2345-6789-cfgh'],
      references: ['https://vuln.example/GO-2025-0001', 'https://code.example/left/1'],
      component: { name: 'example.com/left', version: 'v1.0.1', fixedVersion: 'v1.0.2' },
      locations: [
        { path: 'pay/run.go', line: 12 },
        { path: 'box.go', line: 50 },
        { path: 'main.go', line: 5 },
      ],
    });
  });

  test('reads the document of old versions, with modules or a symbol', async () => {
    const { findings } = await fixture('happy-old.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'GO-2025-0001',
      component: { name: 'example.com/left', fixedVersion: 'v1.0.2' },
      matcher: 'called example.com/left/box Open',
      locations: [{ path: 'pay/run.go', line: 12 }],
    });
    expect(findings[1]).toMatchObject({
      component: { name: 'example.com/right' },
      matcher: 'imported example.com/right/box',
    });
  });

  test('one problem says that nothing is rated', async () => {
    const { problems } = await fixture('happy.json');
    expect(problems.map(({ code }) => code)).toEqual(['UNKNOWN_SEVERITY']);
    expect((await fixture('empty.json')).problems).toEqual([]);
  });

  test('a message without module is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"finding":{"osv":"GO-1"}}{"finding":3}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"a":1}')).rejects.toThrow(/no message of govulncheck/);
  });
});
