import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

const columns = [
  { id: 'title', title: 'Title', cell: () => null, text: (row: { title: string; n: number }) => row.title },
  { id: 'bar', title: 'Bar', cell: () => null },
  { id: 'n', title: 'N', cell: () => null, text: (row: { title: string; n: number }) => String(row.n) },
];

describe('CSV of a table', () => {
  it('holds the columns that have text, quoted as RFC 4180 asks', () => {
    expect(toCsv(columns, [{ title: 'a "b", c\nd', n: 1 }])).toBe('\uFEFFTitle,N\r\n"a ""b"", c\nd",1\r\n');
  });

  it('keeps spreadsheets from running a cell as a formula', () => {
    expect(toCsv(columns, [{ title: '=cmd|calc', n: -1 }])).toBe("\uFEFFTitle,N\r\n'=cmd|calc,'-1\r\n");
  });
});
