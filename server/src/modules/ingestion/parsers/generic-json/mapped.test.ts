import { expect, test } from 'vitest';
import type { MappedColumn } from '../parse-options.ts';
import { defaultLimits } from '../parser.ts';
import { bytesInChunks, RecordingSink } from '../recording-sink.ts';
import parse from './parse.ts';

const columns: readonly MappedColumn[] = [
  { column: 'name', field: 'title' },
  { column: 'risk.level', field: 'severity' },
  { column: 'asset.fqdn', field: 'host' },
  { column: 'ids', field: 'cve' },
  { column: 'more', field: 'cve' },
  { column: 'note', field: null },
];

async function read(document: unknown, mapping = columns): Promise<RecordingSink> {
  const sink = new RecordingSink();
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  await parse(bytesInChunks(bytes, 7), sink, defaultLimits, { columns: mapping });
  return sink;
}

const entry = {
  name: 'A',
  risk: { level: 'High', why: 'x' },
  asset: { fqdn: 'db.example', tags: ['a', 'b'] },
  ids: ['CVE-2025-10001'],
  more: 'CVE-2025-10002',
  note: 'n',
};

test.each([
  ['a list', [entry]],
  ['a document with a list', { total: 1, errors: [], findings: [entry] }],
  ['a list deep inside, among others', { meta: { tools: [{ id: 1 }] }, data: { page: { items: [entry] } } }],
])('reads %s by its columns, objects inside included', async (_what, document) => {
  const sink = await read(document);
  expect([sink.sourceCount, sink.findings.length]).toEqual([1, 1]);
  expect(sink.findings[0]).toMatchObject({
    title: 'A',
    severity: 'HIGH',
    target: { hostname: 'db.example' },
    cves: ['CVE-2025-10001', 'CVE-2025-10002'],
    sourceData: { note: 'n', 'risk.why': 'x', 'asset.tags': ['a', 'b'] },
  });
});

test('every entry of the list is an item, before and after the first with a title; other lists are none', async () => {
  const sink = await read({ other: [{ a: 1 }, 5], list: [{ risk: {} }, 'x', entry, {}], later: [entry] });
  expect([sink.sourceCount, sink.findings.length, sink.droppedCount]).toEqual([4, 1, 3]);
  expect(sink.problems.map(({ where }) => where)).toEqual(['/list/0', '/list/1', '/list/3']);
});

test('a document without the columns is refused, one without entries is empty', async () => {
  await expect(read({ list: [{ title: 'A', severity: 'High' }] })).rejects.toThrow(
    /columns of the mapping: "name"/,
  );
  expect((await read({ list: [] })).sourceCount).toBe(0);
});
