import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('burp', () => {
  test('gives one finding per issue with its place, texts and classifications', async () => {
    const { findings, meta } = await fixture('happy.xml');
    expect(meta).toEqual({
      toolName: 'Burp Suite',
      toolVersion: '2025.9.1',
      finishedAt: '2026-01-05T08:00:00.000Z',
    });
    expect(findings[0]).toMatchObject({
      where: 'line 9',
      ruleId: '2097920',
      title: 'Input comes back in the page',
      severity: 'HIGH',
      sourceSeverity: 'High',
      confidence: 1,
      resultClass: 'VULNERABILITY',
      evidenceClass: 'DIRECT',
      description: 'Input is copied into the page.\n\nIt runs there.',
      evidence: 'The payload <script>x</script> was put into q.\n\nfirst place\n\nsecond place',
      remediation: 'Encode output:\n- text\n- attributes',
      target: {
        kind: 'WEB_APPLICATION',
        raw: 'https://shop.example:8443',
        origin: 'https://shop.example:8443',
        hostname: 'shop.example',
        ip: '192.0.2.10',
      },
      service: { port: 8443, transport: 'tcp', name: 'https' },
      locations: [
        { url: 'https://shop.example:8443/find', path: '/find', method: 'GET', parameter: 'q' },
        { url: 'https://shop.example:8443/find/more', path: '/find/more', method: 'POST' },
      ],
      matcher: 'parameter',
      cwes: [79, 80],
    });
    expect(findings[0]?.references).toContain('https://guide.example/xss?a=1&b=2');
    expect(findings[0]?.sourceData).toMatchObject({ serialNumber: '4611686018427387904' });
  });

  test('messages are not kept: a cookie of the tester is in no field', async () => {
    expect(JSON.stringify((await fixture('happy.xml')).record)).not.toMatch(/secret=1|c2VjcmV0/i);
  });

  test('ids in the title are read, and what has no place of its own stays under its own name', async () => {
    expect((await fixture('happy.xml')).findings[1]).toMatchObject({
      cves: ['CVE-2025-60001'],
      description: 'The cookie changes a query.',
      matcher: 'cookie',
      locations: [{ path: '/basket', parameter: 'b_id' }],
      sourceData: { collaboratorEvent: { interactionType: 'DNS', originIp: '198.51.100.7' } },
    });
  });

  test('issues of extensions share a type and are told apart by name; a false positive says so', async () => {
    const { findings } = await fixture('happy.xml');
    expect(findings[2]).toMatchObject({ matcher: 'Raised by an extension', resultClass: 'INFORMATIONAL' });
    expect(findings[2]?.target).not.toHaveProperty('ip');
    expect(findings[3]).toMatchObject({ sourceStatus: 'FALSE_POSITIVE', sourceSeverity: 'False positive' });
  });

  test('an issue without type and name is a problem; sites are covered but not completely', async () => {
    const sink = await fixture('happy.xml');
    expect([sink.sourceCount, sink.findings.length]).toEqual([5, 4]);
    expect(sink.problems).toMatchObject([{ code: 'ROW_UNREADABLE', dropsItem: true }]);
    expect(sink.coverage.map(({ target, complete }) => [target.origin, complete])).toEqual([
      ['https://shop.example:8443', false],
      ['http://files.example', false],
    ]);
  });

  test('insertion points of other kinds keep their words', async () => {
    const issue = (location: string) =>
      `<issue><type>1</type><name>n</name><host>http://a.example</host><path>/x</path><location>${location}</location><severity>low</severity></issue>`;
    const { findings } = await readText(
      parse,
      `<issues burpVersion="1">${['/x [User-Agent HTTP header]', '/x [name of an arbitrarily supplied URL parameter]', '/x [URL path filename]', '/x [a[0] JSON parameter]', '/x'].map(issue).join('')}</issues>`,
    );
    expect(findings.map(({ locations, matcher }) => [locations[0]?.parameter, matcher])).toEqual([
      ['User-Agent', 'HTTP header'],
      ['name of an arbitrarily supplied URL parameter', undefined],
      ['URL path filename', undefined],
      ['a[0]', 'JSON parameter'],
      [undefined, undefined],
    ]);
  });

  test('refuses a report that was cut off, and another root', async () => {
    await expect(fixture('broken.xml')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '<a/>')).rejects.toThrow(/<issues>/);
  });
});
