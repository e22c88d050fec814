import { columnKeys, quotedColumns, TableHeader } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { EntryReporter } from './entry.ts';

export const parseCsv: Parse = async (source, sink, limits) => {
  const rows = new TestsslRows(sink);
  await readCsv({ source, limits, sink }, rows);
  rows.end();
};

const usedColumns = columnKeys('id', 'fqdn/ip', 'port', 'severity', 'finding', 'cve', 'cwe', 'hint');

class TestsslRows implements CsvEvents {
  readonly #reporter: EntryReporter;
  #header: TableHeader | undefined;

  constructor(sink: ParseSink) {
    this.#reporter = new EntryReporter(sink);
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    if (!header.hasAll('id', 'fqdn/ip', 'port', 'severity', 'finding')) return false;
    this.#header = header;
    return true;
  }

  row(cells: readonly string[], where: string): void {
    const row = this.#header?.row(cells);
    // Runs that append to one file repeat the header.
    if (row === undefined || row.text('severity') === 'severity') return;
    this.#reporter.entry({
      where,
      id: row.text('id'),
      host: row.text('fqdn/ip'),
      port: row.text('port'),
      severity: row.text('severity'),
      finding: row.text('finding'),
      cve: row.text('cve'),
      cwe: row.text('cwe'),
      hint: row.text('hint'),
      sourceData: row.others(usedColumns),
    });
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row with the columns id, fqdn/ip, port, severity and finding. Its first row is: ${quotedColumns(firstRow)}.`,
      { where: 'line 1' },
    );
  }

  end(): void {
    this.#reporter.end();
  }
}
