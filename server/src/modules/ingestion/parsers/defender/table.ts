import { CoveredTargets } from '../mapping/covered-targets.ts';
import { findingOf } from '../mapping/finding.ts';
import { reportRow } from '../mapping/report-row.ts';
import { severityOfWord } from '../mapping/severity.ts';
import { columnKeys, quotedColumns, TableHeader, type TableRow } from '../mapping/table.ts';
import { type ParseLimits, type ParseSink, type RawFinding, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { isDefenderHeader } from './manifest.ts';
import { findingOfSoftware } from './software.ts';

/** Reads the tables: software of devices from advanced hunting, and the portal's security recommendations. */
export async function parseTable(
  source: AsyncIterable<Uint8Array>,
  sink: ParseSink,
  limits: ParseLimits,
): Promise<void> {
  await readCsv({ source, limits, sink }, new DefenderRows(sink));
}

/** Fields of the API by which advanced hunting names its columns, in upper case there. */
const softwareFields = [
  'id',
  'cveId',
  'deviceId',
  'deviceName',
  'osPlatform',
  'osVersion',
  'softwareVendor',
  'softwareName',
  'softwareVersion',
  'productVendor',
  'productName',
  'productVersion',
  'vulnerabilitySeverityLevel',
  'severity',
  'cvssScore',
  'recommendedSecurityUpdate',
  'recommendedSecurityUpdateId',
  'recommendedSecurityUpdateUrl',
  'exploitabilityLevel',
  'cveMitigationStatus',
  'lastSeenTimestamp',
  'diskPaths',
  'registryPaths',
] as const;
const softwareColumns = columnKeys(...softwareFields);
const adviceColumns = columnKeys('Security recommendation', 'Related component');

class DefenderRows implements CsvEvents {
  readonly #sink: ParseSink;
  readonly #covered: CoveredTargets;
  #header = new TableHeader([]);

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#covered = new CoveredTargets(sink);
  }

  header(cells: readonly string[]): boolean {
    const header = new TableHeader(cells);
    if (!isDefenderHeader(header)) return false;
    this.#header = header;
    return true;
  }

  row(cells: readonly string[], where: string): void {
    const row = this.#header.row(cells);
    const isSoftware = this.#header.hasAll('CveId');
    const finding = isSoftware ? softwareOf(row, where, this.#sink) : adviceOf(row, where);
    reportRow(this.#sink, finding, { where, lacks: isSoftware ? 'has no CVE' : 'has no recommendation' });
    if (finding === undefined) return;
    this.#covered.add(finding.target, {
      complete: false,
      note: 'An export is a view, not all that was looked for.',
    });
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV has no header row of Microsoft Defender: software has DeviceId, CveId and SoftwareName, recommendations Security recommendation and Exposed devices. Its first row is: ${quotedColumns(firstRow)}.`,
      { where: 'line 1' },
    );
  }
}

function softwareOf(row: TableRow, where: string, sink: ParseSink): RawFinding | undefined {
  const record: JsonObject = {};
  for (const field of softwareFields) record[field] = row.text(field) ?? null;
  const finding = findingOfSoftware(record, where, sink);
  return finding === undefined ? undefined : { ...finding, sourceData: row.others(softwareColumns) };
}

/** The portal names no severity; its impact on the exposure score is no rating of a weakness. */
function adviceOf(row: TableRow, where: string): RawFinding | undefined {
  const title = row.text('Security recommendation');
  if (title === undefined) return undefined;
  const word = row.text('Severity') ?? '';
  const name = row.text('Related component');
  const weaknesses = Number(row.text('Weaknesses', 'Vulnerabilities') ?? 0);
  const status = row.text('Status')?.toLowerCase() ?? '';
  return findingOf({
    where,
    ruleId: title,
    title,
    severity: severityOfWord(word) ?? 'MEDIUM',
    sourceSeverity: word,
    resultClass: weaknesses > 0 ? 'VULNERABILITY' : 'EXPOSURE_SIGNAL',
    evidenceClass: 'INFERRED',
    target: { kind: 'OTHER', raw: '' },
    component: name === undefined ? undefined : { name },
    remediation: title,
    exploitAvailable: /exploit/i.test(row.text('Threats') ?? '') || undefined,
    sourceStatus: status.includes('exception') ? 'ACCEPTED' : status === 'completed' ? 'FIXED' : undefined,
    sourceData: row.others(adviceColumns),
  });
}
