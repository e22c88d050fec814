import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { addCvesIn } from '../mapping/cve-text.ts';
import type { Draft } from '../mapping/draft.ts';
import { findingOf } from '../mapping/finding.ts';
import { addLinks } from '../mapping/html.ts';
import { addCwe, addOnce } from '../mapping/identifiers.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { targetOfStart, urlIn, webPlaceOf } from '../mapping/web-place.ts';
import type { FindingLocation, ParseSink, RawFinding } from '../parser.ts';

/** The three parts of a report, under the names of the JSON format. */
export type Part = 'vulnerabilities' | 'anomalies' | 'additionals';

export interface Category {
  readonly description?: string | undefined;
  readonly solution?: string | undefined;
  /** Titles and addresses, for example "CWE-89: …" and its page. */
  readonly references: readonly string[];
  readonly wstg: readonly string[];
}

export interface Entry {
  readonly where: string;
  readonly part: Part;
  /** Name of the category, which is the id of the check. */
  readonly name: string;
  readonly category: Category;
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly wstg: readonly string[];
}

export interface EntryContext {
  /** The URL that Wapiti was started with. */
  readonly target: string;
  readonly seenAt: string | undefined;
  readonly occurrences: Occurrences;
  readonly sink: ParseSink;
}

/** Info, low, medium, high, critical. */
const severities: Readonly<Record<string, Severity>> = {
  '0': 'INFO',
  '1': 'LOW',
  '2': 'MEDIUM',
  '3': 'HIGH',
  '4': 'CRITICAL',
};

/** One entry of a category is one finding; undefined when no category says what it is. */
export function findingOfEntry(entry: Entry, context: EntryContext): RawFinding | undefined {
  const { where, part, name, category, fields } = entry;
  if (name === '') return undefined;
  const level = fields.level ?? '';
  const severity = severities[level] ?? severityOrProblem(context.sink, { word: level, where });
  const web = webPlaceOf(urlIn(context.target, fields.path ?? '/'));
  const location = locationOf(fields, web?.location);
  const place = [name, location.method, location.path, location.parameter];
  return findingOf({
    where,
    ruleId: name,
    title: name,
    severity,
    sourceSeverity: level,
    resultClass: classOf(part, severity),
    evidenceClass: 'DIRECT',
    target: web?.target ?? targetOfStart(context.target),
    service: web?.service,
    locations: [location],
    description: category.description,
    remediation: category.solution,
    evidence: fields.info,
    seenAt: context.seenAt,
    matcher: context.occurrences.matcher(place, softwareIn(fields.info ?? '')),
    tags: [...new Set([...entry.wstg, ...category.wstg])].slice(0, 100),
    sourceData: kept(fields),
    ...identifiersOf(category, fields.info),
  });
}

/** Anomalies are error pages and timeouts that an attack provoked, additionals what Wapiti found out beside. */
function classOf(part: Part, severity: Severity): ResultClass {
  if (part === 'additionals' || severity === 'INFO') return 'INFORMATIONAL';
  return part === 'anomalies' ? 'EXPOSURE_SIGNAL' : 'VULNERABILITY';
}

function locationOf(
  fields: Entry['fields'],
  page: Draft<FindingLocation> | undefined,
): Draft<FindingLocation> {
  const location: Draft<FindingLocation> = page ?? { path: fields.path ?? '/' };
  const { method, parameter } = fields;
  if (method !== undefined) location.method = method.slice(0, 20);
  if (parameter !== undefined) location.parameter = parameter.slice(0, 1_000);
  return location;
}

/** Entries that identify software hold JSON: {"name": "nginx", "versions": [], …}. */
function softwareIn(info: string): string | undefined {
  return /^\s*\{.{0,2000}"name":\s*"([^"]{1,200})"/s.exec(info)?.[1];
}

function kept(fields: Entry['fields']): Record<string, string> {
  const data: Record<string, string> = {};
  for (const name of ['module', 'referer']) {
    const value = fields[name];
    if (value !== undefined) data[name] = value.slice(0, 2_000);
  }
  return data;
}

function identifiersOf(
  category: Category,
  info: string | undefined,
): Pick<RawFinding, 'cves' | 'cwes' | 'references'> {
  const cves: string[] = [];
  const cwes: number[] = [];
  const references: string[] = [];
  addCvesIn(cves, info);
  for (const reference of category.references) {
    for (const [id] of reference.matchAll(/\bCWE-\d{1,6}\b/gi)) addCwe(cwes, id);
    const links: string[] = [];
    addLinks(links, reference);
    for (const link of links) addOnce(references, link);
  }
  return { cves, cwes, references };
}
