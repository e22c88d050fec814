import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('arachni', () => {
  test('gives one finding per issue with its input, texts and ids', async () => {
    const { findings, meta, coverage } = await fixture('happy.json');
    expect(meta).toEqual({
      toolName: 'Arachni',
      toolVersion: '1.5.1',
      startedAt: '2026-01-05T08:00:00.000Z',
      finishedAt: '2026-01-05T08:30:00.000Z',
    });
    expect(coverage).toMatchObject([{ target: { origin: 'https://shop.example' }, complete: true }]);
    expect(findings[0]).toMatchObject({
      where: '/issues/0',
      ruleId: 'sql_injection',
      toolUniqueId: '1234567',
      title: 'SQL Injection',
      severity: 'HIGH',
      sourceSeverity: 'high',
      description: 'Input reaches a query.',
      remediation: 'Use parameters.',
      evidence: 'syntax error',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example' },
      service: { port: 443 },
      locations: [{ path: '/find', method: 'POST', parameter: 'q', snippet: 'syntax' }],
      matcher: 'form',
      cwes: [89],
      references: ['https://guide.example/sql', 'https://cwe.example/89'],
      tags: ['sql', 'injection'],
      sourceData: { platform_name: 'mysql', remarks: ['slow answers'] },
    });
    expect(JSON.stringify(findings)).not.toContain('secret=1');
  });

  test('equal issues are numbered, untrusted ones less sure; variations are further places', async () => {
    const { findings, sourceCount, droppedCount } = await fixture('happy.json');
    expect([sourceCount, findings.length, droppedCount]).toEqual([4, 3, 1]);
    expect(findings[1]).toMatchObject({ matcher: 'form#2', confidence: 0.3 });
    expect(findings[2]).toMatchObject({ severity: 'INFO', resultClass: 'INFORMATIONAL', cwes: [] });
    expect(findings[2]?.locations.map(({ path }) => path)).toEqual(['/admin', '/old']);
  });

  test('refuses what was cut off or is something else', async () => {
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '{"options":{}}')).rejects.toThrow(/issues/);
  });
});
