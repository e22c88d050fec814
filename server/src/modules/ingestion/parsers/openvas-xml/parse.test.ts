import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import manifest from './manifest.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('openvas-xml', () => {
  test('gives one finding for each result', async () => {
    const sink = await fixture('happy.xml');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([4, 3, 1]);
    expect(sink.meta).toEqual({
      toolName: 'OpenVAS',
      startedAt: '2026-01-05T14:01:38.000Z',
      finishedAt: '2026-01-05T16:09:57.000Z',
    });
  });

  test('reads a result of version 22 whole', async () => {
    const [finding] = (await fixture('happy.xml')).findings;
    expect(finding).toMatchObject({
      ruleId: '1.3.6.1.4.1.25623.1.0.100001',
      title: 'Sample server multiple vulnerabilities',
      severity: 'HIGH',
      sourceSeverity: 'High',
      resultClass: 'VULNERABILITY',
      evidenceClass: 'INFERRED',
      confidence: 0.8,
      checkReach: 'REMOTE',
      target: { kind: 'HOST', raw: '192.0.2.10', ip: '192.0.2.10', hostname: 'shop.example' },
      service: { port: 443, transport: 'tcp' },
      component: { name: 'server', version: '1.4', fixedVersion: '2.0', path: '/opt/server' },
      matcher: '/opt/server',
      description: 'Two holes | in one place.\n\nMemory is reused.\n\nBefore 2.0.',
      impact: 'Code runs.',
      remediation: 'Update to 2.0.',
      cves: ['CVE-2025-60001', 'CVE-2025-60002'],
      advisories: ['WID-SEC-2025-1'],
      references: ['https://vendor.example/SA-1'],
      seenAt: '2026-01-05T15:55:31.000Z',
      tags: ['Web Servers'],
      sourceData: { original_severity: '9.8', solution_type: 'VendorFix', vuldetect: 'Compares versions.' },
    });
    expect(finding?.cvss).toEqual([
      { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8, source: 'nvd' },
      { version: '2.0', vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', score: 7.5, source: 'nvd' },
    ]);
  });

  test('reads log messages and results by CVE', async () => {
    const [, log, byCve] = (await fixture('happy.xml')).findings;
    expect(log).toMatchObject({
      severity: 'INFO',
      resultClass: 'INFORMATIONAL',
      service: { transport: 'tcp' },
    });
    expect(byCve).toMatchObject({
      ruleId: 'CVE-2025-60003',
      cves: ['CVE-2025-60003'],
      evidenceClass: 'INFERRED',
      checkReach: 'LOCAL',
      severity: 'MEDIUM',
    });
    expect(byCve).not.toHaveProperty('service');
  });

  test('covers hosts as far as they were scanned', async () => {
    const { coverage } = await fixture('happy.xml');
    expect(coverage.map(({ target, complete, limitedTo }) => [target.ip, complete, limitedTo])).toEqual([
      ['192.0.2.10', true, undefined],
      ['192.0.2.11', false, 'REMOTE_CHECKS'],
      ['192.0.2.12', false, undefined],
    ]);
    expect(coverage[0]?.target).toMatchObject({
      hostname: 'shop.example',
      operatingSystem: 'Sample Linux 9',
      mac: '00:00:5e:00:53:03',
    });
    const paged = await readText(
      parse,
      '<report><results><result><host>192.0.2.1</host><nvt oid="1"/></result></results><result_count>2<full>2</full><filtered>2</filtered></result_count></report>',
    );
    expect(paged.coverage).toMatchObject([
      { complete: false, note: expect.stringMatching(/1 of 2 results/) },
    ]);
  });

  test('reads older versions', async () => {
    const sink = await fixture('happy-old.xml');
    expect(sink.findings[0]).toMatchObject({
      title: 'Mail relay open',
      target: { raw: 'mail.example', hostname: 'mail.example' },
      service: { port: 25, transport: 'tcp', name: 'smtp' },
      cves: ['CVE-2015-10001', 'CVE-2015-10002'],
      advisories: ['DFN-CERT-2015-1', 'BID:70000', 'BID:70001'],
      references: ['https://guide.example/relay', 'https://guide.example/more'],
      cvss: [{ version: '2.0', vector: 'AV:N/AC:L/Au:N/C:N/I:P/A:N', score: 5 }],
      remediation: 'Close it.',
      evidence: '250 OK',
    });
    expect(sink.findings[1]).toMatchObject({
      ruleId: 'open ports',
      sourceStatus: 'FALSE_POSITIVE',
      severity: 'INFO',
    });
    expect(sink.coverage).toMatchObject([{ complete: false, note: "The scan's status is Stopped." }]);
    expect(sink.meta).not.toHaveProperty('startedAt');
  });

  test('a report of another tool is not recognised, and one without results is noted', async () => {
    const text = '<report name="coverage"><group/></report>';
    expect(manifest.detect({ text, complete: true, sizeBytes: text.length })).toBeNull();
    expect((await readText(parse, text)).problems.map(({ code }) => code)).toEqual(['NO_RESULTS_ELEMENT']);
  });
});
