import { describe, expect, test } from 'vitest';
import { readFixture, readText } from '../reading.ts';
import parse from './parse.ts';

const fixture = (name: string) => readFixture(parse, new URL(`fixtures/${name}`, import.meta.url));

describe('generic-csv', () => {
  test('gives one finding for each row; rows of empty cells are none', async () => {
    const sink = await fixture('happy.csv');
    expect(sink.sourceCount).toBe(5);
    expect(sink.findings).toHaveLength(4);
    expect(sink.droppedCount).toBe(1);
  });

  test('reads the documented columns and keeps others as they are', async () => {
    const sink = await fixture('happy.csv');
    expect(sink.findings[0]).toMatchObject({
      where: 'line 3',
      ruleId: 'sqli-1',
      severity: 'HIGH',
      sourceSeverity: 'High',
      cwes: [89],
      description: 'Input reaches a query.\nA second line, with a comma and a "quote".',
      remediation: 'Use parameters',
      impact: 'Data can be read',
      references: ['https://guide.example/a'],
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example' },
      service: { port: 443, name: 'https' },
      locations: [{ url: 'https://shop.example/find?q=1', path: '/find' }],
      seenAt: '2026-01-05T00:00:00.000Z',
      sourceStatus: 'OPEN',
      sourceData: { Owner: 'Team A' },
    });
    expect(sink.problems[0]).toMatchObject({
      code: 'UNKNOWN_COLUMN',
      message: expect.stringContaining('"Owner"'),
    });
  });

  test('a cell that looks like a formula is content and stays unchanged', async () => {
    const finding = (await fixture('happy.csv')).findings[1];
    expect(finding?.description).toBe('=HYPERLINK("https://evil.example")');
    expect(finding?.sourceStatus).toBe('FALSE_POSITIVE');
    expect(finding?.seenAt).toBe('2026-02-28T00:00:00.000Z');
  });

  test('a date that can be read in two ways is left out and reported', async () => {
    const sink = await fixture('happy.csv');
    expect(sink.findings[2]).not.toHaveProperty('seenAt');
    expect(sink.problems.map(({ code }) => code)).toContain('DATE_UNREADABLE');
    expect(sink.findings[2]).toMatchObject({
      resultClass: 'INFORMATIONAL',
      ruleId: 'note',
      target: { raw: '' },
    });
  });

  test('of a time without a zone the day is kept, one with a zone is kept whole', async () => {
    const rows = ['2026-01-31 10:30', '2026-01-31T10:30:00.5', '2026-01-31T23:30:00-02:00'];
    const sink = await readText(
      parse,
      `Title,Severity,Date\n${rows.map((date) => `A,Low,${date}\n`).join('')}`,
    );
    expect(sink.findings.map(({ seenAt }) => seenAt)).toEqual([
      '2026-01-31T00:00:00.000Z',
      '2026-01-31T00:00:00.000Z',
      '2026-02-01T01:30:00.000Z',
    ]);
  });

  test('a host with a port is a target without scheme', async () => {
    expect((await fixture('happy.csv')).findings[3]).toMatchObject({
      target: { kind: 'HOST', raw: 'intranet.example:8080/files', hostname: 'intranet.example' },
      service: { port: 8080 },
      cwes: [548],
      sourceStatus: 'SUPPRESSED',
    });
  });

  test.each([
    ['semicolons', 'Title;Severity;CWE\nA;High;79\n'],
    ['tabs', 'Title\tSeverity\tCWE\nA\tHigh\t79\n'],
    ['bars and Windows line ends', 'Title|Severity|CWE\r\nA|High|79\r\n'],
    ['a byte-order mark', '\uFEFFTitle,Severity,CWE\nA,High,79\n'],
    ['a title above the header', 'Report of January\n\nTitle,Severity,CWE\nA,High,79\n'],
    ['other spelling of the columns', 'TITLE,severity,cwe_id\nA,High,CWE-79\n'],
  ])('reads %s', async (_what, text) => {
    const sink = await readText(parse, text);
    expect(sink.findings).toMatchObject([{ title: 'A', severity: 'HIGH', cwes: [79] }]);
  });

  test('refuses a file without title and severity and names its columns', async () => {
    await expect(readText(parse, 'Name,Risk\nA,High\n')).rejects.toThrow(
      /Title and Severity.*"Name", "Risk"/,
    );
  });

  test('a file that ends inside a quote is refused as cut off', async () => {
    await expect(fixture('broken.csv')).rejects.toThrow(/never closed/);
    expect((await fixture('empty.csv')).findings).toEqual([]);
  });
});
