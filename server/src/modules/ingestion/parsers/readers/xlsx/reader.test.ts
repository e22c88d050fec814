import { describe, expect, test } from 'vitest';
import type { Archive } from '../../archive.ts';
import { defaultLimits, ReportError } from '../../parser.ts';
import { RecordingSink } from '../../recording-sink.ts';
import { readTable } from './reader.ts';

const encoder = new TextEncoder();
const relations = (list: string) => `<Relationships>${list}</Relationships>`;
const relation = (id: string, type: string, target: string, more = '') =>
  `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"${more}/>`;

/** A workbook of one sheet; parts may be made while they are read. */
function workbook(parts: Readonly<Record<string, string | AsyncIterable<Uint8Array>>>): Archive {
  const all: Readonly<Record<string, string | AsyncIterable<Uint8Array>>> = {
    '_rels/.rels': relations(relation('1', 'officeDocument', '/xl/workbook.xml')),
    'xl/workbook.xml': '<workbook xmlns:q="x"><sheets><sheet name="S" q:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations(
      relation('r1', 'worksheet', 'worksheets/../s.xml') + relation('r2', 'sharedStrings', 'strings.xml'),
    ),
    'xl/strings.xml': '<sst/>',
    ...parts,
  };
  return {
    entries: Object.keys(all).map((name) => ({ name, sizeBytes: 1 })),
    read: (name) => {
      const part = all[name];
      if (part === undefined) throw new ReportError(`The archive holds no "${name}".`);
      return typeof part === 'string' ? once(part) : part;
    },
  };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield encoder.encode(text);
}

async function* repeated(start: string, piece: string, times: number): AsyncGenerator<Uint8Array> {
  yield encoder.encode(start);
  const chunk = encoder.encode(piece.repeat(100));
  for (let sent = 0; sent < times; sent += 100) yield chunk;
}

async function rowsOf(archive: Archive) {
  const rows: (readonly string[])[] = [];
  const sink = new RecordingSink();
  await readTable(
    { archive, limits: defaultLimits, sink },
    {
      header: (cells) => cells[0] === 'H',
      row: (cells) => rows.push(cells),
      noHeader: (first) => {
        throw new ReportError(`no header, first: ${first.join()}`);
      },
    },
  );
  return rows;
}

const sheet = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
const cell = (text: string, at = '') => `<c${at} t="inlineStr"><is><t>${text}</t></is></c>`;
const header = `<row>${cell('H')}</row>`;

describe('a table in a spreadsheet', () => {
  test('is found whatever the parts are called, with gaps between cells', async () => {
    const rows = `${header}<row>${cell('a')}${cell('c', ' r="C2"')}${cell('d')}</row><row/>`;
    expect(await rowsOf(workbook({ 'xl/s.xml': sheet(rows) }))).toEqual([['a', '', 'c', 'd']]);
  });

  test('refers to shared texts by number; one that is not there is empty', async () => {
    const rows = `${header}<row><c t="s"><v>1</v></c><c t="s"><v>7</v></c>${cell('x')}</row>`;
    const parts = {
      'xl/s.xml': sheet(rows),
      'xl/strings.xml': '<sst><si><t>a</t></si><si><t>b</t></si></sst>',
    };
    expect(await rowsOf(workbook(parts))).toEqual([['b', '', 'x']]);
  });
});

describe('a spreadsheet that is refused', () => {
  test.each([
    ['no workbook', { '_rels/.rels': relations('') }, /names no workbook/],
    [
      'a workbook elsewhere',
      { '_rels/.rels': relations(relation('1', 'officeDocument', 'https://x/', ' TargetMode="External"')) },
      /names no workbook/,
    ],
    ['no sheet', { 'xl/_rels/workbook.xml.rels': relations('') }, /has no sheet/],
    ['a part that is missing', {}, /holds no "xl\/s\.xml"/],
    [
      'no header in 50 rows',
      { 'xl/s.xml': sheet(`<row>${cell('x')}</row>`.repeat(51) + header) },
      /no header, first: x/,
    ],
    [
      '16,000 columns',
      { 'xl/s.xml': sheet(`${header}<row>${cell('x', ' r="WWW1"')}</row>`) },
      /more than 1000 columns/,
    ],
    ['entities', { 'xl/s.xml': '<!DOCTYPE a [<!ENTITY x "y">]><worksheet/>' }, /DOCTYPE/],
  ])('%s', async (_what, parts, sentence) => {
    await expect(rowsOf(workbook(parts))).rejects.toThrow(sentence);
    await expect(rowsOf(workbook(parts))).rejects.toBeInstanceOf(ReportError);
  });

  test('more shared text than memory should hold', async () => {
    const strings = repeated('<sst>', `<si><t>${'x'.repeat(10_000)}</t></si>`, 10_000);
    const error: unknown = await rowsOf(
      workbook({ 'xl/s.xml': sheet(header), 'xl/strings.xml': strings }),
    ).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', message: expect.stringMatching(/as CSV/) });
  });
});
