import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('nuclei', () => {
  test('gives one finding for each line that holds a result', async () => {
    const sink = await fixture('happy.jsonl');
    expect(sink.sourceCount).toBe(6);
    expect(sink.findings).toHaveLength(6);
    expect(sink.problems).toEqual([]);
  });

  test('reads identifiers, score, place and proof', async () => {
    const [finding] = (await fixture('happy.jsonl')).findings;
    expect(finding).toMatchObject({
      ruleId: 'CVE-2025-70001',
      severity: 'HIGH',
      sourceSeverity: 'high',
      resultClass: 'VULNERABILITY',
      cves: ['CVE-2025-70001'],
      cwes: [22],
      cvss: [
        {
          version: '3.1',
          vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
          score: 7.5,
          source: 'nuclei',
        },
      ],
      target: {
        kind: 'WEB_APPLICATION',
        raw: 'https://shop.example:8443',
        origin: 'https://shop.example:8443',
        hostname: 'shop.example',
        ip: '192.0.2.20',
      },
      service: { port: 8443, transport: 'tcp', name: 'https' },
      locations: [{ url: 'https://shop.example:8443/img?f=../../etc/passwd', path: '/img' }],
      evidence: 'root:x:0:0',
      impact: 'Files can be read.',
      remediation: 'Update.',
      seenAt: '2026-01-05T06:00:00.500Z',
    });
    expect(finding?.sourceData).not.toHaveProperty('response');
  });

  test('classes facts, exposures and what did not match', async () => {
    const { findings } = await fixture('happy.jsonl');
    expect(findings.map(({ resultClass }) => resultClass)).toEqual([
      'VULNERABILITY',
      'INFORMATIONAL',
      'EXPOSURE_SIGNAL',
      'VULNERABILITY',
      'NEGATIVE_RESULT',
      'VULNERABILITY',
    ]);
    expect(findings[1]?.matcher).toBe('nginx');
  });

  test('other protocols have a host and a port, and field names of version 2 are read', async () => {
    const { findings } = await fixture('happy.jsonl');
    expect(findings[3]).toMatchObject({
      target: { kind: 'HOST', raw: 'mail.example', hostname: 'mail.example', ip: '192.0.2.21' },
      service: { port: 993 },
      locations: [],
    });
    expect(findings[5]).toMatchObject({
      ruleId: 'openssh-old',
      matcher: 'v5',
      target: { kind: 'HOST', ip: '2001:db8::9' },
      service: { port: 22 },
      references: ['https://vendor.example/a', 'https://vendor.example/b'],
    });
  });

  test('a JSON array gives the same findings as lines', async () => {
    const lines = await fixture('happy.jsonl');
    const text = await readFile(new URL('fixtures/happy.jsonl', import.meta.url), 'utf8');
    const array = await readText(parse, `[${text.trim().split(/\n+/).join(',\n')}]`);
    const withoutPlace = (sink: typeof lines) => sink.findings.map((finding) => ({ ...finding, where: '' }));
    expect(withoutPlace(array)).toEqual(withoutPlace(lines));
  });

  test('a zero-byte file is a scan without matches, and says so', async () => {
    const sink = await fixture('empty.jsonl');
    expect([sink.sourceCount, sink.findings.length]).toEqual([0, 0]);
    expect(sink.problems).toMatchObject([{ code: 'EMPTY_REPORT', dropsItem: false }]);
  });

  test('a line that was cut off is a problem with its number', async () => {
    const sink = await fixture('broken.jsonl');
    expect([sink.sourceCount, sink.findings.length]).toEqual([2, 1]);
    expect(sink.problems).toMatchObject([{ code: 'ROW_UNREADABLE', where: 'line 2', dropsItem: true }]);
  });

  test('refuses text that is no JSON lines at all', async () => {
    await expect(readText(parse, 'hello\nworld\n')).rejects.toThrow(/JSON lines/);
    await expect(readText(parse, '{"a":1}\n'.repeat(200))).rejects.toThrow(/no Nuclei report/);
  });
});
