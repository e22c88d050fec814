import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { addCvesIn } from '../mapping/cve-text.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { findingOf, serviceOf, statedText } from '../mapping/finding.ts';
import { portOf } from '../mapping/host.ts';
import { addLinks } from '../mapping/html.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { TableRow } from '../mapping/table.ts';
import { utcOfIso } from '../mapping/time.ts';
import { utcOfClock } from '../mapping/time-clock.ts';
import type { CvssStatement, ParseSink, RawFinding } from '../parser.ts';
import { columns, mappedColumns } from './columns.ts';
import { crossReferencesOf } from './cross-reference.ts';
import { targetOfRow, webPlaceOfRow } from './host.ts';
import { componentOf } from './software.ts';

export interface RowContext {
  readonly where: string;
  readonly sink: ParseSink;
  /** The export writes a row for each CVE of a plugin. */
  readonly rowPerCve: boolean;
}

/** Findings exports and compliance results of Tenable, beside the words that every tool uses. */
const severityOfWord: Readonly<Record<string, Severity>> = {
  '0': 'INFO',
  '1': 'LOW',
  '2': 'MEDIUM',
  '3': 'HIGH',
  '4': 'CRITICAL',
  // As the severity attribute of a .nessus file rates them.
  FAILED: 'HIGH',
  WARNING: 'MEDIUM',
  PASSED: 'INFO',
  ERROR: 'INFO',
};
const classOfCompliance: Readonly<Record<string, ResultClass>> = {
  PASSED: 'NEGATIVE_RESULT',
  FAILED: 'EXPOSURE_SIGNAL',
  WARNING: 'INFORMATIONAL',
  ERROR: 'INFORMATIONAL',
};

/** Undefined when the row says neither which plugin nor what it found. */
export function findingOfRow(row: TableRow, { where, sink, rowPerCve }: RowContext): RawFinding | undefined {
  const plugin = row.text(...columns.plugin);
  const name = row.text(...columns.name);
  if (plugin === undefined && name === undefined) return undefined;
  const word = row.text(...columns.severity) ?? '';
  const cvss = cvssOf(row);
  const severity =
    severityOfWord[word.toUpperCase()] ?? severityOrProblem(sink, { word, score: cvss[0]?.score, where });
  const compliance = classOfCompliance[word.toUpperCase()];
  const description = statedText(row.text(...columns.description));
  const cves: string[] = [];
  addCvesIn(cves, row.text(...columns.cve));
  const check = compliance === undefined ? undefined : checkOf(description);
  const family = row.text(...columns.family);
  const ids = crossReferencesOf(row);
  const place = webPlaceOfRow(row);
  return findingOf({
    where,
    ruleId: plugin ?? name?.toLowerCase() ?? '',
    title: check ?? name ?? `Plugin ${plugin}`,
    description,
    remediation: statedText(row.text(...columns.solution)),
    severity,
    sourceSeverity: word,
    resultClass: compliance ?? classOf(severity, family),
    evidenceClass: description?.includes('self-reported version') === true ? 'INFERRED' : 'DIRECT',
    target: place?.target ?? targetOfRow(row),
    locations: place === undefined ? [] : [place.location],
    checkReach: reachOf(row.text(...columns.checkType)),
    service: place?.service ?? serviceOfRow(row),
    component: componentOf(row),
    seenAt: seenAt(row),
    evidence: row.text(...columns.output)?.replace(/^Plugin Output:\s*/, ''),
    matcher: check ?? (rowPerCve && cves.length === 1 ? cves[0] : undefined),
    cves,
    ...ids,
    references: referencesOf(row),
    cvss,
    exploitAvailable: exploitAvailable(row),
    sourceStatus: statusOf(row),
    tags: family === undefined ? [] : [family.slice(0, 200)],
    sourceData: row.others(mappedColumns),
  });
}

function referencesOf(row: TableRow): string[] {
  const references: string[] = [];
  addLinks(references, row.text(...columns.seeAlso) ?? '');
  return references;
}

/** `"1.1.1 Ensure …" : [FAILED]` begins the description of a compliance check. */
function checkOf(description: string | undefined): string | undefined {
  const line = /^"?(.{1,990}?)"? {0,3}: {0,3}\[(?:PASSED|FAILED|WARNING|ERROR)\]/m.exec(
    description ?? '',
  )?.[1];
  return line?.trim();
}

function classOf(severity: Severity, family: string | undefined): ResultClass {
  return severity === 'INFO' || family === 'Settings' ? 'INFORMATIONAL' : 'VULNERABILITY';
}

function serviceOfRow(row: TableRow): RawFinding['service'] {
  const name = row.text(...columns.service)?.replace(/\?$/, '');
  return serviceOf({
    port: portOf(row.text(...columns.port)),
    transport: row.text(...columns.protocol),
    name: name === 'general' ? undefined : name,
  });
}

function cvssOf(row: TableRow): CvssStatement[] {
  const statements = [
    cvssStatement({
      version: '4.0',
      vector: row.text(...columns.vector4),
      score: row.text(...columns.score4),
      source: 'nessus',
    }),
    cvssStatement({
      version: '3.0',
      vector: row.text(...columns.vector3),
      score: row.text(...columns.score3),
      source: 'nessus',
    }),
    cvssStatement({
      version: '2.0',
      vector: row.text(...columns.vector2),
      score: row.text(...columns.score2),
      source: 'nessus',
    }),
  ];
  return statements.filter((statement) => statement !== undefined);
}

function reachOf(type: string | undefined): RawFinding['checkReach'] {
  const word = type?.toLowerCase();
  return word === 'local' ? 'LOCAL' : word === 'remote' ? 'REMOTE' : undefined;
}

function seenAt(row: TableRow): string | undefined {
  const text = row.text(...columns.seen);
  return text === undefined ? undefined : (utcOfIso(text) ?? utcOfClock(text));
}

function exploitAvailable(row: TableRow): boolean | undefined {
  if (columns.exploitKits.some((name) => isYes(row.text(name)))) return true;
  const word = row.text(...columns.exploit);
  return word === undefined ? undefined : isYes(word);
}

function isYes(word: string | undefined): boolean {
  return /^(?:yes|true|1)$/i.test(word ?? '');
}

function statusOf(row: TableRow): RawFinding['sourceStatus'] {
  const state = row.text(...columns.state)?.toUpperCase();
  if (state === 'FIXED') return 'FIXED';
  const accepted = row.text(...columns.accepted)?.toUpperCase();
  if (accepted === 'ACCEPTED' || accepted === 'YES' || accepted === 'TRUE') return 'ACCEPTED';
  return state === undefined ? undefined : 'OPEN';
}
