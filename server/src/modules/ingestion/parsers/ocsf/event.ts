import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { referencesOf } from '../mapping/advisory.ts';
import { classOfOutcome } from '../mapping/check-outcome.ts';
import type { FindingDraft } from '../mapping/draft.ts';
import { findingOf } from '../mapping/finding.ts';
import { arrayOf, isObject, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOfWord, severityOrProblem } from '../mapping/severity.ts';
import { utcOfEpochSeconds, utcOfIso } from '../mapping/time.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { targetOf } from './target.ts';
import { type OcsfWeakness, weaknessOf } from './vulnerability.ts';

const mappedFields: ReadonlySet<string> = new Set([
  'message',
  'severity',
  'status_detail',
  'risk_details',
  'remediation',
  'time',
  'time_dt',
]);

/** One event of the findings category is one finding; undefined for events of other kinds. */
export function findingOfEvent(event: JsonObject, where: string, sink: ParseSink): FindingDraft | undefined {
  const info = infoOf(event);
  const compliance = objectOf(event.compliance);
  const weakness = weaknessOf(arrayOf(event.vulnerabilities));
  if (info === undefined && weakness.count === 0 && !isObject(event.compliance)) return undefined;
  const details = info ?? {};
  const title =
    textOf(details.title) ?? textOf(compliance.control) ?? weakness.title ?? textOf(event.message);
  const ruleId = weakness.ids[0] ?? ruleOf(event, details) ?? title;
  if (ruleId === undefined) return undefined;
  const severity = severityOf(event, weakness, { where, sink });
  const remediation = objectOf(event.remediation ?? details.remediation);
  return findingOf({
    where,
    ruleId,
    title: title ?? ruleId,
    toolUniqueId: textOf(details.uid),
    severity,
    sourceSeverity: textOf(event.severity) ?? textOf(event.severity_id) ?? '',
    resultClass: classOf(event, weakness, severity),
    evidenceClass: weakness.component === undefined ? 'DIRECT' : 'INFERRED',
    target: targetOf(event),
    locations: weakness.locations,
    component: weakness.component,
    cves: weakness.cves,
    cwes: weakness.cwes,
    advisories: weakness.advisories,
    cvss: weakness.cvss,
    exploitAvailable: weakness.exploitAvailable,
    description: textOf(details.desc) ?? weakness.description,
    impact: textOf(event.risk_details) ?? textOf(event.impact),
    remediation: textOf(remediation.desc) ?? weakness.remediation,
    evidence: textOf(event.status_detail) ?? textOf(event.message),
    confidence: confidenceOf(event),
    references: linksOf(event, details, remediation, weakness),
    sourceStatus: statusOf(event),
    seenAt: timeOf(event, details),
    tags: [...textsOf(details.types), ...textsOf(objectOf(event.unmapped).categories)].slice(0, 100),
    sourceData: sourceDataOf(event, mappedFields),
  });
}

/** `finding` is the name of version 1.0, `finding_info_list` that of incidents. */
function infoOf(event: JsonObject): JsonObject | undefined {
  const list: readonly (JsonValue | undefined)[] = [
    event.finding_info,
    event.finding,
    arrayOf(event.finding_info_list)[0],
  ];
  return list.find((value) => isObject(value));
}

function ruleOf(event: JsonObject, info: JsonObject): string | undefined {
  const compliance = objectOf(event.compliance);
  const analytic = objectOf(info.analytic ?? event.analytic);
  return (
    textOf(objectOf(event.metadata).event_code) ??
    textOf(objectOf(objectOf(objectOf(event.metadata).product).feature).uid) ??
    textOf(compliance.control) ??
    textOf(objectOf(arrayOf(compliance.checks)[0]).uid) ??
    textOf(analytic.uid) ??
    textOf(analytic.name) ??
    textOf(info.title)
  );
}

const severityOfId: Readonly<Record<number, Severity>> = {
  1: 'INFO',
  2: 'LOW',
  3: 'MEDIUM',
  4: 'HIGH',
  5: 'CRITICAL',
  6: 'CRITICAL',
};

function severityOf(
  event: JsonObject,
  weakness: OcsfWeakness,
  { where, sink }: { where: string; sink: ParseSink },
): Severity {
  const known = severityOfId[numberOf(event.severity_id) ?? 0];
  if (known !== undefined) return known;
  const words = [textOf(event.severity) ?? '', weakness.severity ?? ''];
  const word = words.find((each) => severityOfWord(each) !== undefined) ?? words[0] ?? '';
  return severityOrProblem(sink, { word, score: weakness.score, where });
}

/** Numbers of `compliance.status_id`. */
const outcomeOfId: Readonly<Record<number, string>> = { 1: 'PASS', 2: 'WARNING', 3: 'FAIL' };

function classOf(event: JsonObject, weakness: OcsfWeakness, severity: Severity): ResultClass {
  const compliance = objectOf(event.compliance);
  const code = textOf(event.status_code);
  const stated =
    textOf(compliance.status) ??
    outcomeOfId[numberOf(compliance.status_id) ?? 0] ??
    (code !== undefined && /^(?:pass|fail|manual|muted|warn)/i.test(code) ? code : undefined);
  const outcome = classOfOutcome(stated);
  if (outcome === 'NEGATIVE_RESULT') return outcome;
  const isVulnerability = weakness.count > 0 || textOf(event.class_uid) === '2002';
  if (isVulnerability) return 'VULNERABILITY';
  return outcome ?? (severity === 'INFO' ? 'INFORMATIONAL' : 'EXPOSURE_SIGNAL');
}

/** `state` is the name of version 1.0. An event that closes a finding has activity 3. */
function statusOf(event: JsonObject): RawFinding['sourceStatus'] {
  const word = (textOf(event.status) ?? textOf(event.state) ?? '').toLowerCase();
  const id = numberOf(event.status_id) ?? numberOf(event.state_id);
  if (id === 3 || id === 5 || word === 'suppressed' || word === 'archived') return 'SUPPRESSED';
  if (id === 4 || word === 'resolved' || textOf(event.activity_id) === '3') return 'FIXED';
  return id === 1 || id === 2 ? 'OPEN' : undefined;
}

function confidenceOf(event: JsonObject): number | undefined {
  const score = numberOf(event.confidence_score) ?? numberOf(event.confidence);
  return score !== undefined && score >= 0 && score <= 100 ? score / 100 : undefined;
}

function linksOf(
  event: JsonObject,
  info: JsonObject,
  remediation: JsonObject,
  weakness: OcsfWeakness,
): readonly string[] {
  const unmapped = objectOf(event.unmapped);
  const texts = [
    ...textsOf(info.src_url),
    ...textsOf(remediation.references),
    ...textsOf(remediation.kb_articles),
    ...textsOf(unmapped.related_url),
    ...textsOf(unmapped.additional_urls),
    ...weakness.references,
  ];
  return referencesOf(texts.filter((text) => /^https?:\/\//i.test(text)));
}

/** The schema counts milliseconds; some products write seconds. A `_dt` text counts when it names its zone. */
function timeOf(event: JsonObject, info: JsonObject): string | undefined {
  const stated = [info.last_seen_time_dt, info.last_seen_time, event.time_dt, event.time, info.created_time];
  for (const value of stated) {
    const text = textOf(value);
    if (text === undefined || text === '0') continue;
    const time = utcOfIso(text) ?? utcOfEpochSeconds(/^\d{12,14}$/.test(text) ? text.slice(0, -3) : text);
    if (time !== undefined) return time;
  }
  return undefined;
}
