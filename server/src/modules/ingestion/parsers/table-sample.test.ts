import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fixtureBytes } from './packed.fixture.ts';
import { bytesAccess } from './readers/archive/random-access.ts';
import { zipOf } from './readers/archive/zip-writer.fixture.ts';
import { bytesInChunks } from './recording-sink.ts';
import { loadParsers } from './registry.ts';
import { sampleByteLength, samplePacked, sampleText } from './table-sample.ts';

const parsers = await loadParsers();
const text = (content: string) =>
  sampleText(() => bytesInChunks(new TextEncoder().encode(content).subarray(0, sampleByteLength)), parsers);
const packed = (bytes: Uint8Array, kind: 'ZIP' | 'GZIP' = 'ZIP') =>
  samplePacked(bytesAccess(bytes), { kind, parsers });

describe('the first rows of a table', () => {
  test('of CSV, below titles, with any delimiter', async () => {
    const { header, rows, detection } = await text('Report\n\nName;Risk;Host\nA;High;h1\nB;Low;h2\n');
    expect([header, rows]).toEqual([
      ['Name', 'Risk', 'Host'],
      [
        ['A', 'High', 'h1'],
        ['B', 'Low', 'h2'],
      ],
    ]);
    expect(detection).toMatchObject({ tool: 'generic-csv', format: 'CSV' });
  });

  test('of JSON: the list whose entries have most fields, objects inside as columns', async () => {
    const { header, rows, detection } = await text(
      '{"tools":[{"id":1}],"data":{"items":[{"name":"A","asset":{"ip":"192.0.2.1"},"ids":["x","y"]},{"name":"B","extra":null,"more":{"a":[{"b":1}]}}]}}',
    );
    expect([header, rows]).toEqual([
      ['name', 'asset.ip', 'ids', 'more.a'],
      [
        ['A', '192.0.2.1', 'x, y', ''],
        ['B', '', '', '[{"b":1}]'],
      ],
    ]);
    expect(detection).toMatchObject({ tool: 'generic-json' });
  });

  test('of a workbook: the widest sheet', async () => {
    const workbook = await fixtureBytes(new URL('generic-xlsx/fixtures/happy.xlsx', import.meta.url));
    const { header, rows, detection } = await packed(workbook);
    expect(header.slice(0, 3)).toEqual(['Date', 'Title', 'CweId']);
    expect(rows[0]?.slice(0, 3)).toEqual(['2026-01-05', 'Query built from input', '89']);
    expect(detection).toMatchObject({ tool: 'generic-xlsx', format: 'XLSX' });
  });

  test('of a packed table', async () => {
    const csv = 'Name,Risk\nA,High\n';
    for (const table of [
      await packed(gzipSync(csv), 'GZIP'),
      await packed(zipOf([{ name: 'a.csv', bytes: csv }])),
    ])
      expect(table.header).toEqual(['Name', 'Risk']);
  });

  test('of a file cut in the middle of a row or an entry; long cells are cut', async () => {
    const long = `Name,Risk\n${`A,${'x'.repeat(2_000)}\n`.repeat(1_000)}`;
    const { rows } = await text(long);
    expect([rows.length, rows[0]?.[1]?.length]).toEqual([49, 1_000]);
    const cutJson = `[{"name":"A"},{"name":"${'x'.repeat(2_000_000)}`;
    expect((await text(cutJson)).rows).toEqual([['A']]);
  });
});

test.each([
  ['nothing', ''],
  ['a page', '<html></html>'],
  ['XML', '<a/>'],
  ['a PDF', '%PDF-1.7'],
  ['a list of numbers', '[1,2,3]'],
  ['one object', '{"a":1}'],
])('%s is no table', async (_what, content) => {
  await expect(text(content)).rejects.toThrow(/table|empty|page|PDF|columns/);
});

test('an archive of several tables is refused', async () => {
  await expect(
    packed(
      zipOf([
        { name: 'a', bytes: 'a,b' },
        { name: 'b', bytes: 'a,b' },
      ]),
    ),
  ).rejects.toThrow(/one table/);
});
