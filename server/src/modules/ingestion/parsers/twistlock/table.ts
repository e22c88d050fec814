import { CoveredTargets } from '../mapping/covered-targets.ts';
import { reportRow } from '../mapping/report-row.ts';
import { columnKeys, quotedColumns, TableHeader, type TableRow } from '../mapping/table.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type ParseLimits, type ParseSink, type RawFinding, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { findingOfIssue } from './issue.ts';
import { isTwistlockHeader } from './manifest.ts';
import { imageName, targetOf } from './target.ts';

/** Reads the tables that the console exports. */
export async function parseTable(
  source: AsyncIterable<Uint8Array>,
  sink: ParseSink,
  limits: ParseLimits,
): Promise<void> {
  await readCsv({ source, limits, sink }, new TwistlockRows(sink));
}

const mappedColumns = columnKeys(
  'CVE ID',
  'Compliance ID',
  'Severity',
  'Packages',
  'Package Version',
  'Description',
  'Cause',
  'Risk Factors',
  'Vulnerability Link',
);

class TwistlockRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  #header = new TableHeader([]);

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    if (!isTwistlockHeader(header)) return false;
    this.#header = header;
    return true;
  }

  row(cells: readonly string[], where: string): void {
    const finding = findingOfRow(this.#header.row(cells), where, this.#sink);
    reportRow(this.#sink, finding, { where, lacks: 'has neither a CVE ID nor a Compliance ID' });
    if (finding === undefined) return;
    this.#covered.add(finding.target, {
      complete: false,
      note: 'A table lists findings, not all that was scanned.',
    });
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row of Prisma Cloud with CVE ID, Severity, Packages and Package Version. Its first row is: ${quotedColumns(firstRow)}.`,
      { where: 'line 1' },
    );
  }
}

function findingOfRow(row: TableRow, where: string, sink: ParseSink): RawFinding | undefined {
  const cve = row.text('CVE ID');
  const kind = cve === undefined ? 'COMPLIANCE' : 'VULNERABILITY';
  const complianceId = row.text('Compliance ID');
  const issue: JsonObject = {
    id: cve ?? (complianceId === '0' ? null : (complianceId ?? null)),
    severity: row.text('Severity') ?? null,
    cvss: row.text('CVSS') ?? null,
    status: row.text('Fix Status') ?? null,
    packageName: row.text('Packages', 'Source Package') ?? null,
    packageVersion: row.text('Package Version') ?? null,
    packagePath: row.text('Package Path') ?? null,
    packageType: row.text('Type') ?? null,
    link: row.text('Vulnerability Link') ?? null,
    description: row.text('Description') ?? null,
    cause: row.text('Cause') ?? null,
    // A compliance row has no title of its own; its description begins with it.
    title: row.text('Title') ?? row.text('Description')?.split(/\n|\. /, 1)[0] ?? null,
    riskFactors: row.text('Risk Factors') ?? null,
  };
  const [registry, repository, tag] = [row.text('Registry'), row.text('Repository'), row.text('Tag')];
  const target = targetOf({
    image: imageName(registry, repository, tag),
    id: row.text('Id'),
    hostname: row.text('Hostname', 'Hosts'),
    system: row.text('Distro'),
  });
  const seenAt = utcOfIso(row.text('Scan Time') ?? '');
  const finding = findingOfIssue(issue, { kind, where, target, seenAt, sink });
  return finding === undefined ? undefined : { ...finding, sourceData: row.others(mappedColumns) };
}
