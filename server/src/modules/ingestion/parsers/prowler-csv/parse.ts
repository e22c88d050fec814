import { ProwlerResults } from '../mapping/prowler.ts';
import { reportRow } from '../mapping/report-row.ts';
import { quotedColumns, TableHeader } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { isProwlerHeader } from './manifest.ts';
import { resultOfRow } from './row.ts';

const parse: Parse = async (source, sink, limits) => {
  const rows = new ProwlerRows(sink);
  // Version 2 quotes nothing, and its prose speaks of the "root" account.
  await readCsv({ source, limits, sink, quotesInCells: 'KEPT' }, rows);
  rows.end();
};

export default parse;

class ProwlerRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #results: ProwlerResults;
  #header = new TableHeader([]);
  #version: string | undefined;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#results = new ProwlerResults(sink);
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    if (!isProwlerHeader(header)) return false;
    this.#header = header;
    return true;
  }

  row(cells: readonly string[], where: string): void {
    // Runs over several accounts are often joined with their headers.
    if (cells.every((cell, index) => cell === this.#header.cells[index])) return;
    const row = this.#header.row(cells);
    const finding = this.#results.finding(resultOfRow(row, where));
    reportRow(this.#sink, finding, { where, lacks: 'has neither check id nor title' });
    const version = row.text('PROWLER_VERSION');
    if (version !== undefined && version !== this.#version)
      this.#sink.scan({ toolVersion: version.slice(0, 100) });
    this.#version = version;
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row of Prowler (CHECK_ID, CHECK_TITLE, STATUS, STATUS_EXTENDED, or TITLE_ID, TITLE_TEXT, CHECK_RESULT). Its first row is: ${quotedColumns(firstRow)}.`,
      { where: 'line 1' },
    );
  }

  end(): void {
    this.#results.end();
  }
}
