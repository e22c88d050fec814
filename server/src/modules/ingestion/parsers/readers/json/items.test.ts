import { expect, test } from 'vitest';
import { defaultLimits, ReportError } from '../../parser.ts';
import { bytesInChunks, RecordingSink } from '../../recording-sink.ts';
import { readJsonItems } from './items.ts';
import type { JsonValue } from './value.ts';

async function itemsOf(text: string): Promise<unknown[]> {
  const source = bytesInChunks(new TextEncoder().encode(text), 5);
  const found: unknown[] = [];
  const keep = (value: JsonValue, where: string): unknown => found.push([where, value]);
  await readJsonItems(
    { source, limits: defaultLimits, sink: new RecordingSink() },
    { lists: ['/Findings/*'], values: ['/Version'], formatName: 'report' },
    { item: keep, value: (pattern, value) => keep(value, pattern) },
  );
  return found;
}

test.each([
  [
    'a list',
    '[{"a":1},{"a":2}]',
    [
      ['/0', { a: 1 }],
      ['/1', { a: 2 }],
    ],
  ],
  [
    'a document',
    '{"Version":3,"Findings":[{"a":1}]}',
    [
      ['/Version', 3],
      ['/Findings/0', { a: 1 }],
    ],
  ],
  ['an empty document', '{"Findings": []}', []],
  [
    'lines',
    '{"a":1}\n{"a":2}\n',
    [
      ['line 1', { a: 1 }],
      ['line 2', { a: 2 }],
    ],
  ],
  ['one object over several lines', '{\n "a": 1\n}\n', [['', { a: 1 }]]],
  ['one object on a line', '{"a":1}', [['line 1', { a: 1 }]]],
])('reads %s', async (_what, text, expected) => {
  expect(await itemsOf(text)).toEqual(expected);
});

test('anything else is refused', async () => {
  await expect(itemsOf('"a"')).rejects.toThrow(ReportError);
  await expect(itemsOf('')).rejects.toThrow(/no report/);
});
