import type { FileHead } from '../parser.ts';
import { detectDelimiter } from '../readers/csv/delimiter.ts';
import { sourceDataOf } from './json.ts';

/** A column name as it is compared: tools change case, spaces and signs between versions ("CVSS v3.0 Base Score", "Exploit?"). */
export function columnKey(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** The header row of a table: columns are found by name, in any order, among any others. */
export class TableHeader {
  readonly cells: readonly string[];
  readonly #places = new Map<string, number[]>();

  constructor(cells: readonly string[]) {
    this.cells = cells;
    cells.forEach((cell, index) => {
      const key = columnKey(cell);
      if (key === '') return;
      const places = this.#places.get(key);
      if (places === undefined) this.#places.set(key, [index]);
      else places.push(index);
    });
  }

  hasAll(...names: readonly string[]): boolean {
    return names.every((name) => this.#places.has(columnKey(name)));
  }

  hasAny(...names: readonly string[]): boolean {
    return names.some((name) => this.#places.has(columnKey(name)));
  }

  row(cells: readonly string[]): TableRow {
    return new TableRow(this.cells, this.#places, cells);
  }
}

export class TableRow {
  readonly #columns: readonly string[];
  readonly #places: ReadonlyMap<string, readonly number[]>;
  readonly #cells: readonly string[];

  constructor(
    columns: readonly string[],
    places: ReadonlyMap<string, readonly number[]>,
    cells: readonly string[],
  ) {
    this.#columns = columns;
    this.#places = places;
    this.#cells = cells;
  }

  /** The first of the named columns that holds something, trimmed. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      for (const index of this.#places.get(columnKey(name)) ?? []) {
        const cell = this.#cells[index]?.trim() ?? '';
        if (cell !== '') return cell;
      }
    }
    return undefined;
  }

  /** Cells that have no place of their own, under their column's name, bounded as source data is. `leaveOut` holds column keys. */
  others(leaveOut: ReadonlySet<string>): Record<string, unknown> {
    const kept = new Map<string, string>();
    this.#cells.forEach((cell, index) => {
      const name = this.#columns[index]?.trim() || `column ${index + 1}`;
      if (cell.trim() === '' || leaveOut.has(columnKey(name))) return;
      kept.set(kept.has(name) ? `${name} (${index + 1})` : name, cell.trim());
    });
    return sourceDataOf(Object.fromEntries(kept), new Set());
  }
}

/** Column keys of columns that have a place in a finding, for `TableRow.others`. */
export function columnKeys(...names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map(columnKey));
}

/** How a list of columns is shown to the person whose file lacks a header. */
export function quotedColumns(cells: readonly string[]): string {
  const shown = cells.slice(0, 10).map((cell) => `"${cell.slice(0, 60)}"`);
  return shown.join(', ') + (cells.length > 10 ? ` and ${cells.length - 10} more` : '');
}

const maxRows = 50;
const known = new WeakMap<FileHead, readonly TableHeader[]>();

/** The first row of the file's head that `accept` takes for a header; exports put titles and dates above it. */
export function tableHead(head: FileHead, accept: (header: TableHeader) => boolean): TableHeader | undefined {
  const rows = known.get(head) ?? rowsOf(head.text).map((cells) => new TableHeader(cells));
  known.set(head, rows);
  return rows.find(accept);
}

/** Rows of a text that looks like a table, at most 50; quotes may span lines. */
function rowsOf(text: string): readonly string[][] {
  if (/^\s*[<{[]/.test(text)) return [];
  const delimiter = detectDelimiter(text);
  const rows: string[][] = [];
  let row: string[] = [];
  const sign = delimiter === '|' ? '\\|' : delimiter;
  const cell = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|([^"\\r\\n${sign}][^\\r\\n${sign}]*)|)(\\r?\\n|\\r|${sign}|$)`,
    'y',
  );
  while (cell.lastIndex < text.length && rows.length < maxRows) {
    const match = cell.exec(text);
    if (match === null) break;
    row.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
    if (match[3] !== delimiter) {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
