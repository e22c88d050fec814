import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('snyk', () => {
  test('gives one finding for each entry, ignored ones and licences too', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(3);
    expect(
      sink.findings.map(({ ruleId, resultClass, sourceStatus }) => [ruleId, resultClass, sourceStatus]),
    ).toEqual([
      ['SNYK-JS-SAMPLEPARSER-1000001', 'VULNERABILITY', undefined],
      ['snyk:lic:npm:sample-copyleft:GPL-3.0', 'EXPOSURE_SIGNAL', undefined],
      ['SNYK-JS-SAMPLEOLD-1000002', 'VULNERABILITY', 'SUPPRESSED'],
    ]);
    expect(sink.coverage).toEqual([
      {
        target: { kind: 'APPLICATION', raw: 'shop-web', reference: 'shop-web:web/package-lock.json' },
        complete: true,
      },
    ]);
  });

  test('reads ids, scores, fix and the way of dependencies', async () => {
    const [finding] = (await fixture('happy.json')).findings;
    expect(finding).toMatchObject({
      title: 'Prototype Pollution in sample-parser',
      severity: 'CRITICAL',
      sourceSeverity: 'critical',
      cves: ['CVE-2025-12001'],
      cwes: [1321, 20],
      advisories: [
        'SNYK-JS-SAMPLEPARSER-1000001',
        'GHSA-aaaa-bbbb-cccc',
        'NSP-1234',
        'npm:sample-parser:20250101',
      ],
      component: { name: 'sample-parser', version: '2.0.0', fixedVersion: '2.1.0, 3.0.1', ecosystem: 'npm' },
      remediation: 'Upgrade the direct dependency to @sample/router@3.1.0.',
      exploitAvailable: true,
      matcher: 'shop-web > @sample/router > sample-parser',
      evidence: 'shop-web@1.4.2 > @sample/router@3.0.0 > sample-parser@2.0.0',
      locations: [{ path: 'web/package-lock.json' }],
      references: ['https://git.example/commit/1'],
    });
    expect(finding?.cvss.map(({ version, score, source }) => [version, score, source])).toEqual([
      ['3.1', 7.3, 'snyk'],
      ['4.0', 6.9, 'snyk'],
      ['3.1', 9.8, 'nvd'],
    ]);
  });

  test('reads containers with their applications, and projects that failed as incomplete', async () => {
    const sink = await fixture('happy-projects.json');
    expect(sink.findings.map(({ target, component }) => [target.raw, component?.name])).toEqual([
      ['registry.example/shop/web:1.4.2', 'samplessl'],
      ['registry.example/shop/web:1.4.2', 'samplelib'],
    ]);
    expect(sink.findings[0]?.component?.fixedVersion).toBe('3.0.2-1');
    expect(sink.findings[1]).toMatchObject({ cwes: [94], locations: [{ path: '/app/requirements.txt' }] });
    expect(sink.coverage.map(({ target, complete, note }) => [target.raw, complete, note])).toEqual([
      ['registry.example/shop/web:1.4.2', true, undefined],
      ['registry.example/shop/web:1.4.2', true, undefined],
      ['/build/docs', false, 'Could not detect supported target files'],
    ]);
  });

  test('reads misconfigurations of templates', async () => {
    const [finding] = (await fixture('happy-iac.json')).findings;
    expect(finding).toMatchObject({
      ruleId: 'SNYK-CC-TF-1',
      resultClass: 'EXPOSURE_SIGNAL',
      evidenceClass: 'DIRECT',
      matcher: 'resource.aws_security_group[web].ingress',
      locations: [{ path: 'main.tf', line: 12 }],
      impact: 'Anyone can connect.',
      remediation: 'Set cidr_block.',
    });
  });

  test('an entry without id is dropped, a document without lists refused', async () => {
    const sink = await readText(parse, '[{"vulnerabilities":[{"title":"x"}],"projectName":"a"}]');
    expect(sink.problems).toMatchObject([{ where: '/0/vulnerabilities/0', dropsItem: true }]);
    await expect(readText(parse, '{"ok":true}')).rejects.toThrow(/vulnerabilities/);
    await expect(readText(parse, '[{"a":1}]')).rejects.toThrow(/vulnerabilities/);
    expect((await readText(parse, '[]')).coverage).toEqual([]);
  });
});
