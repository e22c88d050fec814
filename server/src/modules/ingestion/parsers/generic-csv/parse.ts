import { fieldOfColumn, type GenericField } from '../mapping/generic-fields.ts';
import { genericFinding } from '../mapping/generic-finding.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';

const parse: Parse = async (source, sink, limits) => {
  await readCsv({ source, limits, sink }, new GenericRows(sink));
};

export default parse;

class GenericRows implements CsvEvents {
  readonly #sink: ParseSink;
  #fields: (GenericField | undefined)[] = [];
  #columns: readonly string[] = [];

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  header(cells: readonly string[], line: number): boolean {
    const fields = cells.map(fieldOfColumn);
    if (!fields.includes('title') || !fields.includes('severity')) return false;
    this.#fields = fields;
    this.#columns = cells;
    const unknown = cells.filter((cell, index) => cell !== '' && fields[index] === undefined);
    if (unknown.length > 0) {
      this.#sink.problem({
        code: 'UNKNOWN_COLUMN',
        message: `Columns that the generic format does not know were kept as they are: ${quoted(unknown)}.`,
        where: `line ${line}`,
        dropsItem: false,
      });
    }
    return true;
  }

  row(cells: readonly string[], where: string): void {
    this.#sink.sourceItem();
    const record: Partial<Record<GenericField, string>> = {};
    const others: Record<string, string> = {};
    cells.forEach((cell, index) => {
      const field = this.#fields[index];
      if (cell === '') return;
      if (field !== undefined) record[field] ??= cell;
      else others[this.#columns[index] || `column ${index + 1}`] = cell;
    });
    const finding = genericFinding(record, where, this.#sink);
    if (finding === undefined) {
      this.#sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A row without a title was left out.',
        where,
        dropsItem: true,
      });
      return;
    }
    const hasOthers = Object.keys(others).length > 0;
    this.#sink.finding(
      hasOthers ? { ...finding, sourceData: { ...finding.sourceData, ...cut(others) } } : finding,
    );
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row with the columns Title and Severity. Its first row is: ${quoted(firstRow)}.`,
      { where: 'line 1' },
    );
  }
}

const maxOthersLength = 30_000;

function cut(others: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  let length = 0;
  for (const [name, value] of Object.entries(others)) {
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
