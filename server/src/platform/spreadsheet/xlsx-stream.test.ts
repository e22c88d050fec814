import { buffer, text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { type Cell, xlsxStream } from './xlsx-stream.ts';

async function* rowsOf(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly Cell[]> {
  yield* rows;
}

const made = (rows: readonly (readonly Cell[])[], rowsPerSheet?: number) =>
  buffer(xlsxStream({ name: 'Register', headings: ['title', 'score'], rows: rowsOf(rows) }, rowsPerSheet));

/** The files of the archive, as a reader of ZIP that is not ours takes them out; sizes and checksums have to fit. */
async function unpacked(file: Buffer): Promise<ReadonlyMap<string, string>> {
  const zip = await fromBufferPromise(file, { lazyEntries: true });
  const parts = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const content = await text(await zip.openReadStreamPromise(entry));
    expect(crc32(content)).toBe(entry.crc32);
    parts.set(entry.fileName, content);
  }
  return parts;
}

/** Cells of a sheet by place, as an XML parser that is not ours reads them. */
function cellsOf(sheet: string | undefined): Readonly<Record<string, string>> {
  const cells: Record<string, string> = {};
  const parser = new SaxesParser();
  let place = '';
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'c') place = String(attributes.r);
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'c') place = '';
  });
  parser.on('text', (content) => {
    if (place !== '') cells[place] = (cells[place] ?? '') + content;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(sheet ?? '').close();
  return cells;
}

const first = 'xl/worksheets/sheet1.xml';

describe('a workbook made as it comes', () => {
  it('is read back cell by cell', async () => {
    const parts = await unpacked(
      await made([
        ['Überlauf <b> & "Zitat" 💥', 9.8],
        ['zwei\nZeilen ', null],
        [null, -1],
      ]),
    );
    expect(cellsOf(parts.get(first))).toEqual({
      A1: 'title',
      B1: 'score',
      A2: 'Überlauf <b> & "Zitat" 💥',
      B2: '9.8',
      A3: 'zwei\nZeilen ',
      B4: '-1',
    });
    for (const part of parts.values()) expect(() => cellsOf(part)).not.toThrow();
  });

  it('names every sheet and part where spreadsheets look for them', async () => {
    const parts = await unpacked(await made([['one', 1]]));
    expect([...parts.keys()]).toEqual([
      first,
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
    ]);
    expect(parts.get('xl/workbook.xml')).toContain('<sheet name="Register" sheetId="1" r:id="rId1"/>');
    expect(parts.get('xl/_rels/workbook.xml.rels')).toContain('Target="worksheets/sheet1.xml"');
  });

  it('holds what looks like a formula as a text', async () => {
    const sheet = (await unpacked(await made([['=HYPERLINK("http://evil.example")', 1]]))).get(first);
    expect(cellsOf(sheet).A2).toBe('=HYPERLINK("http://evil.example")');
    expect(sheet).toContain('<c r="A2" t="inlineStr"');
    expect(sheet).not.toContain('<f');
  });

  it('replaces what XML cannot hold, and cuts what Excel cannot', async () => {
    const file = await made([[`\u0001\ud800${'x'.repeat(40_000)}`, 1]]);
    const { A2 } = cellsOf((await unpacked(file)).get(first));
    expect(A2).toBe(`\uFFFD\uFFFD${'x'.repeat(32_765)}`);
  });

  it('goes on in the next sheet, each with its headings', async () => {
    const rows = Array.from({ length: 5 }, (_, n): Cell[] => [`row ${n}`, n]);
    const parts = await unpacked(await made(rows, 3));
    expect(cellsOf(parts.get('xl/worksheets/sheet2.xml'))).toEqual({
      A1: 'title',
      B1: 'score',
      A2: 'row 2',
      B2: '2',
      A3: 'row 3',
      B3: '3',
    });
    expect(cellsOf(parts.get('xl/worksheets/sheet3.xml'))).toMatchObject({ A2: 'row 4' });
    expect(parts.get('xl/workbook.xml')).toContain('<sheet name="Register 3" sheetId="3"');
  });

  it('goes beyond the columns that have one letter', async () => {
    const headings = Array.from({ length: 30 }, (_, n) => `column ${n}`);
    const parts = await unpacked(await buffer(xlsxStream({ name: 'Wide', headings, rows: rowsOf([]) })));
    expect(cellsOf(parts.get(first))).toMatchObject({ Z1: 'column 25', AA1: 'column 26', AD1: 'column 29' });
  });

  it('fails with its rows, not in silence', async () => {
    async function* broken(): AsyncGenerator<readonly Cell[]> {
      yield ['one', 1];
      throw new Error('the register went away');
    }
    const file = xlsxStream({ name: 'Register', headings: ['title'], rows: broken() });
    await expect(buffer(file)).rejects.toThrow('the register went away');
  });
});
