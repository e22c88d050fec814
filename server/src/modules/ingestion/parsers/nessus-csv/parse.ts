import { CoveredTargets } from '../mapping/covered-targets.ts';
import { quotedColumns, TableHeader } from '../mapping/table.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { confidenceOfHeader } from './columns.ts';
import { findingOfRow } from './row.ts';

const parse: Parse = async (source, sink, limits) => {
  const rows = new NessusRows(sink);
  await readCsv({ source, limits, sink }, rows);
  rows.end();
};

export default parse;

class NessusRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  #header = new TableHeader([]);
  #rowPerCve = false;
  #lastSeenAt = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    if (confidenceOfHeader(header) === 0) return false;
    this.#header = header;
    this.#rowPerCve = header.hasAll('Plugin ID', 'Host');
    const toolName = header.hasAny('definition.id', 'Host Scan ID')
      ? 'Tenable Vulnerability Management'
      : header.hasAll('Plugin', 'Repository')
        ? 'Tenable Security Center'
        : 'Nessus';
    this.#sink.scan({ toolName });
    return true;
  }

  row(cells: readonly string[], where: string): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    this.#sink.sourceItem();
    const row = this.#header.row(cells);
    const finding = findingOfRow(row, { where, sink: this.#sink, rowPerCve: this.#rowPerCve });
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
      `The CSV has no header row of a Nessus or Tenable export (Plugin ID, Name, Host, Risk … or Plugin, Plugin Name, IP Address …). Its first row is: ${quotedColumns(firstRow)}. Export it again with these columns.`,
      { where: 'line 1' },
    );
  }

  end(): void {
    if (this.#lastSeenAt !== '') this.#sink.scan({ finishedAt: this.#lastSeenAt });
  }
}
