import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('npm-audit', () => {
  test('version 2: each advisory of a package, and each package affected through others', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(4);
    expect(sink.problems).toEqual([]);
    expect(
      sink.findings.map(({ ruleId, component, severity }) => [ruleId, component?.name, severity]),
    ).toEqual([
      ['vulnerable-dependency', '@sample/router', 'CRITICAL'],
      ['GHSA-aaaa-bbbb-cccc', 'sample-parser', 'CRITICAL'],
      ['GHSA-dddd-eeee-ffff', 'sample-parser', 'MEDIUM'],
      ['vulnerable-dependency', 'sample-loop', 'LOW'],
    ]);
    expect(sink.coverage).toEqual([{ target: { kind: 'APPLICATION', raw: '' }, complete: true }]);
  });

  test('version 2: ids, scores, places and fix', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      title: 'Prototype Pollution in sample-parser',
      where: '/vulnerabilities/sample-parser/via/0',
      advisories: ['GHSA-aaaa-bbbb-cccc'],
      cwes: [1321, 20],
      cvss: [{ version: '3.1', score: 9.8 }],
      locations: [
        { path: 'node_modules/a/node_modules/sample-parser' },
        { path: 'node_modules/sample-parser' },
      ],
      remediation: 'Run "npm audit fix".',
    });
    expect(findings[2]?.cvss).toEqual([]);
    expect(findings[0]).toMatchObject({
      advisories: ['GHSA-aaaa-bbbb-cccc', 'GHSA-dddd-eeee-ffff'],
      component: { name: '@sample/router', fixedVersion: '4.0.0', ecosystem: 'npm' },
      remediation: 'Update @sample/router to 4.0.0, which is a breaking change.',
    });
    expect(findings[3]?.remediation).toBe('No fix is available.');
  });

  test('advisories of npm 6', async () => {
    const sink = await fixture('happy-advisories.json');
    expect(sink.findings[0]).toMatchObject({
      ruleId: '9001',
      severity: 'MEDIUM',
      sourceSeverity: 'moderate',
      cves: ['CVE-2025-13001'],
      advisories: [],
      cwes: [400],
      component: { name: 'sample-mime', version: '1.3.4', fixedVersion: '>= 1.4.1' },
      references: [
        'https://registry.example/advisories/9001',
        'https://git.example/issues/167',
        'https://git.example/pull/168',
      ],
      evidence: 'web>send>sample-mime\nweb>sample-mime\nold>sample-mime',
    });
    expect(sink.findings[1]).toMatchObject({ ruleId: 'GHSA-gggg-hhhh-jjjj', cwes: [506] });
    expect(sink.findings[1]?.component).toEqual({ name: 'sample-gone', version: '0.1.0', ecosystem: 'npm' });
  });

  test('lines of Yarn 1 and Yarn 4', async () => {
    const lines = await fixture('happy-yarn.jsonl');
    expect(lines.findings.map(({ ruleId, matcher }) => [ruleId, matcher])).toEqual([
      ['GHSA-kkkk-mmmm-pppp', 'web>send>sample-mime'],
      ['GHSA-kkkk-mmmm-pppp', 'web>sample-mime'],
    ]);
    const tree = await fixture('happy-yarn-tree.jsonl');
    expect(
      tree.findings.map(({ ruleId, resultClass, component }) => [ruleId, resultClass, component?.version]),
    ).toEqual([
      ['GHSA-kkkk-mmmm-pppp', 'VULNERABILITY', '1.3.4'],
      ['sample-old (deprecation)', 'INFORMATIONAL', '0.1.0'],
    ]);
  });

  test('a failed audit is refused with its reason, other JSON with what is missing', async () => {
    const failed = '{"error":{"code":"ENOLOCK","summary":"This command requires an existing lockfile."}}';
    await expect(readText(parse, failed)).rejects.toThrow(/requires an existing lockfile/);
    await expect(readText(parse, '{"a":1}')).rejects.toThrow(/neither "advisories" nor "vulnerabilities"/);
  });

  test('entries without name or id are dropped', async () => {
    const sink = await readText(
      parse,
      '{"auditReportVersion":2,"vulnerabilities":{"a":{"via":[{"url":"x"},{"url":"y"}]}}}',
    );
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    const old = await readText(parse, '{"advisories":{"1":{"title":"x"}}}');
    expect([old.sourceCount, old.droppedCount]).toEqual([1, 1]);
  });
});
