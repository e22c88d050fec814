import { addCvesIn } from '../mapping/cve-text.ts';
import type { Draft } from '../mapping/draft.ts';
import { findingOf } from '../mapping/finding.ts';
import { addCwe, addOnce } from '../mapping/identifiers.ts';
import { arrayOf, fieldOf, isObject, objectOf, textOf, textsOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { webPlaceOf } from '../mapping/web-place.ts';
import type { FindingLocation, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

export interface IssueContext {
  /** What the scan was started with, where it is known by now. */
  readonly start: SourceTarget | undefined;
  readonly occurrences: Occurrences;
  readonly where: string;
  readonly sink: ParseSink;
}

/** One issue is one finding; undefined without check and name. */
export function findingOfIssue(issue: JsonObject, context: IssueContext): RawFinding | undefined {
  const { where, sink, start, occurrences } = context;
  const name = textOf(fieldOf(issue, 'name'));
  const ruleId = textOf(objectOf(fieldOf(issue, 'check')).shortname) ?? name;
  if (ruleId === undefined) return undefined;
  const word = textOf(fieldOf(issue, 'severity')) ?? '';
  const severity = severityOrProblem(sink, { word, where });
  const places = placesOf(issue);
  const [main = {}] = places;
  const web = webPlaceOf(main.url ?? '');
  const kind = textOf(objectOf(fieldOf(issue, 'vector')).type);
  const target = web?.target ?? start ?? { kind: 'WEB_APPLICATION', raw: main.url ?? '' };
  return findingOf({
    where,
    ruleId,
    title: name ?? ruleId,
    severity,
    sourceSeverity: word,
    resultClass: severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY',
    evidenceClass: 'DIRECT',
    target,
    service: web?.service,
    locations: places,
    description: textOf(fieldOf(issue, 'description')),
    remediation: textOf(fieldOf(issue, 'remedy_guidance')),
    evidence: textOf(fieldOf(issue, 'proof')),
    toolUniqueId: textOf(fieldOf(issue, 'digest')),
    // What Arachni does not trust it wants a person to look at.
    confidence: fieldOf(issue, 'trusted') === false ? 0.3 : undefined,
    matcher: occurrences.matcher([target.origin, ruleId, main.path, main.parameter], kind),
    tags: textsOf(fieldOf(issue, 'tags')).slice(0, 100),
    sourceData: kept(issue),
    ...identifiersOf(issue, name ?? ''),
  });
}

/** The attacked input; before version 1.1 an issue has variations, each with its own. */
function placesOf(issue: JsonObject): FindingLocation[] {
  const variations = arrayOf(fieldOf(issue, 'variations')).filter(isObject);
  const places = new Map<string, FindingLocation>();
  for (const each of [issue, ...variations.slice(0, 10_000)]) {
    const place = placeOf(each, issue);
    if (Object.keys(place).length > 0) places.set(JSON.stringify(place), place);
  }
  return [...places.values()].slice(0, 10_000);
}

function placeOf(each: JsonObject, issue: JsonObject): Draft<FindingLocation> {
  const vector = objectOf(fieldOf(each, 'vector') ?? fieldOf(issue, 'vector'));
  const request = objectOf(fieldOf(each, 'request'));
  const page = objectOf(objectOf(fieldOf(each, 'page')).dom);
  const url = textOf(vector.action) ?? textOf(vector.url) ?? textOf(page.url) ?? textOf(request.url);
  const location: Draft<FindingLocation> =
    webPlaceOf(url ?? '')?.location ?? (url === undefined ? {} : { url });
  const method = textOf(vector.method) ?? textOf(request.method);
  const parameter = textOf(vector.affected_input_name);
  const snippet = textOf(fieldOf(each, 'signature'));
  if (url === undefined) return location;
  if (method !== undefined) location.method = method.toUpperCase().slice(0, 20);
  if (parameter !== undefined) location.parameter = parameter.slice(0, 1_000);
  if (snippet !== undefined) location.snippet = snippet.slice(0, 1_000);
  return location;
}

function identifiersOf(issue: JsonObject, name: string): Pick<RawFinding, 'cves' | 'cwes' | 'references'> {
  const cves: string[] = [];
  const cwes: number[] = [];
  const references: string[] = [];
  addCvesIn(cves, name);
  for (const cwe of textsOf(fieldOf(issue, 'cwe'))) addCwe(cwes, cwe);
  const listed = Object.values(objectOf(fieldOf(issue, 'references'))).map(textOf);
  for (const url of [...listed, textOf(fieldOf(issue, 'cwe_url'))]) {
    if (url !== undefined && /^https?:\/\//.test(url) && url.length <= 2_048) addOnce(references, url);
  }
  return { cves, cwes, references: references.slice(0, 1_000) };
}

/** Small facts; pages, requests and responses are not kept. */
function kept(issue: JsonObject): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const name of ['platform_name', 'platform_type', 'trusted']) {
    const value = fieldOf(issue, name);
    if (typeof value === 'boolean' || typeof value === 'string') data[name] = value;
  }
  const payload = textOf(objectOf(fieldOf(issue, 'vector')).affected_input_value);
  if (payload !== undefined) data.affected_input_value = payload.slice(0, 2_000);
  const remarks = objectOf(fieldOf(issue, 'remarks'));
  const texts = Object.values(remarks).flatMap(textsOf).slice(0, 20);
  if (texts.length > 0) data.remarks = texts.map((text) => text.slice(0, 500));
  return data;
}
