import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('netsparker', () => {
  test('gives one finding per vulnerability with its place, texts, ids and base score', async () => {
    const { findings, coverage, sourceCount, droppedCount } = await fixture('happy.xml');
    expect([sourceCount, findings.length, droppedCount]).toEqual([3, 2, 1]);
    expect(coverage).toMatchObject([{ target: { origin: 'https://shop.example:8443' }, complete: true }]);
    expect(findings[0]).toMatchObject({
      where: 'line 4',
      ruleId: 'ConfirmedSqlInjection',
      title: 'Confirmed Sql Injection',
      severity: 'CRITICAL',
      confidence: 0.9,
      description: 'Input reaches a query.',
      impact: 'Data can be read.',
      remediation: 'Use parameters.\n\n- Look.',
      evidence: '1.2\nIdentified Database: example',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example:8443' },
      service: { port: 8443 },
      locations: [{ path: '/find', method: 'POST', parameter: 'q' }],
      cwes: [89],
      references: ['https://guide.example/sql'],
      cvss: [{ version: '3.0', vector: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 }],
    });
    expect(findings[1]).toMatchObject({ severity: 'INFO', resultClass: 'INFORMATIONAL' });
    expect(JSON.stringify(findings)).not.toContain('secret=1');
  });

  test('the names of later versions give the same fields', async () => {
    const { findings, meta } = await fixture('happy-enterprise.xml');
    expect(meta).toMatchObject({
      startedAt: '2026-01-05T08:00:00.000Z',
      finishedAt: '2026-01-05T08:30:00.000Z',
    });
    expect(findings[0]).toMatchObject({
      ruleId: 'ApacheOutOfDate',
      toolUniqueId: '11111111-1111-4111-8111-111111111111',
      title: 'Out-of-date Version (Apache)',
      severity: 'HIGH',
      sourceStatus: 'ACCEPTED',
      evidenceClass: 'INFERRED',
      component: { name: 'Apache', version: '2.2.8' },
      remediation: 'Update.',
      cwes: [1035],
      cves: ['CVE-2025-60001'],
      cvss: [{ version: '3.1', score: 7.5 }],
      locations: [{ path: '/', method: 'GET', parameter: 'x' }],
    });
  });

  test('refuses a report that was cut off, and another root', async () => {
    await expect(fixture('broken.xml')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '<report/>')).rejects.toThrow(/<netsparker>/);
  });
});
