import { addCvesIn } from '../mapping/cve-text.ts';
import { findingOf, serviceOf, statedText } from '../mapping/finding.ts';
import { portOf } from '../mapping/host.ts';
import { addLinks, plainTextOf } from '../mapping/html.ts';
import { addOnce } from '../mapping/identifiers.ts';
import { qualysCvss, qualysCvss3, qualysKind, qualysSeverity } from '../mapping/qualys.ts';
import type { TableRow } from '../mapping/table.ts';
import { utcOfIso } from '../mapping/time.ts';
import { utcOfClock } from '../mapping/time-clock.ts';
import type { CvssStatement, ParseSink, RawFinding } from '../parser.ts';
import { columns, mappedColumns } from './columns.ts';
import { targetOfRow } from './host.ts';

export interface RowContext {
  readonly where: string;
  readonly sink: ParseSink;
  /** The export writes a row for each CVE of a QID. */
  readonly rowPerCve: boolean;
}

/** Undefined when the row says neither which QID nor what it found. */
export function findingOfRow(row: TableRow, { where, sink, rowPerCve }: RowContext): RawFinding | undefined {
  const qid = row.text(...columns.qid);
  const title = row.text(...columns.title);
  if (qid === undefined && title === undefined) return undefined;
  const kind = qualysKind(row.text(...columns.type));
  const level = row.text(...columns.level);
  const cvss = cvssOf(row);
  const cves: string[] = [];
  addCvesIn(cves, row.text(...columns.cve));
  const instance = statedText(row.text(...columns.instance)) ?? statedText(row.text(...columns.fqdn));
  return findingOf({
    where,
    ruleId: qid ?? title?.toLowerCase() ?? '',
    title: title ?? `QID ${qid}`,
    ...proseOf(row),
    severity: qualysSeverity(sink, { level, cvss, where }),
    sourceSeverity: level ?? '',
    resultClass: kind === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY',
    evidenceClass: kind === 'PRACTICE' ? 'INFERRED' : 'DIRECT',
    target: targetOfRow(row),
    service: serviceOf({
      port: portOf(statedText(row.text(...columns.port))),
      transport: statedText(row.text(...columns.protocol)),
    }),
    matcher:
      rowPerCve && cves.length === 1
        ? [instance, ...cves].filter((one) => one !== undefined).join(' ')
        : instance,
    seenAt: seenAt(row),
    evidence: statedText(row.text(...columns.results)),
    cves,
    advisories: advisoriesOf(row),
    cvss,
    exploitAvailable: statedText(row.text(...columns.exploits)) === undefined ? undefined : true,
    sourceStatus: statusOf(row),
    tags: tagsOf(row),
    sourceData: sourceDataOfRow(row),
  });
}

function proseOf(row: TableRow): Pick<RawFinding, 'references'> & {
  description: string | undefined;
  impact: string | undefined;
  remediation: string | undefined;
} {
  const references: string[] = [];
  const texts = [columns.threat, columns.impact, columns.solution].map((column) => row.text(...column) ?? '');
  for (const text of [...texts, row.text(...columns.exploits) ?? '']) addLinks(references, text);
  const [description, impact, remediation] = texts.map((text) => statedText(plainTextOf(text)));
  return { description, impact, remediation, references };
}

function cvssOf(row: TableRow): CvssStatement[] {
  const statements = [
    qualysCvss3(row.text(...columns.base31), '3.1'),
    qualysCvss3(row.text(...columns.base3), undefined),
    qualysCvss(row.text(...columns.base2), '2.0'),
  ];
  return statements.filter((statement) => statement !== undefined);
}

function advisoriesOf(row: TableRow): string[] {
  const advisories: string[] = [];
  for (const id of listOf(row.text(...columns.vendor))) addOnce(advisories, id.slice(0, 200));
  for (const id of listOf(row.text(...columns.bugtraq))) addOnce(advisories, `BID:${id}`.slice(0, 200));
  return advisories;
}

function listOf(cell: string | undefined): string[] {
  const entries = statedText(cell)?.split(/[,;\n]+/, 1_000) ?? [];
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

function statusOf(row: TableRow): RawFinding['sourceStatus'] {
  const isYes = (names: readonly string[]): boolean => /^(?:yes|true|1)$/i.test(row.text(...names) ?? '');
  if (isYes(columns.ignored) || isYes(columns.disabled)) return 'SUPPRESSED';
  const status = statedText(row.text(...columns.status))?.toLowerCase();
  if (status === undefined) return undefined;
  return status === 'fixed' ? 'FIXED' : 'OPEN';
}

/** Reports write "05/25/2021 07:36:58" without a zone, which says no hour; those times stay in the source data. */
function seenAt(row: TableRow): string | undefined {
  const text = row.text(...columns.seen);
  return text === undefined ? undefined : (utcOfIso(text) ?? utcOfClock(text));
}

function tagsOf(row: TableRow): string[] {
  const tags: string[] = [];
  for (const tag of [...listOf(row.text(...columns.category)), ...listOf(row.text(...columns.tags))])
    if (tags.length < 100) addOnce(tags, tag.slice(0, 200));
  return tags;
}

function sourceDataOfRow(row: TableRow): Record<string, unknown> {
  const kept = row.others(mappedColumns);
  const seen = row.text(...columns.seen);
  const addresses = row.text(...columns.ip);
  if (seen !== undefined && seenAt(row) === undefined) kept['Last Detected'] = seen;
  if (addresses?.includes(',') === true) kept['Asset IPV4'] = addresses;
  return kept;
}
