import type { Piece } from './piece.ts';

/** Where on a page the space between two columns may lie, as shares of its width, and how finely it is looked for. */
const gutterFrom = 0.35;
const gutterTo = 0.65;
const steps = 100;
/** Rows each side needs, letters a row has there on average (cells of tables are shorter), and how many rows may cross. */
const minRows = 12;
const proseLength = 24;
const maxCrossing = 0.12;
/** Share of the right side's rows that begin at one place. */
const minAligned = 0.5;

/**
 * Pieces of a page in the bands in which they are read: on a page set in two columns the left one, then the right one, between
 * what runs over the whole width. A page in one column is one band; tables and pairs of label and value stay as they are.
 */
export function bandsOf<T extends Piece>(pieces: readonly T[], pageWidth: number): readonly (readonly T[])[] {
  const gutter = gutterOf(pieces, pageWidth);
  if (gutter === undefined) return [pieces];
  const bands: T[][] = [];
  let left: T[] = [];
  let right: T[] = [];
  let across: T[] = [];
  const flush = (): void => {
    for (const band of [left, right, across]) if (band.length > 0) bands.push(band);
    left = [];
    right = [];
    across = [];
  };
  for (const row of rowsBySize(pieces)) {
    if (row.some((piece) => crosses(piece, gutter))) {
      if (left.length + right.length > 0) flush();
      across.push(...row);
      continue;
    }
    if (across.length > 0) flush();
    left.push(...row.filter(({ right: end }) => end <= gutter));
    right.push(...row.filter(({ x }) => x >= gutter));
  }
  flush();
  return bands;
}

/** Pieces at one height, from top to bottom. */
function rowsBySize<T extends Piece>(pieces: readonly T[]): readonly (readonly T[])[] {
  const rows: T[][] = [];
  for (const piece of pieces.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    if (row?.[0] !== undefined && piece.y - row[0].y < 1) row.push(piece);
    else rows.push([piece]);
  }
  return rows;
}

function crosses({ x, right }: Piece, at: number): boolean {
  return x < at && right > at;
}

function gutterOf(pieces: readonly Piece[], pageWidth: number): number | undefined {
  let best: number | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= steps; step++) {
    const at = pageWidth * (gutterFrom + ((gutterTo - gutterFrom) * step) / steps);
    const crossing = pieces.filter((piece) => crosses(piece, at)).length;
    if (crossing >= fewest) continue;
    fewest = crossing;
    best = at;
  }
  return best !== undefined && isGutter(pieces, best, fewest) ? best : undefined;
}

function isGutter(pieces: readonly Piece[], at: number, crossing: number): boolean {
  const left = pieces.filter(({ right }) => right <= at);
  const right = pieces.filter(({ x }) => x >= at);
  const rows = [rowsBySize(left), rowsBySize(right)];
  if (rows.some((side) => side.length < minRows || lettersPerRow(side) < proseLength)) return false;
  if (crossing > (left.length + right.length) * maxCrossing) return false;
  const starts = rows[1]?.map((row) => Math.round(Math.min(...row.map(({ x }) => x)) / 3)) ?? [];
  const counts = Map.groupBy(starts, (start) => start);
  const most = Math.max(...[...counts.values()].map((same) => same.length));
  return most >= starts.length * minAligned;
}

function lettersPerRow(rows: readonly (readonly Piece[])[]): number {
  const letters = rows.reduce((sum, row) => sum + row.reduce((count, { text }) => count + text.length, 0), 0);
  return letters / rows.length;
}
