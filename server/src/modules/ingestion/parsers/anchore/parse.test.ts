import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('anchore', () => {
  test('reads the vulnerabilities of Engine', async () => {
    const sink = await fixture('happy.json');
    expect(sink.sourceCount).toBe(2);
    expect(sink.findings[0]).toMatchObject({
      ruleId: 'CVE-2025-20001',
      severity: 'CRITICAL',
      sourceSeverity: 'Unknown',
      cvss: [{ version: '3.1', score: 9.8, source: 'nvd' }],
      component: { name: 'samplessl', version: '2.1-1', fixedVersion: '2.1-2', ecosystem: 'dpkg' },
      locations: [],
      target: { kind: 'CONTAINER_IMAGE', raw: 'sha256:aabb' },
    });
    expect(sink.findings[1]).toMatchObject({
      cves: ['CVE-2025-20002'],
      advisories: ['GHSA-aaaa-bbbb-cccc'],
      remediation: 'The vendor will not fix it.',
      matcher: '/usr/lib/samplelib-*/METADATA',
      locations: [{ path: '/usr/lib/samplelib-1.4.2/METADATA' }],
    });
    expect(sink.findings[1]?.cvss).toHaveLength(2);
    expect(sink.coverage).toMatchObject([{ target: { raw: 'sha256:aabb' }, complete: true }]);
  });

  test('reads camel case, and the image that is named last', async () => {
    const [finding] = (await fixture('happy-ctl.json')).findings;
    expect(finding).toMatchObject({
      ruleId: 'ALPINE-20003',
      cves: ['CVE-2025-20003'],
      exploitAvailable: true,
      seenAt: '2026-01-05T06:00:00.000Z',
      target: { reference: 'registry.example/shop/web:1.4.2' },
      cvss: [{ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N', score: 5.3 }],
    });
  });

  test('reads policy checks as rows and as objects', async () => {
    const sink = await fixture('happy-policy.json');
    expect(
      sink.findings.map(({ ruleId, severity, resultClass, sourceStatus }) => [
        ruleId,
        severity,
        resultClass,
        sourceStatus,
      ]),
    ).toEqual([
      ['CVE-2025-20004', 'CRITICAL', 'VULNERABILITY', undefined],
      ['dockerfile:instruction', 'MEDIUM', 'EXPOSURE_SIGNAL', 'SUPPRESSED'],
      ['dockerfile:effective_user', 'INFO', 'INFORMATIONAL', undefined],
    ]);
    expect(sink.findings[0]).toMatchObject({
      component: { name: 'samplessl' },
      cves: ['CVE-2025-20004'],
      references: ['https://tracker.example/CVE-2025-20004'],
      target: { raw: 'registry.example/shop/web:1.4.2' },
    });
    const [finding] = (await fixture('happy-policy-ctl.json')).findings;
    expect(finding).toMatchObject({
      ruleId: 'GHSA-dddd-eeee-ffff',
      severity: 'HIGH',
      remediation: 'Update.',
      target: { raw: 'registry.example/shop/api:2' },
    });
  });

  test('reads a bare list; drops entries without id; refuses other JSON', async () => {
    const bare = await readText(
      parse,
      '[{"vuln":"CVE-2025-20005","feed":"x","severity":"Low"},{"feed":"x","severity":"Low"}]',
    );
    expect([bare.sourceCount, bare.findings.length, bare.droppedCount]).toEqual([2, 1, 1]);
    await expect(readText(parse, '{"a":[1]}')).rejects.toThrow(/no report of Anchore/);
  });
});
