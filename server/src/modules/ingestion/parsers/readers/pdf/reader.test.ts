import { describe, expect, test } from 'vitest';
import type { ParseProblem } from '../../parser.ts';
import { bytesInChunks } from '../../recording-sink.ts';
import type { TextDocument } from '../document/model.ts';
import { type MadePage, type MadeText, madePdf } from './made-pdf.ts';
import { readPdf } from './reader.ts';

async function read(bytes: Buffer): Promise<TextDocument & { readonly problems: readonly ParseProblem[] }> {
  const problems: ParseProblem[] = [];
  const sink = { problem: (problem: ParseProblem) => problems.push(problem) };
  return { ...(await readPdf({ source: bytesInChunks(bytes), sink })), problems };
}

const page = (...texts: readonly MadeText[]): MadePage => ({ texts });
const textsOf = ({ lines }: TextDocument) => lines.map(({ text }) => text);

describe('lines and cells', () => {
  test('text comes with page, size, weight and typeface, in the order of reading', async () => {
    const { lines, bodySize, pages } = await read(
      madePdf([
        page(
          { x: 72, y: 200, text: 'Second paragraph of some length.' },
          { x: 72, y: 120, text: 'A heading', size: 16, font: 'BOLD' },
          { x: 72, y: 160, text: 'First paragraph of some length.' },
          { x: 72, y: 240, text: 'GET / HTTP/1.1', font: 'MONO' },
        ),
      ]),
    );
    expect([bodySize, pages]).toEqual([11, 1]);
    expect(lines.map(({ text, size, bold, mono, where }) => [text, size, bold, mono, where])).toEqual([
      ['A heading', 16, true, false, 'page 1'],
      ['First paragraph of some length.', 11, false, false, 'page 1'],
      ['Second paragraph of some length.', 11, false, false, 'page 1'],
      ['GET / HTTP/1.1', 11, false, true, 'page 1'],
    ]);
  });

  test('parts of a line far apart are cells, parts close together one text', async () => {
    const { lines } = await read(
      madePdf([
        page(
          { x: 72, y: 100, text: 'Severity', font: 'BOLD' },
          { x: 200, y: 100, text: 'High' },
          { x: 72, y: 120, text: 'one' },
          { x: 94, y: 120, text: 'two' },
          { x: 72, y: 140, text: 'Risk:', font: 'BOLD' },
          { x: 104, y: 140, text: 'high' },
        ),
      ]),
    );
    expect(lines.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
      ['Severity', 'High'],
      ['one two'],
      ['Risk: high'],
    ]);
    expect([lines[0]?.cells[0]?.bold, lines[0]?.cells[1]?.bold]).toEqual([true, false]);
    expect(lines[2]?.boldLength).toBe('Risk:'.length);
  });

  test('a page in two columns is read column by column, a table row by row', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => row);
    const left = 'left hand side of the prose here';
    const right = 'right hand side of the prose here';
    const columns = await read(
      madePdf([
        page(
          ...rows.flatMap((row) => [
            { x: 60, y: 100 + row * 14, text: `${left} ${row}` },
            { x: 330, y: 100 + row * 14, text: `${right} ${row}` },
          ]),
        ),
      ]),
    );
    expect([textsOf(columns)[29], textsOf(columns)[30]]).toEqual([`${left} 29`, `${right} 0`]);
    const table = await read(
      madePdf([
        page(
          ...rows.flatMap((row) => [
            { x: 60, y: 100 + row * 14, text: `F-${row}` },
            { x: 330, y: 100 + row * 14, text: 'High' },
          ]),
        ),
      ]),
    );
    expect(textsOf(table)[1]).toBe('F-1 High');
  });

  test('text at an angle is left out', async () => {
    const { lines } = await read(madePdf([page({ x: 72, y: 100, text: 'upright' })]));
    expect(lines).toHaveLength(1);
    const turned = madePdf([page({ x: 72, y: 100, text: 'upright' }, { x: 9, y: 9, text: 'DRAFT' })]);
    const bytes = Buffer.from(
      turned.toString('latin1').replace('1 0 0 1 9 783 Tm', '0 1 1 0 9 783 Tm'),
      'latin1',
    );
    expect(textsOf(await read(bytes))).toEqual(['upright']);
  });
});

describe('headers and footers', () => {
  const body = (number: number): readonly MadeText[] => [
    { x: 72, y: 90, text: `Chapter ${'abcdefgh'[number]}`, size: 16, font: 'BOLD' },
    { x: 72, y: 120, text: 'Some text of the page that is a little longer.' },
    { x: 72, y: 134, text: 'More text of the page that is a little longer.' },
  ];

  test('what repeats at the edges goes, page numbers too', async () => {
    const pages = Array.from({ length: 6 }, (_, number) =>
      page(
        { x: 72, y: 40, text: 'Confidential', size: 9 },
        ...body(number),
        { x: 72, y: 750, text: '(c) 2020 Example Assessors', size: 9 },
        { x: 400, y: 750, text: `Report | ${number}`, size: 9 },
      ),
    );
    const texts = textsOf(await read(madePdf(pages)));
    expect(texts.filter((text) => /Confidential|Assessors/.test(text))).toEqual([]);
    expect(texts).toHaveLength(18);
  });

  test('what differs from page to page stays, at whatever height it stands', async () => {
    const words = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot'];
    const pages = words.map((word, index) =>
      page(
        { x: 72, y: 60, text: `The page about ${word} begins here.` },
        { x: 72, y: 120, text: 'And goes on in the middle of the page.' },
        { x: 72, y: 760, text: `Pentest | ${index + 1} / 6` },
      ),
    );
    const texts = textsOf(await read(madePdf(pages)));
    expect(texts.filter((text) => text.startsWith('The page about'))).toHaveLength(6);
    expect(texts.filter((text) => text.startsWith('Pentest'))).toEqual([]);
  });

  test('numbered headings at the top of following pages stay', async () => {
    const pages = Array.from({ length: 6 }, (_, number) =>
      page({ x: 72, y: 60, text: `Finding ${number + 1}`, size: 16, font: 'BOLD' }, ...body(number)),
    );
    const texts = textsOf(await read(madePdf(pages)));
    expect(texts.filter((text) => text.startsWith('Finding'))).toHaveLength(6);
  });
});

test('bookmarks give the lines they lead to their level', async () => {
  const pdf = madePdf(
    [page({ x: 72, y: 100, text: '1.2 Weak password' }), page({ x: 72, y: 100, text: 'Other' })],
    [{ title: 'Weak password', page: 1 }],
  );
  const { lines } = await read(pdf);
  expect(lines.map(({ text, level }) => [text, level])).toEqual([
    ['1.2 Weak password', 1],
    ['Other', undefined],
  ]);
});

test('a document of pictures alone is refused in a sentence', async () => {
  await expect(read(madePdf([page()]))).rejects.toThrow(/no text, only pictures/);
});

test('a file without its end is read, and said to be cut off', async () => {
  const pdf = madePdf([page({ x: 72, y: 100, text: 'Something' })]);
  const { problems } = await read(pdf.subarray(0, pdf.length - 20));
  expect(problems.map(({ code }) => code)).toEqual(['FILE_CUT_OFF']);
});
