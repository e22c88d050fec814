import type { TextCell, TextLine } from '../../readers/document/model.ts';
import { fieldKindOf } from './field-kind.ts';

/** Lines of one row stand about as close as lines of a paragraph do; rows stand further apart. */
const rowSlack = 1.18;
const maxWithinRow = 1.75;
const maxLines = 120;
/** Left edges closer than this belong to one column: bullets and indents move them. */
const columnSlack = 28;

/**
 * Sets rows of fields upright again. In a table whose cells are centred a label stands beside the middle of its value, and one that
 * takes two lines stands around it; here the label comes first, whole, and its value line by line behind it.
 */
export function withFieldRows(lines: readonly TextLine[]): readonly TextLine[] {
  const within = Math.min(maxWithinRow, lineSpacing(lines) * rowSlack);
  const upright: TextLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const end = rowEnd(lines, at, within);
    const row = end - at > 1 ? fieldRow(lines.slice(at, end)) : undefined;
    upright.push(...(row ?? lines.slice(at, end)));
    at = end;
  }
  return upright;
}

function rowEnd(lines: readonly TextLine[], at: number, within: number): number {
  const first = lines[at];
  let end = at + 1;
  if (first === undefined || first.table !== undefined) return end;
  for (; end < lines.length && end - at < maxLines; end++) {
    const line = lines[end];
    if (line === undefined || line.gap > within || line.page !== first.page || line.table !== undefined)
      break;
  }
  return end;
}

/** The distance that most lines of running text have, in heights of a line. */
function lineSpacing(lines: readonly TextLine[]): number {
  const counts = new Map<number, number>();
  for (const { gap, cells, mono, text } of lines) {
    if (cells.length > 1 || mono || text.length < 40 || gap < 1 || gap > 2) continue;
    const rounded = Math.round(gap * 20) / 20;
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [1.4, 0])[0];
}

interface Column {
  readonly x: number;
  readonly cells: { readonly cell: TextCell; readonly line: TextLine }[];
}

/** The row, when its columns are label and value in turn. */
function fieldRow(lines: readonly TextLine[]): readonly TextLine[] | undefined {
  const columns = columnsOf(lines);
  const [first] = lines;
  if (first === undefined || columns.length < 2 || columns.length > 6 || columns.length % 2 !== 0)
    return undefined;
  const labels = columns.filter((_, index) => index % 2 === 0);
  const values = columns.filter((_, index) => index % 2 === 1);
  if (!labels.every((column) => fieldKindOf(textOf(column)) !== undefined)) return undefined;
  if (!labels.every((column) => values.some((value) => standsBeside(lines, column, value)))) return undefined;
  const height = Math.max(...values.map(({ cells }) => cells.length));
  return Array.from({ length: height }, (_, index) => {
    const cells = columns.flatMap((column, at) => {
      if (at % 2 === 1) return column.cells[index] === undefined ? [] : [column.cells[index].cell];
      return index === 0 ? [labelCell(column)] : [];
    });
    const source =
      values.map(({ cells: own }) => own[index]?.line).find((line) => line !== undefined) ?? first;
    return lineOf(cells, { source, gap: index === 0 ? first.gap : 1.3 });
  });
}

/** At the top of the value or beside its middle; a label below the value belongs to what follows. */
function standsBeside(lines: readonly TextLine[], label: Column, value: Column): boolean {
  const places = (column: Column): readonly number[] => column.cells.map(({ line }) => lines.indexOf(line));
  const first = Math.min(...places(label));
  const last = Math.max(...places(label));
  const above = places(value).filter((at) => at < first).length;
  const below = places(value).filter((at) => at > last).length;
  return above === 0 || (below > 0 && Math.abs(above - below) <= 1);
}

function columnsOf(lines: readonly TextLine[]): readonly Column[] {
  const all = lines.flatMap((line) => line.cells.map((cell) => ({ cell, line })));
  const columns: { x: number; last: number; cells: Column['cells'] }[] = [];
  for (const { x } of all.map(({ cell }) => cell).toSorted((a, b) => a.x - b.x)) {
    const column = columns.at(-1);
    if (column === undefined || x - column.last > columnSlack) columns.push({ x, last: x, cells: [] });
    else column.last = x;
  }
  for (const one of all) columns.findLast(({ x }) => one.cell.x >= x)?.cells.push(one);
  return columns;
}

function textOf({ cells }: Column): string {
  return cells.map(({ cell }) => cell.text).join(' ');
}

function labelCell(column: Column): TextCell {
  return {
    text: textOf(column),
    x: column.x,
    right: Math.max(...column.cells.map(({ cell }) => cell.right)),
    bold: column.cells.every(({ cell }) => cell.bold),
  };
}

function lineOf(
  cells: readonly TextCell[],
  { source, gap }: { readonly source: TextLine; readonly gap: number },
): TextLine {
  return {
    ...source,
    cells,
    text: cells.map(({ text }) => text).join(' '),
    x: cells[0]?.x ?? source.x,
    right: cells.at(-1)?.right ?? source.right,
    bold: cells.every(({ bold }) => bold),
    boldLength: 0,
    gap,
  };
}
