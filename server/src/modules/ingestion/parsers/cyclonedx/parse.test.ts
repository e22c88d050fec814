import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import type { RecordingSink } from '../recording-sink.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('cyclonedx', () => {
  test('gives one finding for each vulnerability and affected component', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(5);
    expect(sink.findings.map(({ ruleId, component }) => [ruleId, component?.name])).toEqual([
      ['CVE-2025-80001', 'sample-router'],
      ['CVE-2025-80001', 'sample-parser'],
      ['CVE-2025-80002', 'shop/web'],
      ['CVE-2025-80002', 'sample-missing'],
      ['CVE-2025-80003', undefined],
    ]);
    expect(sink.problems).toEqual([]);
  });

  test('reads identifiers, ratings and texts', async () => {
    const [finding] = (await fixture('happy.json')).findings;
    expect(finding).toMatchObject({
      severity: 'CRITICAL',
      sourceSeverity: 'critical',
      evidenceClass: 'DECLARED',
      cves: ['CVE-2025-80001'],
      advisories: ['GHSA-aaaa-bbbb-cccc'],
      cwes: [22],
      cvss: [{ version: '3.1', score: 9.8, source: 'NVD' }],
      references: ['https://nvd.example/CVE-2025-80001', 'https://vendor.example/80001'],
      target: { kind: 'APPLICATION', raw: 'shop/web', reference: 'pkg:npm/%40shop/web' },
      component: {
        name: 'sample-router',
        version: '3.0.0',
        purl: 'pkg:npm/sample-router@3.0.0',
        ecosystem: 'npm',
      },
      remediation: 'Update.',
    });
  });

  test('keeps what the impact analysis says', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings.map(({ sourceStatus }) => sourceStatus)).toEqual([
      'OPEN',
      'OPEN',
      'NOT_AFFECTED',
      'NOT_AFFECTED',
      'FIXED',
    ]);
    expect(findings[2]?.sourceData.analysis).toMatchObject({ justification: 'code_not_reachable' });
    expect([findings[2]?.severity, findings[2]?.sourceSeverity]).toEqual(['MEDIUM', 'unknown']);
  });

  test.each(['happy', 'happy-vex'])('%s: the XML and the JSON form give the same findings', async (name) => {
    const withoutPlace = (sink: RecordingSink) => sink.findings.map((finding) => ({ ...finding, where: '' }));
    expect(withoutPlace(await fixture(`${name}.xml`))).toEqual(withoutPlace(await fixture(`${name}.json`)));
  });

  test('reads the whole impact analysis: state, justification, response, versions', async () => {
    const { findings } = await fixture('happy-vex.json');
    expect(
      findings.map(({ ruleId, component, sourceStatus }) => [ruleId, component?.name, sourceStatus]),
    ).toEqual([
      ['CVE-2025-81001', 'sample-lib', 'OPEN'],
      ['CVE-2025-81001', 'shop/prices', 'NOT_AFFECTED'],
      ['CVE-2025-81002', 'sample-lib', 'FALSE_POSITIVE'],
      ['CVE-2025-81003', 'sample-lib', 'FALSE_POSITIVE'],
      ['CVE-2025-81004', 'sample-lib', 'FIXED'],
      ['CVE-2025-81005', 'sample-lib', 'OPEN'],
    ]);
    expect(findings[0]).toMatchObject({
      evidence: 'Reachable from the search page.',
      remediation: 'Update to 1.0.1.\n\nSwitch the lookup off.',
      exploitAvailable: true,
      references: ['https://osv.example/OSV-2025-1'],
      sourceData: {
        analysis: { response: ['will_not_fix', 'workaround_available'] },
        affectedVersions: [{ version: '1.0.0' }, { status: 'unaffected' }],
        properties: [{ name: 'shop:team', value: 'search' }],
      },
    });
    expect(findings[3]?.sourceData.analysis).toMatchObject({ justification: 'code_not_present' });
  });

  test('keeps all ratings, those of other methods too', async () => {
    const [finding] = (await fixture('happy-vex.json')).findings;
    expect(finding?.cvss.map(({ version, score, source }) => [version, score, source])).toEqual([
      ['3.1', 9.8, 'NVD'],
      ['4.0', 3.1, 'Shop'],
    ]);
    expect(finding?.sourceData.ratings).toMatchObject([
      {},
      {},
      { method: 'SSVC', vector: 'SSVCv2/E:N/A:N/T:P', justification: 'Only with a local account.' },
    ]);
  });

  test('releases of one thing are one target; the version stands beside it', async () => {
    const sink = await fixture('happy-vex.json');
    expect(sink.findings[0]?.target).toEqual({
      kind: 'CONTAINER_IMAGE',
      raw: 'web',
      reference: 'registry.example/shop/web',
    });
    expect(sink.findings[0]?.sourceData.targetVersion).toBe('1.4.2');
    expect(sink.coverage).toMatchObject([{ note: '2 components listed, version 1.4.2' }]);
  });

  test('reads the vulnerability extension inside components', async () => {
    const sink = await fixture('happy-extension.xml');
    expect(sink.problems).toEqual([]);
    expect(sink.findings.map(({ ruleId, component, severity }) => [ruleId, component, severity])).toEqual([
      ['CVE-2024-90001', { name: 'samplelib', version: '2.1-1' }, 'LOW'],
      ['CVE-2024-90002', { name: 'samplelib', version: '2.1-1' }, 'MEDIUM'],
    ]);
    expect(sink.findings[0]).toMatchObject({
      cvss: [{ version: '2.0', score: 4.3 }],
      references: ['https://tracker.example/1', 'https://tracker.example/2'],
      target: { kind: 'CONTAINER_IMAGE', raw: 'registry.example/shop/web:1.4.2' },
    });
    expect(sink.coverage).toMatchObject([{ complete: true, note: '1 components listed, version sha256:00' }]);
  });

  test('an inventory without vulnerabilities is a report, but no proof that anything is fixed', async () => {
    const sink = await fixture('empty.json');
    expect(sink.findings).toEqual([]);
    expect(sink.coverage).toMatchObject([{ target: { raw: 'web' }, complete: false }]);
  });

  test('vulnerabilities before components are held until these are known', async () => {
    const sink = await readText(
      parse,
      '{"bomFormat":"CycloneDX","vulnerabilities":[{"id":"CVE-2025-1000","ratings":[{"severity":"low"}],"affects":[{"ref":"x"}]}],"components":[{"bom-ref":"x","name":"late","version":"1"}],"metadata":{}}',
    );
    expect(sink.findings[0]?.component).toEqual({ name: 'late', version: '1' });
  });

  test('an unknown reference keeps the finding, a vulnerability without id drops all its items', async () => {
    const sink = await readText(
      parse,
      '{"bomFormat":"CycloneDX","vulnerabilities":[{"id":"CVE-2025-1000","ratings":[{"severity":"low"}],"affects":[{"ref":"nowhere"}]},{"affects":[{"ref":"a"},{"ref":"b"}]}]}',
    );
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([3, 1, 2]);
    expect(sink.findings[0]?.component?.name).toBe('nowhere');
  });

  test('refuses JSON that is no CycloneDX', async () => {
    await expect(readText(parse, '{"specVersion":"1.6"}')).rejects.toThrow(/bomFormat/);
  });
});
