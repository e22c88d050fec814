import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('cargo-audit', () => {
  test('reads a vulnerability with ids, score, crate and fix', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[0]).toMatchObject({
      ruleId: 'RUSTSEC-2025-0001',
      title: 'Out of bounds write',
      severity: 'CRITICAL',
      cves: ['CVE-2025-77001'],
      advisories: ['RUSTSEC-2025-0001', 'GHSA-2345-6789-cfgh'],
      cvss: [{ version: '3.1', score: 9.8 }],
      component: {
        name: 'left-box',
        version: '2.0.0',
        fixedVersion: '>=2.0.1',
        purl: 'pkg:cargo/left-box@2.0.0',
      },
      references: ['https://code.example/left-box/1', 'https://guide.example/box'],
    });
  });

  test('what is not rated is MEDIUM, and one problem says so', async () => {
    const { findings, problems } = await fixture('happy.json');
    expect(findings[1]?.severity).toBe('MEDIUM');
    expect(problems.map(({ code }) => code)).toEqual(['UNKNOWN_SEVERITY']);
  });

  test('warnings keep their kind as class and word', async () => {
    const { findings, sourceCount } = await fixture('happy.json');
    expect(sourceCount).toBe(5);
    expect(
      findings
        .slice(2)
        .map(({ ruleId, resultClass, severity, sourceSeverity }) => [
          ruleId,
          resultClass,
          severity,
          sourceSeverity,
        ]),
    ).toEqual([
      ['RUSTSEC-2025-0003', 'INFORMATIONAL', 'INFO', 'unmaintained'],
      ['RUSTSEC-2025-0004', 'VULNERABILITY', 'LOW', 'unsound'],
      ['yanked', 'INFORMATIONAL', 'INFO', 'yanked'],
    ]);
  });

  test('warnings of old versions are one list', async () => {
    const { findings } = await readText(
      parse,
      '{"vulnerabilities":{"list":[]},"warnings":[{"kind":"yanked","package":{"name":"a"}}]}',
    );
    expect(findings[0]).toMatchObject({ ruleId: 'yanked', component: { name: 'a' } });
  });

  test('an entry without crate is a problem, another document is refused', async () => {
    const sink = await readText(parse, '{"vulnerabilities":{"list":[{},1]}}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"vulnerabilities":[]}')).rejects.toThrow(/no list of "vulnerabilities"/);
  });
});
