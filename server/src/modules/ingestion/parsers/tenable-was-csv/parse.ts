import { CoveredTargets } from '../mapping/covered-targets.ts';
import { quotedColumns, TableHeader } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { confidenceOfHeader } from './columns.ts';
import { findingOfRow } from './row.ts';

const parse: Parse = async (source, sink, limits) => {
  const rows = new WasRows(sink);
  await readCsv({ source, limits, sink }, rows);
  rows.end();
};

export default parse;

class WasRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  #header = new TableHeader([]);
  #lastSeenAt = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
    sink.scan({ toolName: 'Tenable Web App Scanning' });
  }

  header(cells: readonly string[]): boolean {
    this.#header = new TableHeader(cells);
    return confidenceOfHeader(this.#header) > 0;
  }

  row(cells: readonly string[], where: string): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    this.#sink.sourceItem();
    const finding = findingOfRow(this.#header.row(cells), where, this.#sink);
    if (finding === undefined) {
      this.#sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A row with neither a plugin id nor a name was left out.',
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
      `The CSV has no header row of a Tenable Web App Scanning export (Plugin ID, Plugin Name, Severity, URL …). Its first row is: ${quotedColumns(firstRow)}. Export it again with these columns.`,
      { where: 'line 1' },
    );
  }

  end(): void {
    if (this.#lastSeenAt !== '') this.#sink.scan({ finishedAt: this.#lastSeenAt });
  }
}
