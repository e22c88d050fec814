import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('openvex', () => {
  test('gives one finding for each part of each product', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(4);
    expect(
      sink.findings.map(({ ruleId, target, component, sourceStatus }) => [
        ruleId,
        target.reference,
        component?.name,
        sourceStatus,
      ]),
    ).toEqual([
      ['CVE-2025-17001', 'registry.example/shop/web', 'sample-parser', 'NOT_AFFECTED'],
      ['CVE-2025-17001', 'registry.example/shop/web', 'part-b', 'NOT_AFFECTED'],
      ['CVE-2025-17001', 'pkg:npm/%40shop/api', '@shop/api', 'NOT_AFFECTED'],
      ['CVE-2025-17002', 'pkg:npm/%40shop/api', '@shop/api', 'OPEN'],
    ]);
  });

  test('reads ids, texts and times', async () => {
    const sink = await fixture('happy.json');
    expect(sink.findings[0]).toMatchObject({
      where: '/statements/0/products/0/subcomponents/0',
      cves: ['CVE-2025-17001'],
      matcher: 'pkg:oci/web@sha256%3Aab?repository_url=registry.example/shop/web',
      advisories: ['GHSA-aaaa-bbbb-cccc'],
      description: 'Input is run.',
      impact: 'The code is never called.',
      evidenceClass: 'DECLARED',
      seenAt: '2026-01-05T06:00:00.000Z',
      sourceData: { justification: 'vulnerable_code_not_in_execute_path', author: 'Shop security' },
    });
    expect(sink.findings[3]).toMatchObject({
      cves: ['CVE-2025-17002'],
      remediation: 'Update to 2.0.1.',
      evidence: 'Seen in review.',
      seenAt: '2026-01-06T00:00:00.000Z',
    });
    expect(sink.problems.map(({ code }) => code)).toEqual(['SEVERITY_NOT_STATED']);
    expect(sink.coverage).toHaveLength(3);
  });

  test('reads the first version, where everything is a text', async () => {
    const { findings } = await fixture('happy-old.json');
    expect(
      findings.map(({ ruleId, component, sourceStatus }) => [ruleId, component?.name, sourceStatus]),
    ).toEqual([
      ['CVE-2023-17003', 'wolfi/libgit', 'FIXED'],
      ['CVE-2023-17004', 'wolfi/git', 'OPEN'],
    ]);
  });

  test('a statement without vulnerability drops all its products, other JSON is refused', async () => {
    const sink = await readText(parse, '{"statements":[{"products":["a","b"],"status":"fixed"}]}');
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"@context":"https://openvex.dev/ns"}')).rejects.toThrow(/statements/);
  });
});
