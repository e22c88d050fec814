import { squeeze } from '../document/clean.ts';
import type { TextCell, TextLine } from '../document/model.ts';
import { bandsOf } from './columns.ts';
import type { FontBook } from './fonts.ts';
import type { PagePieces, Piece } from './piece.ts';

/** A line with its place on the page, from which headers, footers and columns are told. */
export interface PlacedLine extends TextLine {
  /** Distance of the base line from the top, and the page's height. */
  readonly y: number;
  readonly pageHeight: number;
  readonly pageWidth: number;
}

interface Run extends Piece {
  readonly bold: boolean;
  readonly mono: boolean;
}

/** Widths of a letter from which a space, and from which another column, is seen. */
const spaceWidth = 0.15;
const columnWidth = 0.85;
const tightColumnWidth = 0.5;

/** Pieces of one page as lines from top to bottom, each with its cells from left to right. */
export function linesOf(page: PagePieces, number: number, fonts: FontBook): PlacedLine[] {
  const runs = withoutRepeats(page.pieces.map((piece) => ({ ...piece, ...fonts.faceOf(piece.font) })));
  const lines: PlacedLine[] = [];
  for (const band of bandsOf(runs, page.width)) {
    const rows = rowsOf(band);
    const starts = columnStarts(rows);
    for (const row of rows) {
      const line = lineOf(row, { page, number, starts, above: lines.at(-1) });
      if (line !== undefined) lines.push(line);
    }
  }
  return lines;
}

/** Bold letters made by printing the same text twice, a hair apart. */
function withoutRepeats(runs: readonly Run[]): readonly Run[] {
  const seen = new Map<string, number>();
  const kept: Run[] = [];
  for (const run of runs) {
    const key = `${run.text}\n${Math.round(run.x / 2)}\n${Math.round(run.y / 2)}`;
    const before = seen.get(key);
    const same = before === undefined ? undefined : kept[before];
    if (before !== undefined && same !== undefined) kept[before] = { ...same, bold: true };
    else seen.set(key, kept.push(run) - 1);
  }
  return kept;
}

/** Runs of one base line, raised and lowered marks included. */
function rowsOf(runs: readonly Run[]): readonly Run[][] {
  const rows: Run[][] = [];
  let base = Number.NEGATIVE_INFINITY;
  for (const run of runs.toSorted((a, b) => a.y - b.y || a.x - b.x)) {
    const row = rows.at(-1);
    if (row === undefined || run.y - base > Math.max(1.5, 0.3 * run.size)) {
      rows.push([run]);
      base = run.y;
    } else row.push(run);
  }
  return rows.map((row) => row.toSorted((a, b) => a.x - b.x));
}

interface CellDraft {
  text: string;
  x: number;
  right: number;
  boldCount: number;
  count: number;
  firstPlain: number;
}

interface LinePlace {
  readonly page: PagePieces;
  readonly number: number;
  readonly starts: ColumnStarts;
  readonly above: PlacedLine | undefined;
}

function lineOf(row: readonly Run[], { page, number, starts, above }: LinePlace): PlacedLine | undefined {
  const drafts = cellsOf(row, starts);
  const cells: TextCell[] = drafts
    .map(({ text, x, right, boldCount, count }) => ({
      text: squeeze(text),
      x,
      right,
      bold: boldCount * 2 > count,
    }))
    .filter(({ text }) => text !== '');
  const [first] = cells;
  const last = cells.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const size = commonSize(row);
  const y = row[0]?.y ?? 0;
  const bold = drafts.every(({ boldCount, count }) => boldCount * 10 >= count * 9);
  return {
    text: cells.map(({ text }) => text).join(' '),
    cells,
    where: `page ${number}`,
    page: number,
    size,
    bold,
    mono: row.every(({ mono }) => mono),
    boldLength: bold ? 0 : (drafts[0]?.firstPlain ?? 0),
    x: first.x,
    right: last.right,
    // The first line of a second column stands above the last one of the first.
    gap: above === undefined || y <= above.y ? Number.POSITIVE_INFINITY : (y - above.y) / size,
    y,
    pageHeight: page.height,
    pageWidth: page.width,
  };
}

/** Left edges, rounded to points, at which rows of this band begin a cell, and how many do. */
type ColumnStarts = ReadonlyMap<number, number>;

function columnStarts(rows: readonly (readonly Run[])[]): ColumnStarts {
  const starts = new Map<number, number>();
  for (const row of rows) {
    for (const [at, run] of row.entries()) {
      const before = row[at - 1];
      if (before !== undefined && run.x - before.right <= columnWidth * run.size) continue;
      const edge = Math.round(run.x);
      starts.set(edge, (starts.get(edge) ?? 0) + 1);
    }
  }
  return starts;
}

/** A wide space, or a smaller one before a place where other rows begin a cell too. */
function beginsCell(run: Run, space: number, starts: ColumnStarts): boolean {
  if (space > columnWidth * run.size) return true;
  if (space <= tightColumnWidth * run.size) return false;
  const edge = Math.round(run.x);
  return [edge - 1, edge, edge + 1].reduce((sum, at) => sum + (starts.get(at) ?? 0), 0) >= 2;
}

function cellsOf(row: readonly Run[], starts: ColumnStarts): CellDraft[] {
  const cells: CellDraft[] = [];
  for (const run of row) {
    const cell = cells.at(-1);
    const count = letters(run.text);
    const boldCount = run.bold ? count : 0;
    const space = cell === undefined ? 0 : run.x - cell.right;
    if (cell === undefined || beginsCell(run, space, starts)) {
      const { text, x, right } = run;
      cells.push({ text, x, right, boldCount, count, firstPlain: run.bold ? squeeze(text).length : 0 });
      continue;
    }
    const wasBold = cell.boldCount === cell.count;
    cell.text += space > spaceWidth * run.size ? ` ${run.text}` : run.text;
    cell.right = Math.max(cell.right, run.right);
    cell.boldCount += boldCount;
    cell.count += count;
    if (wasBold && run.bold) cell.firstPlain = squeeze(cell.text).length;
  }
  return cells;
}

function letters(text: string): number {
  return text.replace(/\s+/g, '').length;
}

/** Size of most letters of the row: a footnote mark or an initial does not decide. */
function commonSize(row: readonly Run[]): number {
  const counts = new Map<number, number>();
  for (const { size, text } of row) {
    const rounded = Math.round(size * 10) / 10;
    counts.set(rounded, (counts.get(rounded) ?? 0) + letters(text));
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [1, 0])[0];
}
