import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('pip-audit', () => {
  test('gives one finding for each weakness of a package, with ids and fix', async () => {
    const { findings, sourceCount } = await fixture('happy.json');
    expect(sourceCount).toBe(2);
    expect(findings[0]).toMatchObject({
      ruleId: 'PYSEC-2025-1',
      cves: ['CVE-2025-76001'],
      advisories: ['PYSEC-2025-1', 'GHSA-2345-6789-cfgh'],
      component: {
        name: 'Left_Box',
        version: '2.0.0',
        fixedVersion: '2.0.1, 2.1.0',
        purl: 'pkg:pypi/left-box@2.0.0',
      },
      evidenceClass: 'INFERRED',
      severity: 'MEDIUM',
    });
    expect(findings[1]).not.toHaveProperty('remediation');
  });

  test('one problem says that nothing is rated, one names a package that was skipped', async () => {
    const { problems, coverage } = await fixture('happy.json');
    expect(problems.map(({ code, where }) => [code, where])).toEqual([
      ['PACKAGE_SKIPPED', 'own-box'],
      ['UNKNOWN_SEVERITY', 'the report'],
    ]);
    expect(coverage).toMatchObject([{ complete: false, note: expect.stringContaining('own-box') }]);
  });

  test('the bare list is read, whatever the order of its keys', async () => {
    expect((await fixture('happy-list.json')).findings[0]?.component?.name).toBe('left-box');
    const { findings } = await readText(parse, '[{"vulns":[{"id":"PYSEC-1"}],"version":"1","name":"a"}]');
    expect(findings[0]?.component).toMatchObject({ name: 'a', version: '1' });
    expect((await readText(parse, '[]')).coverage).toMatchObject([{ complete: true }]);
  });

  test('an entry without id is a problem, another document is refused', async () => {
    const sink = await readText(parse, '[{"name":"a","vulns":[{},1]}]');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"a":[]}')).rejects.toThrow(/no "dependencies"/);
  });
});
