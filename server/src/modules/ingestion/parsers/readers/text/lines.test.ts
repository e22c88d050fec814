import { expect, test } from 'vitest';
import { defaultLimits } from '../../parser.ts';
import { bytesInChunks, RecordingSink } from '../../recording-sink.ts';
import { readLines } from './lines.ts';

async function read(text: string, maxTextLength = 100) {
  const sink = new RecordingSink();
  const lines: [string, number][] = [];
  const source = bytesInChunks(new TextEncoder().encode(text), 3);
  const limits = { ...defaultLimits, maxTextLength };
  const count = await readLines({ source, limits, sink }, (line, at) => lines.push([line, at]));
  return { lines, count, problems: sink.problems };
}

test('gives each line with its number, whatever ends it', async () => {
  expect(await read('a\r\n\nb\nc')).toEqual({
    lines: [
      ['a', 1],
      ['', 2],
      ['b', 3],
      ['c', 4],
    ],
    count: 4,
    problems: [],
  });
  expect((await read('')).count).toBe(0);
});

test('a long line is cut and said to be', async () => {
  const { lines, problems } = await read(`${'x'.repeat(250)}\ny`, 100);
  expect(lines).toEqual([
    ['x'.repeat(100), 1],
    ['y', 2],
  ]);
  expect(problems).toMatchObject([{ code: 'FIELD_TRUNCATED', where: 'line 1' }]);
});
