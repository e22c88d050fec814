import { type ResultClass, resultClasses } from '../../../../kernel/severity.ts';
import type { CvssStatement, ParseSink, RawFinding } from '../parser.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { cvssStatement, scoreOf } from './cvss.ts';
import { type Draft, type FindingDraft, noteProblem } from './draft.ts';
import type { GenericField } from './generic-fields.ts';
import { placesOf } from './generic-place.ts';
import { addCve, addCwe, addOnce, addVulnerabilityId } from './identifiers.ts';
import { numberOf, sourceDataOf, textOf, textsOf } from './json.ts';
import { severityOrProblem } from './severity.ts';
import { utcOfDate, utcOfDay, utcOfIso } from './time.ts';

export type GenericRecord = Readonly<Partial<Record<GenericField, JsonValue>>>;

/** Fields with a place in a finding; the others are kept as source data. */
const mappedFields: ReadonlySet<string> = new Set<GenericField>([
  'title',
  'severity',
  'description',
  'mitigation',
  'impact',
  'references',
  'tags',
  'target',
  'endpoints',
  'url',
  'host',
  'ip',
  'port',
  'protocol',
  'param',
  'file_path',
  'line',
  'component_name',
  'component_version',
  'component_purl',
  'fix_version',
  'cve',
  'cwe',
  'vulnerability_ids',
  'unique_id_from_tool',
  'vuln_id_from_tool',
  'result_class',
]);

/** Turns one entry or row of the generic format into a finding; undefined without a title. */
export function genericFinding(
  record: GenericRecord,
  where: string,
  sink: ParseSink,
): RawFinding | undefined {
  const title = textOf(record.title)?.slice(0, 1_000);
  if (title === undefined) return undefined;
  const identifiers = identifiersOf(record);
  const cvss = cvssOf(record);
  const word = textOf(record.severity) ?? '';
  const severity = severityOrProblem(sink, { word, score: cvss[0]?.score, where });
  const places = placesOf(record);
  const finding: FindingDraft = {
    where,
    ruleId: ruleIdOf(record, identifiers.cves, title),
    title,
    severity,
    sourceSeverity: word,
    resultClass: classOf(record) ?? (severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY'),
    evidenceClass: places.onlyComponent ? 'INFERRED' : 'DIRECT',
    target: places.target,
    locations: places.locations,
    ...identifiers,
    references: referencesOf(record),
    cvss,
    tags: textsOf(record.tags)
      .flatMap((tags) => tags.split(','))
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '')
      .slice(0, 100),
    sourceData: sourceDataOf({ ...record }, mappedFields),
  };
  if (places.service !== undefined) finding.service = places.service;
  addOptional(finding, record);
  addDate(finding, record, sink);
  return finding;
}

function addOptional(finding: FindingDraft, record: GenericRecord): void {
  const description = textOf(record.description);
  const remediation = textOf(record.mitigation);
  const impact = textOf(record.impact);
  const evidence = textOf(record.steps_to_reproduce) ?? textOf(record.payload);
  const toolUniqueId = textOf(record.unique_id_from_tool);
  const component = componentOf(record);
  const sourceStatus = statusOf(record);
  const exploited = flagOf(record.known_exploited);
  if (description !== undefined) finding.description = description;
  if (remediation !== undefined) finding.remediation = remediation;
  if (impact !== undefined) finding.impact = impact;
  if (evidence !== undefined) finding.evidence = evidence;
  if (toolUniqueId !== undefined) finding.toolUniqueId = toolUniqueId.slice(0, 1_000);
  if (component !== undefined) finding.component = component;
  if (sourceStatus !== undefined) finding.sourceStatus = sourceStatus;
  if (exploited !== true) return;
  finding.exploitAvailable = true;
  if (!finding.tags.includes('kev')) finding.tags = [...finding.tags, 'kev'];
}

/** The check's own id, else its first CVE; the title only where an export names nothing else. */
function ruleIdOf(record: GenericRecord, cves: readonly string[], title: string): string {
  const stated = textOf(record.vuln_id_from_tool) ?? cves[0];
  return (stated ?? title.toLowerCase().replaceAll(/\s+/g, ' ')).slice(0, 500);
}

function identifiersOf(record: GenericRecord) {
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  for (const id of [...listed(record.cve), ...listed(record.vulnerability_ids)])
    addVulnerabilityId(lists, id);
  addCve(lists.cves, textOf(record.vuln_id_from_tool) ?? '');
  const cwes: number[] = [];
  for (const cwe of listed(record.cwe)) addCwe(cwes, cwe);
  return { ...lists, cwes };
}

function listed(value: JsonValue | undefined): string[] {
  return textsOf(value)
    .flatMap((text) => text.split(/[,;\s]+/))
    .filter((id) => id !== '');
}

function cvssOf(record: GenericRecord): CvssStatement[] {
  const statements = [
    cvssStatement({ version: '4.0', vector: textOf(record.cvssv4), score: numberOf(record.cvssv4_score) }),
    cvssStatement({ version: '3.1', vector: textOf(record.cvssv3), score: numberOf(record.cvssv3_score) }),
    cvssStatement({
      version: '2.0',
      vector: textOf(record.cvssv2),
      score: scoreOf(textOf(record.cvssv2_score)),
    }),
  ];
  return statements.filter((statement) => statement !== undefined);
}

function componentOf(record: GenericRecord): RawFinding['component'] {
  const purl = textOf(record.component_purl);
  const name = textOf(record.component_name) ?? purl;
  if (name === undefined) return undefined;
  const component: Draft<NonNullable<RawFinding['component']>> = { name };
  const version = textOf(record.component_version);
  const fixedVersion = textOf(record.fix_version);
  if (version !== undefined) component.version = version;
  if (fixedVersion !== undefined) component.fixedVersion = fixedVersion;
  if (purl !== undefined) component.purl = purl;
  return component;
}

function statusOf(record: GenericRecord): RawFinding['sourceStatus'] {
  if (flagOf(record.false_p) === true) return 'FALSE_POSITIVE';
  if (flagOf(record.risk_accepted) === true) return 'ACCEPTED';
  if (flagOf(record.is_mitigated) === true) return 'FIXED';
  const hidden = flagOf(record.duplicate) === true || flagOf(record.out_of_scope) === true;
  if (hidden || flagOf(record.active) === false) return 'SUPPRESSED';
  return flagOf(record.active) === true ? 'OPEN' : undefined;
}

/** true/false of a JSON boolean or of TRUE, yes, 1 and their opposites in a cell. */
function flagOf(value: JsonValue | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = textOf(value)?.toLowerCase();
  if (word === 'true' || word === 'yes' || word === '1') return true;
  return word === 'false' || word === 'no' || word === '0' ? false : undefined;
}

function classOf(record: GenericRecord): ResultClass | undefined {
  const word = textOf(record.result_class)?.toUpperCase().replaceAll(/[\s-]/g, '_');
  return resultClasses.find((resultClass) => resultClass === word);
}

function referencesOf(record: GenericRecord): string[] {
  const references: string[] = [];
  for (const text of textsOf(record.references)) {
    for (const line of text.split(/[\n\r]+/, 1_000))
      if (line.length <= 2_048) addOnce(references, line.trim());
  }
  return references;
}

function addDate(finding: FindingDraft, record: GenericRecord, sink: ParseSink): void {
  const date = textOf(record.date);
  if (date === undefined) return;
  // An hour without a zone is dropped, the day is kept: spreadsheets know no zones.
  const day = date.replace(/[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/, '');
  const seenAt = utcOfIso(date) ?? utcOfDate(day) ?? utcOfSlashes(day);
  if (seenAt !== undefined) {
    finding.seenAt = seenAt;
    return;
  }
  noteProblem(sink, {
    code: 'DATE_UNREADABLE',
    message: `The date "${date.slice(0, 40)}" can be read in more than one way or not at all and was left out. Write it as 2026-01-31.`,
    where: finding.where,
  });
}

/** 28/02/2021 or 02/28/2021 where only one reading is a date; both orders are in use, so 01/02/2021 is none. */
function utcOfSlashes(text: string): string | undefined {
  const match = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text);
  if (match === null) return undefined;
  const [first, second, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (first === second || second > 12) return utcOfDay(year, first, second);
  return first > 12 ? utcOfDay(year, second, first) : undefined;
}
