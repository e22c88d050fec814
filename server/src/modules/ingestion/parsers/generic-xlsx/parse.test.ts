import { describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { fixtureBytes, openZipBytes } from '../packed.fixture.ts';
import type { MappedColumn } from '../parse-options.ts';
import { defaultLimits } from '../parser.ts';
import { RecordingSink } from '../recording-sink.ts';
import parse from './parse-archive.ts';

async function read(bytes: Buffer, columns?: readonly MappedColumn[]): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await parse(await openZipBytes(bytes), sink, defaultLimits, columns === undefined ? {} : { columns });
  return sink;
}

const fixture = async (name: string) =>
  read(await fixtureBytes(new URL(`fixtures/${name}`, import.meta.url)));

describe('generic-xlsx', () => {
  test('reads the first sheet that has a header, below titles; rows of empty cells are none', async () => {
    const sink = await fixture('happy.xlsx');
    expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([4, 3, 1]);
    expect(sink.findings.map(({ where }) => where)).toEqual([
      'row 4 of "Findings"',
      'row 5 of "Findings"',
      'row 7 of "Findings"',
    ]);
    expect(sink.problems).toContainEqual(
      expect.objectContaining({
        code: 'SHEET_NOT_READ',
        message: expect.stringMatching(/Only the sheet "Findings".*"Cover", "Notes"/),
      }),
    );
  });

  test('reads shared and rich text, numbers, truth values and days as a person sees them', async () => {
    const [finding] = (await fixture('happy.xlsx')).findings;
    expect(finding).toMatchObject({
      ruleId: 'sqli-1',
      title: 'Query built from input',
      severity: 'HIGH',
      description: 'Input reaches a query.\r\nA second line.',
      cwes: [89],
      seenAt: '2026-01-05T00:00:00.000Z',
      sourceStatus: 'OPEN',
      cvss: [{ version: '3.1', score: 9.8 }],
      target: { kind: 'WEB_APPLICATION', origin: 'https://shop.example' },
      sourceData: { Owner: 'Team A' },
    });
  });

  test('takes the stored value of a formula, and the day of a time without a zone', async () => {
    const finding = (await fixture('happy.xlsx')).findings[1];
    expect(finding).toMatchObject({
      locations: [{ url: 'https://shop.example:8443/' }],
      description: '=cmd|x',
      sourceStatus: 'FALSE_POSITIVE',
      seenAt: '2026-02-28T00:00:00.000Z',
    });
  });

  test('reads cells and rows that state no place, and says where a formula has no value', async () => {
    const sink = await fixture('happy.xlsx');
    expect(sink.findings[2]).toMatchObject({
      title: 'Directory listing',
      cwes: [548],
      seenAt: '2026-01-06T00:00:00.000Z',
      locations: [],
    });
    expect(sink.problems.map(({ code }) => code)).toContain('FORMULA_WITHOUT_VALUE');
  });

  test('reads what another program wrote', async () => {
    const header = ['Title', 'Severity', 'Date'].map((value) => ({ value, fontWeight: 'bold' as const }));
    const row = [{ value: 'A' }, { value: 'High' }, { value: new Date('2026-01-31'), format: 'dd/mm/yyyy' }];
    const bytes = await writeXlsxFile([header, row]).toBuffer();
    expect((await read(bytes)).findings).toMatchObject([
      { title: 'A', severity: 'HIGH', seenAt: '2026-01-31T00:00:00.000Z', where: 'row 2' },
    ]);
  });

  test('finds the columns of a mapping, whatever they are called', async () => {
    const rows = [
      ['Weakness', 'Risk', 'Machine', 'Remark'],
      ['A', 'High', 'db.example', 'r'],
    ];
    const bytes = await writeXlsxFile(rows.map((row) => row.map((value) => ({ value })))).toBuffer();
    const sink = await read(bytes, [
      { column: 'weakness', field: 'title' },
      { column: 'RISK', field: 'severity' },
      { column: 'Machine', field: 'host' },
      { column: 'Remark', field: null },
    ]);
    expect(sink.findings).toMatchObject([
      { title: 'A', severity: 'HIGH', target: { hostname: 'db.example' }, sourceData: { Remark: 'r' } },
    ]);
    expect(sink.problems).toEqual([]);
    await expect(read(bytes)).rejects.toThrow(/no header row.*"Weakness", "Risk".*column mapping/);
  });

  test('a sheet that is cut off is refused, one with a header alone is empty', async () => {
    await expect(fixture('broken.xlsx')).rejects.toThrow(/cut off/);
    expect((await fixture('empty.xlsx')).findings).toEqual([]);
  });
});
