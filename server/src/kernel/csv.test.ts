import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.ts';

const cells = fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 6 });
const risky = fc
  .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string({ maxLength: 20 }))
  .map(([first, rest]) => first + rest);

/** As a spreadsheet reads it. */
function read(line: string): readonly string[] {
  const rows: unknown = parse(line, { relax_column_count: true });
  if (!Array.isArray(rows) || rows.length !== 1 || !Array.isArray(rows[0])) throw new Error('not one row');
  return rows[0].map(String);
}

describe('a line of CSV', () => {
  it('never has a cell that a spreadsheet runs, whatever the text (ASVS 1.2.10)', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(risky, fc.string()), { minLength: 1, maxLength: 5 }), (values) => {
        for (const cell of read(csvLine([...values, 'end']))) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  it('gives back what it was made from, but for the apostrophe', () => {
    fc.assert(
      fc.property(cells, (values) => {
        const expected = values.map((text) => text.toWellFormed().replaceAll('\u0000', '\uFFFD'));
        const back = read(csvLine([...values, 'end'])).slice(0, -1);
        expect(back.map((cell, index) => (cell === `'${expected[index]}` ? expected[index] : cell))).toEqual(
          expected,
        );
      }),
    );
  });

  it('writes null as nothing, numbers and truths plainly', () => {
    expect(csvLine([null, 7.5, true, 'a,b', 'say "so"'])).toBe(',7.5,true,"a,b","say ""so"""\r\n');
  });
});
