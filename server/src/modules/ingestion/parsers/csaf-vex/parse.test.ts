import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('csaf-vex', () => {
  test('gives one finding for each product of a vulnerability, with its status', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(5);
    expect(
      sink.findings.map(({ ruleId, target, component, sourceStatus, severity }) => [
        ruleId,
        target.reference,
        component?.version,
        sourceStatus,
        severity,
      ]),
    ).toEqual([
      ['CVE-2025-18001', 'Web', '1.4.3', 'FIXED', 'MEDIUM'],
      ['CVE-2025-18001', 'Web', '1.4.2', 'OPEN', 'HIGH'],
      ['CVE-2025-18001', 'shop:linux', '2.0', 'OPEN', 'HIGH'],
      ['CVE-2025-18001', 'GONE', undefined, 'NOT_AFFECTED', 'MEDIUM'],
      ['Weakness without products', undefined, undefined, undefined, 'MEDIUM'],
    ]);
    expect(sink.problems.map(({ code }) => code)).toEqual(['PRODUCT_UNKNOWN']);
    expect(sink.meta).toEqual({
      toolName: 'csaf-writer',
      toolVersion: '2.1',
      finishedAt: '2026-01-05T06:00:00.000Z',
    });
  });

  test('scores, threats and remedies are those of the product', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      where: '/vulnerabilities/0/product_status/known_affected/0',
      title: 'Frames without end',
      description: 'Frames fill memory.',
      cves: ['CVE-2025-18001'],
      advisories: ['Shop Bugs 42', 'SB-42', 'SHOP-2026-1'],
      cwes: [400],
      cvss: [{ version: '3.1', score: 7.5 }],
      sourceSeverity: 'HIGH',
      remediation: 'Update to 1.4.3.\n\nLimit frames.',
      references: [
        'https://bugs.example/42',
        'https://shop.example/csaf/shop-2026-1.json',
        'https://shop.example/1.4.3',
      ],
      exploitAvailable: true,
      component: { name: 'Web', version: '1.4.2' },
    });
    expect(findings[2]).toMatchObject({
      target: { raw: 'Shop Linux 9' },
      matcher: '9 x86_64',
      component: { name: 'shop/samplelib', version: '2.0', ecosystem: 'rpm' },
      cvss: [{ version: '3.0', score: 4 }],
      sourceSeverity: 'Important',
      remediation: 'Limit frames.',
    });
    expect(findings[3]?.sourceData).toMatchObject({ flags: ['vulnerable_code_not_present'] });
  });

  test('reads version 2.1, whatever the order of the parts', async () => {
    const [finding] = (await fixture('happy-late-tree.json')).findings;
    expect(finding).toMatchObject({
      severity: 'CRITICAL',
      cwes: [79],
      cvss: [{ version: '4.0', score: 9.3, source: 'https://shop.example' }],
      target: { kind: 'CONTAINER_IMAGE', raw: 'Shop Web', reference: 'registry.example/shop/web' },
      sourceStatus: 'OPEN',
    });
  });

  test('a vulnerability without id drops its products, other JSON is refused', async () => {
    const sink = await readText(
      parse,
      '{"document":{},"vulnerabilities":[{"product_status":{"fixed":["a","b"]}}]}',
    );
    expect([sink.sourceCount, sink.droppedCount]).toEqual([2, 2]);
    await expect(readText(parse, '{"vulnerabilities":[]}')).rejects.toThrow(/document/);
  });
});
