import { expect, test } from 'vitest';
import { defaultLimits } from '../../parser.ts';
import { bytesInChunks, RecordingSink } from '../../recording-sink.ts';
import { readCsv } from './reader.ts';

test('a tool that does not quote its cells has its quotes kept as they are', async () => {
  const rows: (readonly string[])[] = [];
  const source = bytesInChunks(new TextEncoder().encode('A,B\nthe "root" user,"x, y"\n'));
  await readCsv(
    { source, limits: defaultLimits, sink: new RecordingSink(), quotesInCells: 'KEPT' },
    {
      header: () => true,
      row: (cells) => rows.push(cells),
      noHeader: () => {
        throw new Error('no header');
      },
    },
  );
  expect(rows).toEqual([['the "root" user', 'x, y']]);
});
