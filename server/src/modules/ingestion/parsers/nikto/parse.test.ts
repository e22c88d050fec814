import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('nikto', () => {
  test('XML: one finding per item with host, place, ids and links', async () => {
    const { findings, meta } = await fixture('happy.xml');
    expect(meta).toEqual({ toolName: 'Nikto', toolVersion: '2.5.0' });
    expect(findings[0]).toMatchObject({
      where: 'line 7',
      ruleId: '999100',
      title: "Uncommon header 'x-served-by' found, with contents: a.",
      severity: 'INFO',
      sourceSeverity: '',
      resultClass: 'EXPOSURE_SIGNAL',
      evidenceClass: 'DIRECT',
      target: {
        kind: 'WEB_APPLICATION',
        raw: 'https://www.shop.example:8443/',
        origin: 'https://www.shop.example:8443',
        hostname: 'www.shop.example',
        ip: '192.0.2.20',
      },
      service: { port: 8443, transport: 'tcp', name: 'https' },
      locations: [{ url: 'https://www.shop.example:8443/', path: '/', method: 'GET' }],
      matcher: 'x-served-by',
      cwes: [200],
      references: ['https://guide.example/headers'],
      sourceData: { iplink: 'https://192.0.2.20:8443/' },
    });
    expect(findings[2]).toMatchObject({
      severity: 'MEDIUM',
      resultClass: 'VULNERABILITY',
      cves: ['CVE-2025-60001'],
      advisories: ['OSVDB-3092'],
      locations: [{ url: 'https://www.shop.example:8443/find?a="<x>', path: '/find', method: 'POST' }],
    });
  });

  test('XML: each nested scan is a host; without statistics it was cut short', async () => {
    const sink = await fixture('happy.xml');
    expect(sink.coverage.map(({ target, complete }) => [target.origin, target.ip, complete])).toEqual([
      ['https://www.shop.example:8443', '192.0.2.20', true],
      ['http://192.0.2.21', '192.0.2.21', false],
    ]);
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([5, 4, 1]);
  });

  test('items of one check on one page are told apart by what they name, else by their order', async () => {
    const item = '<item id="999100" method="GET"><description>Finding</description><uri>/</uri></item>';
    const { findings } = await readText(
      parse,
      `<niktoscan><scandetails targethostname="a.example" targetport="80" sitename="http://a.example/">${item}${item}</scandetails></niktoscan>`,
    );
    expect(findings.map(({ matcher }) => matcher)).toEqual([undefined, '#2']);
    expect((await fixture('happy.xml')).findings.slice(0, 2).map(({ matcher }) => matcher)).toEqual([
      'x-served-by',
      'x-node',
    ]);
  });

  test('JSON: hosts of a list or a single one; the scheme is known for two ports only', async () => {
    const { findings, coverage, sourceCount, droppedCount } = await fixture('happy.json');
    expect(
      findings.map(({ ruleId, target, locations, service }) => [
        ruleId,
        target.origin ?? target.ip,
        locations[0]?.url,
        service?.port,
      ]),
    ).toEqual([
      ['999100', 'https://www.shop.example', 'https://www.shop.example/', 443],
      ['1885', 'https://www.shop.example', 'https://www.shop.example/system/', 443],
      ['999957', '192.0.2.21', undefined, 8080],
    ]);
    expect(findings[2]?.target.kind).toBe('HOST');
    expect([coverage.length, sourceCount, droppedCount]).toEqual([2, 4, 1]);
    const late = await readText(
      parse,
      '{"vulnerabilities":[{"id":"1","url":"/x","msg":"m"}],"port":"80","ip":"192.0.2.1","host":"b.example"}',
    );
    expect(late.findings[0]?.locations[0]?.url).toBe('http://b.example/x');
  });

  test('CSV: rows without columns of a check begin a host; the message tells rows apart, because there is no id', async () => {
    const { findings, coverage, meta } = await fixture('happy.csv');
    expect(meta.toolVersion).toBe('2.1.6');
    expect(
      findings.map(({ ruleId, matcher, target }) => [ruleId, matcher, target.hostname ?? target.ip]),
    ).toEqual([
      ['OSVDB-0', "Uncommon header 'x-served-by' found, with contents: a.", 'www.shop.example'],
      ['OSVDB-3092', 'This might be interesting', 'www.shop.example'],
      ['OSVDB-0', 'No frame header', '192.0.2.21'],
    ]);
    expect(coverage).toHaveLength(2);
  });

  test('CSV: quotes behind a backslash are read, one at the end of a line closes the cell', async () => {
    const row = (message: string) => `"a.example","192.0.2.1","80","OSVDB-0","GET","/","${message}"\n`;
    const { findings } = await readText(
      parse,
      `"Nikto - v2.1.6/2.1.5"\n${row('it said \\"no\\", twice')}${row('ends in \\')}`,
    );
    expect(findings.map(({ title }) => title)).toEqual(['it said "no", twice', 'ends in \\']);
  });

  test('refuses what was cut off or is something else', async () => {
    await expect(fixture('broken.xml')).rejects.toThrow(/cut off/);
    await expect(fixture('broken.json')).rejects.toThrow(/cut off/);
    await expect(readText(parse, '{"host":"a"}')).rejects.toThrow(/no Nikto report/);
    await expect(readText(parse, 'a,b\n1,2\n')).rejects.toThrow(/Nikto - v/);
  });
});
