import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { type Draft, type FindingDraft, maxListEntries } from '../mapping/draft.ts';
import { canonicalIp, nameHost, portOf, type TargetDraft, urlParts, webTarget } from '../mapping/host.ts';
import { addCve, addCwe, addOnce } from '../mapping/identifiers.ts';
import { fieldOf, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { FindingLocation, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

/** Read into fields of a finding, or large (whole messages, the encoded template) and not kept. */
const usedFields: ReadonlySet<string> = new Set([
  'info',
  'template-id',
  'templateID',
  'matched-at',
  'matched',
  'host',
  'ip',
  'port',
  'timestamp',
  'matcher-name',
  'matcher_name',
  'request',
  'response',
  'template-encoded',
]);

/** Info-level templates with these tags show something reachable that need not be, rather than a mere fact. */
const exposureTags: ReadonlySet<string> = new Set([
  'panel',
  'exposure',
  'exposures',
  'misconfig',
  'misconfiguration',
]);

/** Turns one result into a finding; undefined without a template id. Field names of version 2 and 3 are both read. */
export function findingOf(result: JsonObject, where: string, sink: ParseSink): RawFinding | undefined {
  const ruleId = either(result, 'template-id', 'templateID');
  if (ruleId === undefined) return undefined;
  const info = objectOf(result.info);
  const classification = objectOf(info.classification);
  const word = textOf(info.severity) ?? 'unknown';
  const score = numberOf(fieldOf(classification, 'cvss-score'));
  const severity = severityOrProblem(sink, { word, score, where });
  const tags = listOf(info.tags);
  const place = placeOf(result);
  const vector = textOf(fieldOf(classification, 'cvss-metrics'));
  const cvss = cvssStatement({ vector, score, version: '3.1', source: 'nuclei' });
  const finding: FindingDraft = {
    where,
    ruleId: ruleId.slice(0, 500),
    title: (textOf(info.name) ?? ruleId).slice(0, 1_000),
    severity,
    sourceSeverity: word,
    resultClass: classOf(result, severity, tags),
    evidenceClass: 'DIRECT',
    target: place.target,
    locations: Object.keys(place.location).length === 0 ? [] : [place.location],
    ...identifiersOf(classification, ruleId),
    references: referencesOf(info.reference),
    cvss: cvss === undefined ? [] : [cvss],
    tags,
    sourceData: sourceDataOf(result, usedFields),
  };
  if (place.service !== undefined) finding.service = place.service;
  addOptional(finding, result, info);
  return finding;
}

function addOptional(finding: FindingDraft, result: JsonObject, info: JsonObject): void {
  const description = textOf(info.description);
  const remediation = textOf(info.remediation);
  const impact = textOf(info.impact);
  const extracted = [...textsOf(fieldOf(result, 'extracted-results')), ...textsOf(result.extracted_results)];
  const matcher =
    either(result, 'matcher-name', 'matcher_name') ?? either(result, 'extractor-name', 'extractor_name');
  const seenAt = utcOfIso(textOf(result.timestamp) ?? '');
  if (description !== undefined) finding.description = description;
  if (remediation !== undefined) finding.remediation = remediation;
  if (impact !== undefined) finding.impact = impact;
  if (extracted.length > 0) finding.evidence = extracted.join('\n').slice(0, 65_536);
  if (matcher !== undefined) finding.matcher = matcher.slice(0, 500);
  if (seenAt !== undefined) finding.seenAt = seenAt;
}

function classOf(result: JsonObject, severity: Severity, tags: readonly string[]): ResultClass {
  // With -matcher-status Nuclei also writes what did not match.
  if (fieldOf(result, 'matcher-status') === false) return 'NEGATIVE_RESULT';
  if (severity !== 'INFO') return 'VULNERABILITY';
  return tags.some((tag) => exposureTags.has(tag.toLowerCase())) ? 'EXPOSURE_SIGNAL' : 'INFORMATIONAL';
}

function identifiersOf(classification: JsonObject, ruleId: string) {
  const cves: string[] = [];
  const cwes: number[] = [];
  for (const cve of listOf(fieldOf(classification, 'cve-id'))) addCve(cves, cve);
  for (const cwe of listOf(fieldOf(classification, 'cwe-id'))) addCwe(cwes, cwe);
  addCve(cves, ruleId);
  return { cves, cwes, advisories: [] };
}

interface Place {
  readonly target: SourceTarget;
  readonly service: RawFinding['service'];
  readonly location: FindingLocation;
}

/** `host` is what was given to Nuclei, `matched-at` where the template matched: a URL, "host:port" or a name. */
function placeOf(result: JsonObject): Place {
  const host = textOf(result.host) ?? '';
  const matched = either(result, 'matched-at', 'matched') ?? host;
  const parts = urlParts(matched);
  const target = targetOf(textOf(result.type) ?? '', host, matched);
  const ip = canonicalIp(textOf(result.ip) ?? '');
  if (ip !== undefined) target.ip ??= ip;
  const port = parts?.port ?? portAtEnd(matched) ?? portOf(textOf(result.port));
  const location: Draft<FindingLocation> = {};
  if (parts !== undefined) {
    location.url = matched;
    location.path = parts.path;
  } else if (textOf(result.type) === 'file') location.path = matched;
  const parameter = textOf(result.fuzzing_parameter);
  const method = textOf(result.fuzzing_method);
  if (parameter !== undefined) location.parameter = parameter.slice(0, 1_000);
  if (method !== undefined) location.method = method;
  return {
    target,
    service: textOf(result.type) === 'dns' ? undefined : serviceOf(port, parts?.url.protocol),
    location,
  };
}

function serviceOf(port: number | undefined, protocol: string | undefined): RawFinding['service'] {
  if (port === undefined) return undefined;
  return protocol === undefined
    ? { port, transport: 'tcp' }
    : { port, transport: 'tcp', name: protocol.replace(':', '') };
}

function targetOf(type: string, host: string, matched: string): TargetDraft {
  const isWeb = type === 'http' || type === 'headless' || type === 'websocket';
  const web = isWeb ? (webTarget(matched) ?? webTarget(host)) : undefined;
  if (web !== undefined) return { ...web, raw: host === '' ? matched : host };
  if (type === 'file') return { kind: 'REPOSITORY', raw: host };
  const target: TargetDraft = { kind: 'HOST', raw: host === '' ? matched : host };
  const url = urlParts(target.raw);
  nameHost(target, url?.url.hostname.replace(/^\[|\]$/g, '') ?? withoutPort(target.raw));
  return target;
}

function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(text)?.[1];
  return bracketed ?? (canonicalIp(text) === undefined ? text.replace(/:\d{1,5}$/, '') : text);
}

function portAtEnd(text: string): number | undefined {
  if (canonicalIp(text) !== undefined) return undefined;
  return portOf(/[^:]:(\d{1,5})$/.exec(text)?.[1]);
}

/** References are a list, or one text with a URL a line, in old templates with dashes. */
function referencesOf(value: JsonValue | undefined): string[] {
  const references: string[] = [];
  for (const text of textsOf(value)) {
    for (const line of text.split('\n', maxListEntries)) {
      const url = line.replace(/^\s*-?\s*/, '').trim();
      if (url.length <= 2_048) addOnce(references, url);
    }
  }
  return references.slice(0, 1_000);
}

/** Tags and ids are a list, or one text with commas. */
function listOf(value: JsonValue | undefined): string[] {
  const entries = textsOf(value).flatMap((text) => text.split(','));
  return entries
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .slice(0, 1_000);
}

function either(object: JsonObject, name: string, olderName: string): string | undefined {
  return textOf(fieldOf(object, name)) ?? textOf(fieldOf(object, olderName));
}
