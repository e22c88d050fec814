import type { TextCell, TextLine } from '../../readers/document/model.ts';
import { fieldKindOf } from './field-kind.ts';
import { wholeId } from './finding-id.ts';
import { looksLikeHeading } from './heading.ts';
import { ratingOf, startsSeverityWord } from './severity-text.ts';
import type { Structure } from './structure.ts';
import { type Column, type ColumnKind, columnOf, type TableHead, tableHeadAt } from './table-columns.ts';

/** Texts of one row by column, lines of a cell in their order. */
export interface TableRow {
  readonly at: number;
  readonly cells: ReadonlyMap<Column, readonly string[]>;
}

export interface RowsOfTable {
  readonly rows: readonly TableRow[];
  /** First line behind the table. */
  readonly end: number;
}

interface RowLine {
  readonly at: number;
  readonly line: TextLine;
  readonly cells: ReadonlyMap<Column, string>;
}

const maxLines = 6_000;

/** Rows below a head, each over as many lines as its longest cell takes, on as many pages as the table has. */
export function rowsBelow(structure: Structure, head: TableHead): RowsOfTable {
  const { lines } = structure;
  const table: RowLine[] = [];
  let at = head.next;
  for (; at < lines.length && table.length < maxLines; at++) {
    const line = lines[at];
    if (line === undefined) break;
    if (repeatsHead(lines, at, head)) continue;
    const cells = cellsOf(line, head.columns);
    if (cells === undefined || endsTable(structure, at, head, table)) break;
    table.push({ at, line, cells });
  }
  return { rows: rowsOf(table, head.columns), end: at };
}

function repeatsHead(lines: readonly TextLine[], at: number, head: TableHead): boolean {
  const again = tableHeadAt(lines, at);
  if (again?.columns.every(({ label }, index) => label === head.columns[index]?.label)) return true;
  const line = lines[at];
  return line?.cells.every(({ text }) => head.columns.some(({ label }) => label === text)) ?? false;
}

/** Undefined when a cell lies over several columns as running text does. */
function cellsOf(line: TextLine, columns: readonly Column[]): ReadonlyMap<Column, string> | undefined {
  const cells = new Map<Column, string>();
  for (const cell of line.cells.flatMap((one) => splitAtId(one, columns))) {
    const crossed = columns.filter(({ x, right }) => cell.x < x - 2 && cell.right > right + 2);
    const begun = columns.filter(({ x }) => x > cell.x + 10 && x < cell.right - 25);
    if (crossed.length > 1 || (begun.length > 1 && cell.text.length > 60)) return undefined;
    const column = columnOf(columns, cell);
    if (column === undefined) return undefined;
    cells.set(column, cells.has(column) ? `${cells.get(column)} ${cell.text}` : cell.text);
  }
  return cells;
}

/** An id and a title that stand so close that they were taken for one cell. */
function splitAtId(cell: TextCell, columns: readonly Column[]): readonly TextCell[] {
  const at = columns.findIndex(({ kind }) => kind === 'ID');
  const [id, next] = [columns[at], columns[at + 1]];
  const space = cell.text.indexOf(' ');
  if (id === undefined || next === undefined || space === -1) return [cell];
  const inId = cell.x < next.x - 4 && cell.x < id.right + 4 && cell.right > next.x + 10;
  if (!inId || wholeId(cell.text.slice(0, space)) === undefined) return [cell];
  return [
    { ...cell, text: cell.text.slice(0, space), right: Math.min(next.x - 1, cell.x + 1) },
    { ...cell, text: cell.text.slice(space + 1), x: next.x },
  ];
}

function endsTable(structure: Structure, at: number, head: TableHead, table: readonly RowLine[]): boolean {
  const { lines, document } = structure;
  const line = lines[at];
  const first = table[0]?.line;
  if (line === undefined) return true;
  // Where the format has tables, this one ends where it ends.
  if (line.table !== lines[head.next - 1]?.table) return true;
  if (line.table !== undefined) return false;
  if (first !== undefined && line.size > first.size * 1.12) return true;
  if (line.level !== undefined) return true;
  const alone = line.cells.length === 1;
  if (
    alone &&
    fieldKindOf(line.text) !== undefined &&
    line.gap > 1.7 &&
    first !== undefined &&
    line.x <= first.x + 2
  )
    return true;
  if (alone && line.gap > 4 && Number.isFinite(line.gap)) return true;
  if (alone && first !== undefined && looksLikeHeading(line, document) && !first.bold) {
    // A bold word in a rated cell is a row's own; a bold line from the left edge begins something else.
    if (line.x <= first.x + 2 && ratingOf(line.text) === undefined && !hasKind(table.at(-1), 'ID'))
      return true;
  }
  return tableHeadAt(lines, at) !== undefined;
}

function hasKind(row: RowLine | undefined, kind: ColumnKind): boolean {
  return row !== undefined && [...row.cells.keys()].some((column) => column.kind === kind);
}

/** Lines that carry an id or a rating make a row; the others belong to the row before or after. */
function rowsOf(table: readonly RowLine[], columns: readonly Column[]): readonly TableRow[] {
  const anchors = anchorsOf(table, columns);
  if (anchors.length === 0) return [];
  const bounds = boundsBySpace(table, anchors) ?? boundsByAnchors(table, anchors);
  return anchors.map((anchor, index) =>
    makeRow(table.slice(bounds[index] ?? 0, bounds[index + 1] ?? table.length), table[anchor]?.at ?? 0),
  );
}

/**
 * Where each row begins, told by the space between lines of the title column: lines of one title stand closer than two titles do,
 * however the cells beside them are set. Undefined where that does not give each anchor a row of its own.
 */
function boundsBySpace(table: readonly RowLine[], anchors: readonly number[]): readonly number[] | undefined {
  const titled = [...table.keys()].filter((at) => hasKind(table[at], 'TITLE'));
  const steps = titled.slice(1).map((at, index) => ({
    from: titled[index] ?? 0,
    to: at,
    space: spaceTo(table, titled[index] ?? 0, at),
  }));
  const closest = Math.min(...steps.map(({ space }) => space).filter((space) => space >= 1));
  const bounds = [0];
  for (const { from, to, space } of steps) {
    if (space > closest * 1.25 || !Number.isFinite(space)) bounds.push(widestGap(table, from + 1, to));
  }
  const anchored = bounds.map(
    (start, index) => anchors.filter((at) => at >= start && at < (bounds[index + 1] ?? table.length)).length,
  );
  return bounds.length === anchors.length && anchored.every((count) => count === 1) ? bounds : undefined;
}

function spaceTo(table: readonly RowLine[], from: number, to: number): number {
  let space = 0;
  for (let at = from + 1; at <= to; at++) space += table[at]?.line.gap ?? 0;
  return space;
}

/** Positions in `table` of the lines that make a row: by the id, else by the rating, else by the title. */
function anchorsOf(table: readonly RowLine[], columns: readonly Column[]): readonly number[] {
  const positions = (wanted: (row: RowLine, at: number) => boolean): number[] =>
    [...table.keys()].filter((at) => {
      const row = table[at];
      return row !== undefined && wanted(row, at);
    });
  const text = (row: RowLine, kind: ColumnKind): string =>
    [...row.cells].find(([column]) => column.kind === kind)?.[1] ?? '';
  const rated = positions((row) => {
    const value = text(row, 'SEVERITY') || text(row, 'CVSS');
    return value !== '' && (ratingOf(value) !== undefined || startsSeverityWord(value));
  });
  if (columns.some(({ kind }) => kind === 'ID')) {
    const identified = positions((row, at) => {
      const id = text(row, 'ID');
      const before = table[at - 1];
      const continued = before !== undefined && /[-_/]$/.test(text(before, 'ID')) && row.line.gap < 1.9;
      return /[\p{L}\p{N}]/u.test(id) && !continued && id.length <= 40;
    });
    if (identified.length > 0 && (rated.length === 0 || identified.length <= rated.length * 1.5))
      return identified;
  }
  if (rated.length > 0) return rated;
  return positions((row) => text(row, 'STATUS') !== '' && text(row, 'TITLE') !== '');
}

/** Where each row begins. In a table whose cells are centred, lines above the id or rating belong to its row too. */
function boundsByAnchors(table: readonly RowLine[], anchors: readonly number[]): readonly number[] {
  const first = anchors[0] ?? 0;
  const centred = first > 0;
  const bounds = [0];
  for (let index = 1; index < anchors.length; index++) {
    const before = anchors[index - 1] ?? 0;
    const anchor = anchors[index] ?? 0;
    bounds.push(centred ? widestGap(table, before + 1, anchor) : anchor);
  }
  return bounds;
}

/** The line after the widest space between two anchors; the space of a new page is the widest. */
function widestGap(table: readonly RowLine[], from: number, to: number): number {
  let best = to;
  let widest = table[to]?.line.gap ?? 0;
  for (let at = to - 1; at >= from; at--) {
    const gap = table[at]?.line.gap ?? 0;
    if (gap > widest + 0.05) {
      widest = gap;
      best = at;
    }
  }
  return best;
}

function makeRow(part: readonly RowLine[], at: number): TableRow {
  const cells = new Map<Column, string[]>();
  for (const { cells: line } of part) {
    for (const [column, text] of line) {
      const texts = cells.get(column);
      if (texts === undefined) cells.set(column, [text]);
      else texts.push(text);
    }
  }
  return { at, cells };
}
