import { describe, expect, test } from 'vitest';
import { ReportError } from '../parser.ts';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('grype', () => {
  test('gives one finding for each match, ignored ones with what was said of them', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(4);
    expect(sink.findings.map(({ ruleId, sourceStatus }) => [ruleId, sourceStatus])).toEqual([
      ['GHSA-aaaa-bbbb-cccc', undefined],
      ['CVE-2025-11002', undefined],
      ['CVE-2025-11003', 'SUPPRESSED'],
      ['CVE-2025-11004', 'NOT_AFFECTED'],
    ]);
    expect(sink.problems).toEqual([]);
    expect(sink.meta).toEqual({
      toolName: 'Grype',
      toolVersion: '0.90.0',
      finishedAt: '2026-01-05T06:00:00.123Z',
    });
    const raw = 'registry.example/shop/web:1.4.2';
    expect(sink.coverage).toEqual([
      { target: { kind: 'CONTAINER_IMAGE', raw, reference: raw }, complete: true },
    ]);
  });

  test('reads all ids, scores, references and the package', async () => {
    const [finding] = (await fixture('happy.json')).findings;
    expect(finding).toMatchObject({
      title: 'GHSA-aaaa-bbbb-cccc in samplelib',
      severity: 'HIGH',
      sourceSeverity: 'High',
      evidenceClass: 'INFERRED',
      cves: ['CVE-2025-11001'],
      advisories: ['GHSA-aaaa-bbbb-cccc', 'VA-2025-1'],
      cwes: [94],
      exploitAvailable: true,
      description: 'Crafted input is run.',
      remediation: 'Update samplelib to 1.4.3.',
      component: {
        name: 'samplelib',
        version: '1.4.2',
        fixedVersion: '1.4.3',
        purl: 'pkg:pypi/samplelib@1.4.2',
        ecosystem: 'pypi',
      },
      references: [
        'https://advisories.example/GHSA-aaaa-bbbb-cccc',
        'https://vendor.example/VA-2025-1',
        'https://nvd.example/CVE-2025-11001',
        'https://vendor.example/11001',
      ],
      matcher: '/usr/lib/python3/site-packages/samplelib-*.dist-info/METADATA',
    });
    expect(finding?.cvss.map(({ version, score, source }) => [version, score, source])).toEqual([
      ['3.1', 7.5, 'security@vendor.example'],
      ['2.0', 7.5, 'nvd:cpe'],
      ['4.0', 9.3, 'nvd:cpe'],
    ]);
    expect(finding?.locations).toHaveLength(2);
    expect(finding?.sourceData).toMatchObject({ namespace: 'github:language:python', risk: 12.3 });
  });

  test('an unknown severity follows the score of a related vulnerability', async () => {
    const finding = (await fixture('happy.json')).findings[1];
    expect([finding?.severity, finding?.sourceSeverity]).toEqual(['LOW', 'Unknown']);
    expect(finding?.remediation).toMatch(/will not be fixed/);
  });

  test('reads the fields of the first versions', async () => {
    const sink = await fixture('happy-old.json');
    expect(sink.findings[0]).toMatchObject({
      severity: 'INFO',
      resultClass: 'VULNERABILITY',
      target: { kind: 'REPOSITORY', raw: '/build/shop' },
      component: { name: 'sampleshell', fixedVersion: '5.1', ecosystem: 'deb' },
      references: ['https://tracker.example/CVE-2020-11005'],
      cvss: [
        { version: '2.0', score: 7.2 },
        { version: '3.1', score: 7.8 },
      ],
    });
  });

  test('a match without id is dropped with its place, a file without matches is refused', async () => {
    const sink = await readText(parse, '{"matches":[{"vulnerability":{}},7],"source":null}');
    expect(sink.problems.map(({ where, dropsItem }) => [where, dropsItem])).toEqual([
      ['/matches/0', true],
      ['/matches/1', true],
    ]);
    await expect(readText(parse, '{"source":{}}')).rejects.toThrow(ReportError);
  });

  test('an image asked for by its id is named by its tag', async () => {
    const target = '{"userInput":"sha256:0123","tags":["registry.example/shop/web:2"]}';
    const sink = await readText(parse, `{"matches":null,"source":{"type":"image","target":${target}}}`);
    expect(sink.coverage[0]?.target.reference).toBe('registry.example/shop/web:2');
  });
});
