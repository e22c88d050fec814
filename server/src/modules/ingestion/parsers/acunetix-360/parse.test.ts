import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('acunetix-360', () => {
  test('gives one finding per entry with its places, texts, ids and scores', async () => {
    const { findings, meta, coverage } = await fixture('happy.json');
    expect(meta).toEqual({ toolName: 'Acunetix 360', finishedAt: '2026-01-05T09:00:00.000Z' });
    expect(coverage).toMatchObject([{ target: { origin: 'https://shop.example:8443' }, complete: true }]);
    expect(findings[0]).toMatchObject({
      where: '/Vulnerabilities/0',
      ruleId: 'ConfirmedSqlInjection',
      toolUniqueId: '11111111-1111-4111-8111-111111111111',
      title: 'SQL Injection',
      severity: 'CRITICAL',
      sourceSeverity: 'Critical',
      confidence: 1,
      resultClass: 'VULNERABILITY',
      description: 'Input reaches a query <x>.',
      impact: 'Data can be read.',
      remediation: 'Use parameters.\n\n- Look.',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example:8443', hostname: 'shop.example' },
      service: { port: 8443, name: 'https' },
      locations: [
        { url: 'https://shop.example:8443/find?q=1', path: '/find', method: 'GET', parameter: 'q' },
        { url: 'https://shop.example:8443/find?q=1', path: '/find', method: 'GET', parameter: 'sort' },
      ],
      cwes: [89],
      references: ['https://guide.example/a', 'https://guide.example/b'],
      cvss: [
        { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 },
        { version: '3.0', vector: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 },
      ],
      sourceData: { FirstSeenDate: '05/01/2026 12:30 PM', State: 'Present' },
    });
    expect(JSON.stringify(findings)).not.toContain('secret=1');
  });

  test('outdated software is a component, inferred from the version it states', async () => {
    expect((await fixture('happy.json')).findings[1]).toMatchObject({
      severity: 'HIGH',
      confidence: 0.9,
      evidenceClass: 'INFERRED',
      component: { name: 'Apache', version: '2.2.8', fixedVersion: '2.4.62' },
      cwes: [1035, 937],
      cves: ['CVE-2025-60001'],
      sourceStatus: 'ACCEPTED',
      evidence: 'Identified Version: 2.2.8\nOverall Latest Version: 2.4.62',
    });
  });

  test('advice is informational, states are kept, equal findings numbered, times read when they name a zone', async () => {
    const { findings } = await fixture('happy.json');
    expect(
      findings
        .slice(2)
        .map(({ severity, resultClass, sourceStatus, matcher, seenAt }) => [
          severity,
          resultClass,
          sourceStatus,
          matcher,
          seenAt,
        ]),
    ).toEqual([
      ['INFO', 'INFORMATIONAL', 'FALSE_POSITIVE', undefined, undefined],
      ['INFO', 'INFORMATIONAL', 'FIXED', '#2', '2026-01-05T08:52:00.000Z'],
    ]);
  });

  test('an entry without type and name is a problem', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([5, 4, 1]);
  });

  test('refuses what was cut off or is something else', async () => {
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '{"Target":{}}')).rejects.toThrow(/Vulnerabilities/);
    await expect(readText(parse, '{"Vulnerabilities":{"a":1}}')).rejects.toThrow(/list/);
  });
});
