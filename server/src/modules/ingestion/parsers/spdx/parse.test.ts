import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('spdx', () => {
  test('gives one finding for each security reference that is a statement', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(3);
    expect(
      sink.findings.map(({ ruleId, resultClass, sourceStatus, matcher }) => [
        ruleId,
        resultClass,
        sourceStatus,
        matcher,
      ]),
    ).toEqual([
      ['CVE-2025-19001', 'VULNERABILITY', undefined, 'advisory'],
      ['https://git.example/parser/commit/1', 'VULNERABILITY', 'FIXED', 'fix'],
      ['https://vendor.example/security', 'INFORMATIONAL', undefined, 'url'],
    ]);
    expect(sink.findings[0]).toMatchObject({
      where: '/packages/0/externalRefs/2',
      cves: ['CVE-2025-19001'],
      advisories: ['GHSA-aaaa-bbbb-cccc'],
      evidenceClass: 'DECLARED',
      component: {
        name: 'sample-parser',
        version: '2.0.0',
        purl: 'pkg:npm/sample-parser@2.0.0',
        ecosystem: 'npm',
      },
      target: {
        kind: 'CONTAINER_IMAGE',
        raw: 'registry.example/shop/web',
        reference: 'registry.example/shop/web',
      },
    });
    expect(sink.problems.map(({ code }) => code)).toEqual(['SEVERITY_NOT_STATED']);
    expect(sink.coverage).toMatchObject([{ complete: false, note: expect.stringContaining('2 packages') }]);
    expect(sink.meta).toEqual({
      toolName: 'sample-sbom',
      toolVersion: '1.2.0',
      finishedAt: '2026-01-05T06:00:00.000Z',
    });
  });

  test('reads tags and values, texts over several lines too', async () => {
    const sink = await fixture('happy.spdx');
    expect(sink.findings).toHaveLength(1);
    expect(sink.findings[0]).toMatchObject({
      where: 'line 20',
      ruleId: 'CVE-2025-19001',
      advisories: ['GHSA-aaaa-bbbb-cccc'],
      component: { name: 'sample-parser', version: '2.0.0' },
      target: { kind: 'APPLICATION', raw: 'web', reference: 'web' },
    });
    expect(sink.meta.toolName).toBe('sample-sbom');
    expect(sink.coverage).toMatchObject([{ note: expect.stringContaining('2 packages') }]);
  });

  test('reads a wrapped document; without a described package its name is the target', async () => {
    const sink = await readText(
      parse,
      '{"sbom":{"spdxVersion":"SPDX-2.3","name":"com.example/shop","packages":[{"name":"a"}]}}',
    );
    expect(sink.coverage[0]?.target).toEqual({
      kind: 'APPLICATION',
      raw: 'com.example/shop',
      reference: 'com.example/shop',
    });
  });

  test('refuses other documents, and SPDX 3 by name', async () => {
    await expect(readText(parse, '{"packages":[]}')).rejects.toThrow(/spdxVersion/);
    await expect(
      readText(parse, '{"@context":"https://spdx.org/rdf/3.0.0/spdx-context.jsonld"}'),
    ).rejects.toThrow(/SPDX 3/);
    await expect(readText(parse, 'hello\n')).rejects.toThrow(/SPDXVersion/);
    await expect(readText(parse, 'SPDXVersion: SPDX-2.3\nDocumentComment: <text>a\n')).rejects.toThrow(
      /cut off/,
    );
  });
});
