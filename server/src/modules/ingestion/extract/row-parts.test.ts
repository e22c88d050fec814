import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowParts } from './row-parts.ts';

async function partsOf(chunks: readonly Buffer[], partBytes: number): Promise<string[]> {
  const parts = new RowParts(Readable.from(chunks), partBytes);
  const read: string[] = [];
  for (let part = await parts.next(); part !== undefined; part = await parts.next()) {
    const pieces: Buffer[] = [];
    for await (const piece of part) pieces.push(piece);
    read.push(Buffer.concat(pieces).toString());
  }
  return read;
}

test('every part ends where a row ends, and together they are what came', async () => {
  const row = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => `${text.replaceAll('\n', ' ')}\n`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 60 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 200 }),
      async (rows, chunkLength, partBytes) => {
        const all = Buffer.from(rows.join(''));
        const count = Math.ceil(all.length / chunkLength);
        const chunks = Array.from({ length: count }, (_, n) =>
          all.subarray(n * chunkLength, (n + 1) * chunkLength),
        );
        const parts = await partsOf(chunks, partBytes);
        expect(parts.join('')).toBe(all.toString());
        for (const part of parts) expect(part.endsWith('\n')).toBe(true);
        // The last row's end may lie one piece before the bound.
        for (const part of parts.slice(0, -1))
          expect(Buffer.byteLength(part)).toBeGreaterThan(partBytes - chunkLength);
      },
    ),
  );
});

test('no rows are no parts', async () => {
  expect(await partsOf([], 10)).toEqual([]);
});

test('a row longer than a part is not cut', async () => {
  const long = `${'x'.repeat(100)}\n`;
  expect(await partsOf([Buffer.from(long + long)], 10)).toEqual([long + long]);
  expect(await partsOf([Buffer.from(long), Buffer.from(long)], 10)).toEqual([long, long]);
});
