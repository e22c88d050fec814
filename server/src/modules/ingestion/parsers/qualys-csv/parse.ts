import { CoveredTargets } from '../mapping/covered-targets.ts';
import { quotedColumns, TableHeader, type TableRow } from '../mapping/table.ts';
import { utcOfClock } from '../mapping/time-clock.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { columns, confidenceOfHeader } from './columns.ts';
import { utcOfHeading } from './heading.ts';
import { targetOfRow } from './host.ts';
import { findingOfRow } from './row.ts';

const parse: Parse = async (source, sink, limits) => {
  await readCsv({ source, limits, sink }, new QualysRows(sink));
};

export default parse;

class QualysRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  #header = new TableHeader([]);
  #rowPerCve = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
    sink.scan({ toolName: 'Qualys' });
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    if (confidenceOfHeader(header) === 0) {
      this.#heading(cells);
      return false;
    }
    this.#header = header;
    // The view by CVE of VMDR.
    this.#rowPerCve = header.hasAll('CVE') && header.hasAny('CVE-Description', 'Asset Id', 'Asset Name');
    return true;
  }

  row(cells: readonly string[], where: string): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    const row = this.#header.row(cells);
    if (isDetection(row)) this.#detection(row, where);
    else this.#host(row);
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row of a Qualys export (QID, Title, Severity, IP or Asset Name …). Its first row is: ${quotedColumns(firstRow)}. Export it again with these columns.`,
      { where: 'line 1' },
    );
  }

  /** Titles, names and dates stand above the header. */
  #heading(cells: readonly string[]): void {
    for (const cell of cells) {
      const time = utcOfHeading(cell) ?? utcOfClock(cell);
      if (time !== undefined) this.#sink.scan({ finishedAt: time });
    }
  }

  #detection(row: TableRow, where: string): void {
    this.#sink.sourceItem();
    const finding = findingOfRow(row, { where, sink: this.#sink, rowPerCve: this.#rowPerCve });
    if (finding === undefined) {
      this.#sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A row with neither a QID nor a title was left out.',
        where,
        dropsItem: true,
      });
      return;
    }
    this.#covered.add(finding.target);
    this.#sink.finding(finding);
  }

  /** A row that names a host alone: nothing was found there, or it was not scanned. Lines below the table name none. */
  #host(row: TableRow): void {
    const target = targetOfRow(row);
    if (target.ip === undefined) return;
    const status = row.text('IP Status') ?? '';
    if (/not\s+(?:alive|scanned|found)/i.test(status))
      this.#covered.add(target, { complete: false, note: `Qualys says: ${status.slice(0, 200)}.` });
    else if (status !== '') this.#covered.add(target);
  }
}

function isDetection(row: TableRow): boolean {
  return row.text(...columns.qid, ...columns.title, ...columns.level, ...columns.cve, 'Type') !== undefined;
}
