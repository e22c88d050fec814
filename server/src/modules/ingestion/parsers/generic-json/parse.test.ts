import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('generic-json', () => {
  test('gives one finding for each entry', async () => {
    const sink = await fixture('happy.json');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([5, 4, 1]);
    expect(sink.meta).toEqual({
      toolName: 'In-house scanner',
      toolVersion: '1.2',
      finishedAt: '2026-01-05T08:00:00.000Z',
    });
  });

  test('reads endpoints as text and in parts; the first is the target', async () => {
    const [finding] = (await fixture('happy.json')).findings;
    expect(finding).toMatchObject({
      ruleId: 'sqli',
      toolUniqueId: 'f-1',
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example' },
      locations: [
        { url: 'https://shop.example/find', path: '/find', parameter: 'q' },
        { url: 'https://shop.example:8443/list', path: '/list' },
      ],
      cves: ['CVE-2025-10001'],
      advisories: ['GHSA-aaaa-bbbb-cccc'],
      cwes: [89],
      cvss: [{ version: '3.1', score: 9.1 }],
    });
  });

  test('reads components, files, hosts and states', async () => {
    const { findings } = await fixture('happy.json');
    expect(findings[1]).toMatchObject({
      evidenceClass: 'INFERRED',
      component: {
        name: 'sample-router',
        version: '3.0.0',
        fixedVersion: '3.0.1',
        purl: 'pkg:npm/sample-router@3.0.0',
      },
      sourceStatus: 'ACCEPTED',
      ruleId: 'CVE-2025-10002',
    });
    expect(findings[2]).toMatchObject({ locations: [{ path: 'src/db.ts', line: 7 }], sourceStatus: 'FIXED' });
    expect(findings[3]).toMatchObject({
      target: { kind: 'HOST', raw: '192.0.2.7', ip: '192.0.2.7' },
      service: { port: 8080 },
      resultClass: 'EXPOSURE_SIGNAL',
    });
  });

  test('states what was scanned when the document says so', async () => {
    const { coverage } = await fixture('happy.json');
    expect(coverage.map(({ target, complete }) => [target.raw, complete])).toEqual([
      ['https://shop.example', true],
      ['db.example', false],
    ]);
  });

  test('an unknown field refuses the whole file and is named, in findings and beside them', async () => {
    const entry =
      '{"findings":[{"title":"a","severity":"Low"},{"title":"b","severity":"Low","sevrity":"x","owner":"y"}]}';
    await expect(readText(parse, entry)).rejects.toThrow(/\/findings\/1 .*"sevrity", "owner"/);
    await expect(readText(parse, '{"findings":[],"extra":1}')).rejects.toThrow(/"extra"/);
  });

  test('a wrong type where a text is due never becomes text', async () => {
    const sink = await readText(
      parse,
      '{"findings":[{"title":["a"],"severity":"Low"},{"title":"b","severity":{"$ne":""},"cwe":{"a":1}}]}',
    );
    expect([sink.findings.length, sink.droppedCount]).toEqual([1, 1]);
    expect(sink.findings[0]).toMatchObject({ severity: 'MEDIUM', sourceSeverity: '', cwes: [] });
    expect(sink.problems.map(({ code }) => code)).toContain('UNKNOWN_SEVERITY');
  });

  test('a document without findings is refused', async () => {
    await expect(readText(parse, '{"name":"x"}')).rejects.toThrow(/no list "findings"/);
  });
});
