import { pipeline } from 'node:stream/promises';
import { CsvError, parse as createParser } from 'csv-parse';
import { type ParseLimits, type ParseSink, ReportError } from '../../parser.ts';
import { textWindows } from '../text/windows.ts';
import { detectDelimiter } from './delimiter.ts';

export interface CsvReading {
  readonly source: AsyncIterable<Uint8Array>;
  readonly limits: ParseLimits;
  readonly sink: Pick<ParseSink, 'problem'>;
  /** For tools that write cells without quoting them: a quote inside such a cell is a character like any other. */
  readonly quotesInCells?: 'KEPT';
}

export interface CsvEvents {
  /**
   * Offered the rows in order until one is taken as the header (return true): exports put titles and dates above it.
   * At most 50 rows are offered.
   */
  header(cells: readonly string[], line: number): boolean;
  /** Rows after the header in which at least one cell holds something. */
  row(cells: readonly string[], where: string): void;
  /** No row was taken as header; throw a ReportError that names the columns it takes. */
  noHeader(firstRow: readonly string[]): never;
}

/** A record above this cannot be an honest row; it is what an unclosed quote leads to. */
const maxRecordLength = 4 * 1024 * 1024;
const maxRowsBeforeHeader = 50;

/**
 * Streams CSV (RFC 4180; comma, semicolon, tab or bar; quotes may span lines). Cells are content: a formula stays as it is.
 * @throws ReportError for a quote that is never closed, too many columns, and text that is not UTF-8 or UTF-16.
 */
export async function readCsv(reading: CsvReading, events: CsvEvents): Promise<void> {
  const windows = textWindows(reading.source);
  const { value: first, done } = await windows.next();
  if (done === true) throw new ReportError('The file is empty: it holds no header row.');
  const rows = new RowReader(reading, events);
  const parser = createParser({
    delimiter: detectDelimiter(first),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    relax_quotes: reading.quotesInCells === 'KEPT',
    max_record_size: Math.min(maxRecordLength, reading.limits.maxItemBytes),
  });
  try {
    await pipeline(continued(first, windows), parser, async (records: AsyncIterable<unknown>) => {
      for await (const record of records) rows.add(record);
    });
  } catch (error) {
    throw error instanceof CsvError ? csvFault(error) : error;
  }
  rows.end();
}

async function* continued(
  first: string,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<string, void, undefined> {
  yield first;
  yield* rest;
}

class RowReader {
  readonly #reading: CsvReading;
  readonly #events: CsvEvents;
  #hasHeader = false;
  #offered = 0;
  #first: readonly string[] = [];

  constructor(reading: CsvReading, events: CsvEvents) {
    this.#reading = reading;
    this.#events = events;
  }

  add(value: unknown): void {
    const { record, line } = recordOf(value);
    const { maxColumns } = this.#reading.limits;
    if (record.length > maxColumns) {
      throw new ReportError(
        `The row that ends at line ${line} has ${record.length} columns; at most ${maxColumns} are read.`,
        {
          code: 'PAYLOAD_TOO_LARGE',
          where: `line ${line}`,
        },
      );
    }
    const cells = record.map((cell) => this.#cell(cell, line));
    if (cells.every((cell) => cell === '')) return;
    if (this.#hasHeader) this.#events.row(cells, `line ${line}`);
    else this.#offer(cells, line);
  }

  end(): void {
    if (!this.#hasHeader) this.#events.noHeader(this.#first);
  }

  #offer(cells: readonly string[], line: number): void {
    if (this.#offered === 0) this.#first = cells;
    this.#offered += 1;
    this.#hasHeader = this.#events.header(cells, line);
    if (!this.#hasHeader && this.#offered >= maxRowsBeforeHeader) this.#events.noHeader(this.#first);
  }

  #cell(cell: string, line: number): string {
    const { maxTextLength } = this.#reading.limits;
    let text = cell;
    if (text.includes('\u0000') || text.includes('\uFEFF')) {
      text = text.replaceAll('\uFEFF', '').replaceAll('\u0000', '\uFFFD');
      this.#note('CHARACTER_REPLACED', 'A cell holds a byte-order mark or NUL, which was taken out.', line);
    }
    if (text.length <= maxTextLength) return text.toWellFormed();
    this.#note(
      'FIELD_TRUNCATED',
      `A cell is ${text.length} characters long; the first ${maxTextLength} were kept.`,
      line,
    );
    return text.slice(0, maxTextLength).toWellFormed();
  }

  #note(code: string, message: string, line: number): void {
    this.#reading.sink.problem({ code, message, where: `line ${line}`, dropsItem: false });
  }
}

/** With `info: true` csv-parse gives each record with the line it ends at. */
function recordOf(value: unknown): { record: readonly string[]; line: number } {
  if (typeof value !== 'object' || value === null || !('record' in value) || !('info' in value)) {
    throw new TypeError('csv-parse gave a record without info');
  }
  const { record, info } = value;
  const lines = typeof info === 'object' && info !== null && 'lines' in info ? Number(info.lines) : 0;
  return { record: Array.isArray(record) ? record.map(String) : [], line: lines };
}

function csvFault(error: CsvError): ReportError {
  const line = typeof error.lines === 'number' ? error.lines : 0;
  const where = `line ${line}`;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new ReportError(
      `A quote that opens near line ${line} is never closed; the file looks cut off. Export it again.`,
      {
        where,
      },
    );
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new ReportError(
      `The row at line ${line} is longer than ${maxRecordLength} characters; a quote before it is probably not closed.`,
      { code: 'PAYLOAD_TOO_LARGE', where },
    );
  }
  return new ReportError(`The CSV is not valid near line ${line}: a quote stands where none may stand.`, {
    where,
  });
}
