import type { TextCell } from '../document/model.ts';
import type { PlacedLine } from './lines.ts';

/** A page needs so many lines, and so large a share of them split at one place, before it counts as set in two columns. */
const minLines = 24;
const minShare = 0.5;
/** Letters a cell has on average in running text; the cells of tables are shorter. */
const proseLength = 24;

/**
 * Lines of a page in reading order: on a page set in two columns the left one comes first, within the bands that lines over the
 * whole width make. Tables and pairs of label and value stay as they are.
 */
export function inReadingOrder(lines: readonly PlacedLine[]): readonly PlacedLine[] {
  const gutter = gutterOf(lines);
  if (gutter === undefined) return lines;
  const ordered: PlacedLine[] = [];
  let left: PlacedLine[] = [];
  let right: PlacedLine[] = [];
  const flush = (): void => {
    ordered.push(...left, ...right);
    left = [];
    right = [];
  };
  for (const line of lines) {
    if (line.cells.some(({ x, right: end }) => x < gutter && end > gutter)) {
      flush();
      ordered.push(line);
      continue;
    }
    const before = line.cells.filter(({ right: end }) => end <= gutter);
    const after = line.cells.filter(({ x }) => x >= gutter);
    if (before.length > 0) left.push(withCells(line, before));
    if (after.length > 0) right.push(withCells(line, after));
  }
  flush();
  return ordered;
}

function gutterOf(lines: readonly PlacedLine[]): number | undefined {
  if (lines.length < minLines) return undefined;
  const width = lines[0]?.pageWidth ?? 0;
  const split = lines.filter(({ cells }) => cells.length === 2);
  if (split.length < lines.length * minShare) return undefined;
  const edges = split.map(({ cells: [a, b] }) => [a?.right ?? 0, b?.x ?? 0] as const);
  const from = Math.max(...edges.map(([end]) => end));
  const to = Math.min(...edges.map(([, start]) => start));
  if (from >= to || to < width * 0.35 || from > width * 0.65) return undefined;
  const prose = (at: number): boolean =>
    split.reduce((sum, { cells }) => sum + (cells[at]?.text.length ?? 0), 0) / split.length >= proseLength;
  return prose(0) && prose(1) ? (from + to) / 2 : undefined;
}

function withCells(line: PlacedLine, cells: readonly TextCell[]): PlacedLine {
  const x = cells[0]?.x ?? line.x;
  const right = cells.at(-1)?.right ?? line.right;
  const starts = x === line.x;
  return {
    ...line,
    cells,
    x,
    right,
    text: cells.map(({ text }) => text).join(' '),
    bold: cells.every(({ bold }) => bold),
    boldLength: starts ? line.boldLength : 0,
  };
}
