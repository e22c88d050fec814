import type { MappedColumn } from '../parse-options.ts';
import { type ParseSink, ReportError } from '../parser.ts';
import { type ColumnMeaning, isHeader, meaningOf } from './generic-columns.ts';
import { type GenericField, isListField } from './generic-fields.ts';
import { genericFinding } from './generic-finding.ts';

export interface GenericTable {
  readonly sink: ParseSink;
  /** For sentences: "CSV", "spreadsheet". */
  readonly what: string;
  /** A saved mapping; without one columns are known by their names. */
  readonly columns: readonly MappedColumn[] | undefined;
}

/** The generic format as a table: one row, one finding, whatever file the table came in. */
export class GenericRows {
  readonly #table: GenericTable;
  readonly #meaning: (column: string) => ColumnMeaning;
  #meanings: readonly ColumnMeaning[] = [];
  #columns: readonly string[] = [];

  constructor(table: GenericTable) {
    this.#table = table;
    this.#meaning = meaningOf(table.columns);
  }

  /** Takes the row as the header when its columns are those of the format. */
  isHeader(cells: readonly string[], where: string): boolean {
    const meanings = cells.map(this.#meaning);
    const { columns, sink } = this.#table;
    if (!isHeader(meanings, columns)) return false;
    this.#meanings = meanings;
    this.#columns = cells;
    const unknown = cells.filter((cell, index) => cell !== '' && meanings[index] === undefined);
    if (unknown.length > 0) {
      sink.problem({
        code: 'UNKNOWN_COLUMN',
        message: `Columns that the ${columns === undefined ? 'generic format' : 'mapping'} does not know were kept as they are: ${quoted(unknown)}.`,
        where,
        dropsItem: false,
      });
    }
    return true;
  }

  row(cells: readonly string[], where: string): void {
    const { sink } = this.#table;
    sink.sourceItem();
    const { record, others } = this.#split(cells);
    const finding = genericFinding(record, where, sink);
    if (finding === undefined) {
      sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A row without a title was left out.',
        where,
        dropsItem: true,
      });
      return;
    }
    sink.finding(
      others.length > 0 ? { ...finding, sourceData: { ...finding.sourceData, ...cut(others) } } : finding,
    );
  }

  #split(cells: readonly string[]) {
    const record: Partial<Record<GenericField, string>> = {};
    const others: (readonly [string, string])[] = [];
    cells.forEach((cell, index) => {
      const meaning = this.#meanings[index];
      if (cell === '') return;
      if (meaning === undefined || meaning === 'KEPT')
        others.push([this.#columns[index] || `column ${index + 1}`, cell]);
      else if (isListField(meaning) && record[meaning] !== undefined) record[meaning] += `\n${cell}`;
      else record[meaning] ??= cell;
    });
    return { record, others };
  }

  noHeader(firstRow: readonly string[], where: string): never {
    const { what, columns } = this.#table;
    const wanted =
      columns === undefined
        ? 'the columns Title and Severity'
        : `the columns of the mapping: ${quoted(columns.filter(({ field }) => field !== null).map(({ column }) => column))}`;
    const hint = columns === undefined ? ' A column mapping can say which columns hold them.' : '';
    throw new ReportError(
      `The ${what} has no header row with ${wanted}. Its first row is: ${quoted(firstRow)}.${hint}`,
      {
        where,
      },
    );
  }
}

const maxOthersLength = 30_000;

function cut(others: readonly (readonly [string, string])[]): Record<string, string> {
  const kept: Record<string, string> = {};
  let length = 0;
  for (const [name, value] of others) {
    length += name.length + value.length;
    if (length > maxOthersLength) break;
    if (name !== '__proto__') kept[name] = value;
  }
  return kept;
}

function quoted(cells: readonly string[]): string {
  const shown = cells.slice(0, 10).map((cell) => `"${cell.slice(0, 60)}"`);
  return shown.join(', ') + (cells.length > 10 ? ` and ${cells.length - 10} more` : '');
}
