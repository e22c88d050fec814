import { CoveredTargets } from '../mapping/covered-targets.ts';
import { quotedColumns, TableHeader } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { isHeader } from './columns.ts';
import { findingOfRow } from './row.ts';

const parse: Parse = async (source, sink, limits) => {
  const rows = new OpenVasRows(sink);
  await readCsv({ source, limits, sink }, rows);
  rows.end();
};

export default parse;

class OpenVasRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  #header = new TableHeader([]);
  #lastSeenAt = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
    sink.scan({ toolName: 'OpenVAS' });
  }

  header(cells: readonly string[]): boolean {
    this.#header = new TableHeader(cells);
    return isHeader(this.#header);
  }

  row(cells: readonly string[], where: string): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    this.#sink.sourceItem();
    const finding = findingOfRow(this.#header.row(cells), where, this.#sink);
    if (finding === undefined) {
      this.#sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A row that names no test (NVT OID or NVT Name) was left out.',
        where,
        dropsItem: true,
      });
      return;
    }
    this.#covered.add(finding.target);
    if (finding.seenAt !== undefined && finding.seenAt > this.#lastSeenAt) this.#lastSeenAt = finding.seenAt;
    this.#sink.finding(finding);
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row of an OpenVAS report (IP, Hostname, Port, NVT Name, NVT OID …). Its first row is: ${quotedColumns(firstRow)}. Export the report again as "CSV Results".`,
      { where: 'line 1' },
    );
  }

  end(): void {
    if (this.#lastSeenAt !== '') this.#sink.scan({ finishedAt: this.#lastSeenAt });
  }
}
