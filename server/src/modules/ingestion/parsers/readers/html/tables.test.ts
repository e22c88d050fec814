import { describe, expect, test } from 'vitest';
import { defaultLimits, ReportError } from '../../parser.ts';
import { bytesInChunks, RecordingSink } from '../../recording-sink.ts';
import { readHtmlTables } from './tables.ts';

async function read(html: string, chunkLength = 65_536) {
  const sink = new RecordingSink();
  const rows: { readonly cells: readonly string[]; readonly where: string }[] = [];
  const definitions: (readonly [string, string])[] = [];
  let tables = 0;
  const hasEnded = await readHtmlTables(
    { source: bytesInChunks(new TextEncoder().encode(html), chunkLength), limits: defaultLimits, sink },
    {
      table: () => {
        tables += 1;
      },
      row: (cells, where) => rows.push({ cells: cells.map((cell) => cell.html.trim()), where }),
      definition: (term, value) => definitions.push([term.trim(), value.trim()]),
    },
  );
  return { rows, definitions, tables, hasEnded, sink };
}

const cellsOf = async (html: string) => (await read(html)).rows.map(({ cells }) => cells);

describe('tables of a page', () => {
  test.each([
    [
      'with all their tags',
      '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>',
    ],
    ['without the tags that may be left out', '<table><tr><th>A<tr><td>1</table>'],
    [
      'in any case, with attributes',
      '<TABLE border=1><TR><TH class="a > b">A</TH></TR><tr><td style=\'x\'>1</td></tr></TABLE>',
    ],
    [
      'among scripts, styles and comments',
      '<style>td>a{}</style><script>"<table><tr><td>no"</script><!-- <tr><td>no --><table><tr><th>A</th><tr><td>1<!-- <td>no --></td></table>',
    ],
  ])('%s', async (_what, html) => {
    expect(await cellsOf(html)).toEqual([['A'], ['1']]);
  });

  test('inside a cell are its content', async () => {
    const { rows, tables } = await read(
      '<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>',
    );
    expect(rows.map(({ cells }) => cells)).toEqual([['a<table><tr><td>b</td></tr></table>c', 'd']]);
    expect(tables).toBe(1);
  });

  test('what is no tag is text', async () => {
    expect(await cellsOf('<table><tr><td>a < b && 1<2 <> </td><td>x</td></table>')).toEqual([
      ['a < b && 1<2 <>', 'x'],
    ]);
  });

  test('rows have their line, whatever the size of the pieces', async () => {
    const html = `<html>\n<!--\n-->\n<dl><dt>Name<dd>x</dl><table>\n<tr>\n<td>a</td></tr></table>\n</html>`;
    const whole = await read(html);
    expect(whole.rows).toEqual([{ cells: ['a'], where: 'line 6' }]);
    expect([whole.definitions, whole.hasEnded]).toEqual([[['Name', 'x']], true]);
    for (const chunkLength of [1, 2, 7]) expect(await read(html, chunkLength)).toEqual(whole);
  });

  test('a page that is cut off has not ended, wherever it is cut', async () => {
    const html = '<html><table><tr><td title="x">a</td></tr></table><script>x</script></html>';
    for (let length = 1; length < html.length; length += 1) {
      expect((await read(html.slice(0, length))).hasEnded).toBe(false);
    }
    expect((await read(html)).hasEnded).toBe(true);
  });
});

describe('a hostile page', () => {
  test('a million levels cost nothing', async () => {
    const { rows } = await read(`<table><tr><td>${'<div><table>'.repeat(500_000)}</td></tr></table></html>`);
    expect(rows).toHaveLength(1);
  });

  test('a tag that never ends is refused', async () => {
    await expect(read(`<table><tr><td><a title="${'x'.repeat(100_000)}`)).rejects.toThrow(ReportError);
  });

  test('a cell of 20 MB is cut and reported, a comment of 20 MB passed by', async () => {
    const { rows, sink } = await read(
      `<!--${'x'.repeat(20_000_000)}--><table><tr><td>${'y'.repeat(20_000_000)}`,
    );
    expect(rows[0]?.cells[0]).toHaveLength(131_072);
    expect(sink.problems).toMatchObject([{ code: 'FIELD_TRUNCATED' }]);
  });

  test('100,000 columns are refused', async () => {
    await expect(read(`<table><tr>${'<td>x'.repeat(100_000)}</table>`)).rejects.toThrow(
      /more than 1000 columns/,
    );
  });
});
