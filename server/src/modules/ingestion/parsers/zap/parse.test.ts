import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('zap', () => {
  test('gives one finding per alert and site, its instances as locations', async () => {
    const sink = await fixture('happy.xml');
    expect(sink.sourceCount).toBe(3);
    expect(sink.findings).toHaveLength(3);
    expect(sink.problems).toEqual([]);
    expect(sink.findings[0]).toMatchObject({
      ruleId: '40018',
      title: 'Query built from input',
      severity: 'HIGH',
      sourceSeverity: '3',
      confidence: 0.6,
      resultClass: 'VULNERABILITY',
      cwes: [89],
      cves: ['CVE-2025-60001'],
      target: {
        kind: 'WEB_APPLICATION',
        raw: 'https://shop.example:8443',
        origin: 'https://shop.example:8443',
        hostname: 'shop.example',
      },
      service: { port: 8443, transport: 'tcp', name: 'https' },
      locations: [
        {
          url: 'https://shop.example:8443/find?q=1#top',
          path: '/find',
          method: 'GET',
          parameter: 'q',
          snippet: 'syntax error',
        },
        { url: 'https://shop.example:8443/list', path: '/list', method: 'POST', parameter: 'sort' },
      ],
      references: ['https://guide.example/a', 'https://guide.example/b'],
      remediation: 'Use parameters.',
      description: 'Input reaches a query.\n\nA script was shown: <script>x</script>',
      seenAt: '2026-01-05T08:00:00.000Z',
      tags: ['OWASP_2021_A03', 'CVE-2025-60001'],
    });
    expect(sink.findings[0]).not.toHaveProperty('matcher');
  });

  test('the XML and the JSON form give the same finding', async () => {
    const [fromXml] = (await fixture('happy.xml')).findings;
    const [fromJson] = (await fixture('happy.json')).findings;
    expect({ ...fromJson, where: '' }).toEqual({ ...fromXml, where: '' });
  });

  test('kinds of alert of one rule are told apart by alertRef, by name only where old reports have none', async () => {
    expect((await fixture('happy.xml')).findings[1]?.matcher).toBe('10055-4');
    const old = await readText(
      parse,
      '<OWASPZAPReport version="2.9.0"><site name="http://a.example" host="a.example" port="80" ssl="false"><alerts><alertitem><pluginid>10055</pluginid><name>CSP: one</name><riskcode>1</riskcode></alertitem><alertitem><pluginid>10054</pluginid><name>Cookie</name><riskcode>1</riskcode></alertitem></alerts></site></OWASPZAPReport>',
    );
    expect(old.findings.map(({ matcher }) => matcher)).toEqual(['CSP: one', undefined]);
  });

  test('an alert without instances holds its place itself; confidence 0 is a false positive', async () => {
    const finding = (await fixture('happy.xml')).findings[2];
    expect(finding).toMatchObject({
      resultClass: 'INFORMATIONAL',
      sourceStatus: 'FALSE_POSITIVE',
      locations: [{ url: 'https://shop.example:8443/about', path: '/about', parameter: 't' }],
    });
  });

  test('covers every site, with or without alerts', async () => {
    const { coverage } = await fixture('happy.xml');
    expect(coverage.map(({ target, complete }) => [target.raw, complete])).toEqual([
      ['https://shop.example:8443', true],
      ['http://[2001:db8::5]', true],
    ]);
    expect(coverage[1]?.target.ip).toBe('2001:db8::5');
    expect((await fixture('empty.xml')).coverage).toHaveLength(1);
  });

  test('an alert without id and name is a problem, a document without site is refused', async () => {
    const sink = await readText(
      parse,
      '{"@version":"2.16","site":{"@name":"http://a.example","alerts":[{"riskcode":"1"},5]}}',
    );
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([2, 0, 2]);
    await expect(readText(parse, '{"@version":"2.16"}')).rejects.toThrow(/no "site"/);
  });
});
