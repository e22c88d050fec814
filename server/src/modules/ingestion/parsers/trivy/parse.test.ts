import { describe, expect, test } from 'vitest';
import type { RawFinding } from '../parser.ts';
import { ReportError } from '../parser.ts';
import { readFixture, readText } from '../reading.ts';
import type { RecordingSink } from '../recording-sink.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

function only(sink: RecordingSink, ruleId: string): RawFinding {
  const found = sink.findings.filter((finding) => finding.ruleId === ruleId);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} findings of ${ruleId}`);
  return found[0];
}

describe('trivy', () => {
  test('gives one finding for each vulnerability, misconfiguration, secret and licence', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(8);
    expect(sink.findings).toHaveLength(8);
    expect(sink.problems).toEqual([]);
    expect(sink.meta.startedAt).toBe('2026-01-05T06:00:00.123Z');
    expect(sink.coverage).toEqual([
      {
        target: {
          kind: 'CONTAINER_IMAGE',
          raw: 'registry.example/shop/web:1.4.2',
          reference: 'registry.example/shop/web:1.4.2',
        },
        complete: true,
      },
    ]);
  });

  test('reads a package with its identifiers, scores and fix', async () => {
    const finding = only(await fixture('happy.json'), 'CVE-2025-30001');
    expect(finding).toMatchObject({
      severity: 'CRITICAL',
      resultClass: 'VULNERABILITY',
      evidenceClass: 'INFERRED',
      cves: ['CVE-2025-30001'],
      advisories: ['DSA-5999-1'],
      cwes: [787],
      locations: [],
      component: {
        name: 'libsample1',
        version: '2.1-1',
        fixedVersion: '2.1-1+deb12u1',
        purl: 'pkg:deb/debian/libsample1@2.1-1?arch=amd64',
        ecosystem: 'debian',
      },
    });
    expect(finding.cvss.map(({ version, score, source }) => [version, score, source])).toEqual([
      ['3.1', 9.8, 'nvd'],
      ['4.0', 9.3, 'vendor'],
    ]);
  });

  test('an unknown severity is taken from the CVSS 3 score', async () => {
    const finding = only(await fixture('happy.json'), 'CVE-2025-30002');
    expect([finding.severity, finding.sourceSeverity]).toEqual(['HIGH', 'UNKNOWN']);
  });

  test('a language package lies in its lock file', async () => {
    const finding = only(await fixture('happy.json'), 'GHSA-aaaa-bbbb-cccc');
    expect(finding.component?.path).toBe('app/package-lock.json');
    expect(finding.locations).toEqual([{ path: 'app/package-lock.json' }]);
    expect(finding.advisories).toEqual(['GHSA-aaaa-bbbb-cccc']);
  });

  test('classes misconfigurations by their status and licences by their category', async () => {
    const sink = await fixture('happy.json');
    expect(only(sink, 'DS002')).toMatchObject({
      resultClass: 'EXPOSURE_SIGNAL',
      matcher: 'stage-1',
      locations: [{ path: 'Dockerfile', line: 3, endLine: 4 }],
    });
    expect(only(sink, 'DS005').resultClass).toBe('NEGATIVE_RESULT');
    expect(only(sink, 'GPL-3.0').resultClass).toBe('EXPOSURE_SIGNAL');
    expect(only(sink, 'MIT')).toMatchObject({ resultClass: 'INFORMATIONAL', confidence: 0.9 });
  });

  test('a secret is told from its neighbours by the censored match, not by its line', async () => {
    const finding = only(await fixture('happy.json'), 'aws-access-key-id');
    expect(finding.matcher).toBe('AWS_ACCESS_KEY_ID=********************');
    expect(finding.locations[0]).toMatchObject({ path: 'config/.env', line: 7 });
  });

  test('in a cluster the workload is the target, whatever the order of the keys', async () => {
    const sink = await fixture('happy-cluster.json');
    expect(sink.findings[0]?.target).toEqual({
      kind: 'CLOUD_RESOURCE',
      raw: 'shop/Deployment/web',
      reference: 'staging/shop/Deployment/web',
    });
    expect(sink.findings[0]?.locations).toEqual([{ path: 'Deployment/web' }]);
    expect(sink.coverage.map(({ complete }) => complete)).toEqual([true, false]);
  });

  test('keys in any order give the same findings', async () => {
    const plain = await readText(
      parse,
      '{"SchemaVersion":2,"ArtifactName":"a","ArtifactType":"filesystem","Results":[{"Target":"t","Class":"lang-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-2025-1000","PkgName":"p","Severity":"LOW"}]}]}',
    );
    const sorted = await readText(
      parse,
      '{"Results":[{"Class":"lang-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-2025-1000","PkgName":"p","Severity":"LOW"}],"Target":"t"}],"ArtifactName":"a","ArtifactType":"filesystem","SchemaVersion":2}',
    );
    expect(sorted.findings).toEqual(plain.findings);
    expect(plain.findings).toHaveLength(1);
  });

  test('reads the legacy list and names the image without its system', async () => {
    const sink = await fixture('happy-legacy.json');
    expect(sink.findings[0]?.target).toMatchObject({ kind: 'CONTAINER_IMAGE', reference: 'shop/web:1.0' });
    expect(sink.coverage).toHaveLength(2);
  });

  test('null is a legacy report without results', async () => {
    const sink = await readText(parse, 'null\n');
    expect([sink.sourceCount, sink.findings.length, sink.problems.length]).toEqual([0, 0, 0]);
    await expect(readText(parse, '42')).rejects.toThrow(ReportError);
  });

  test('suppressed entries keep what was decided about them', async () => {
    const sink = await readText(
      parse,
      '{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"t","ExperimentalModifiedFindings":[{"Type":"vulnerability","Status":"not_affected","Statement":"code is not called","Finding":{"VulnerabilityID":"CVE-2025-1000","PkgName":"p","Severity":"LOW"}}]}]}',
    );
    expect(sink.findings[0]).toMatchObject({
      sourceStatus: 'NOT_AFFECTED',
      sourceData: { Statement: 'code is not called' },
    });
  });

  test('an entry without id is a problem with its place', async () => {
    const sink = await readText(
      parse,
      '{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"t","Vulnerabilities":[{"PkgName":"p"},7,{"VulnerabilityID":"CVE-2025-1000","Severity":"LOW"}]}]}',
    );
    expect(sink.sourceCount).toBe(3);
    expect(sink.findings).toHaveLength(1);
    expect(sink.problems.map(({ where }) => where)).toEqual([
      '/Results/0/Vulnerabilities/0',
      '/Results/0/Vulnerabilities/1',
    ]);
  });
});
