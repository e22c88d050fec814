import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { severityOfCvss } from '../../../../kernel/severity.ts';
import { scoreOf } from '../mapping/cvss.ts';
import { type Draft, type FindingDraft, maxLocations } from '../mapping/draft.ts';
import { addCve, addCweOfTag, addVulnerabilityId } from '../mapping/identifiers.ts';
import {
  arrayOf,
  fieldOf,
  numberOf,
  objectOf,
  positiveOf,
  sourceDataOf,
  textOf,
  textsOf,
} from '../mapping/json.ts';
import { severityOfWord } from '../mapping/severity.ts';
import type { FindingLocation, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { matcherOf, toolUniqueIdOf } from './fingerprint.ts';
import { addTaxon, isVulnerabilityId, type Rule } from './rules.ts';
import { type Run, targetOfUri } from './run.ts';

/** Fields that have a place of their own in a finding, and flows, which are large and describe how the tool got there. */
const usedFields: ReadonlySet<string> = new Set([
  'ruleId',
  'ruleIndex',
  'rule',
  'message',
  'locations',
  'level',
  'fingerprints',
  'partialFingerprints',
  'codeFlows',
  'graphs',
  'graphTraversals',
  'stacks',
  'threadFlowLocations',
  'taxa',
]);

/** Turns one result into a finding (SARIF 2.1.0, section 3.27). A result without any rule gets the id "unnamed-rule". */
export function findingOf(result: JsonObject, run: Run, where: string): RawFinding {
  const reference = objectOf(result.rule);
  const index = numberOf(result.ruleIndex) ?? numberOf(reference.index);
  const component = numberOf(objectOf(reference.toolComponent).index) ?? -1;
  const stated = textOf(result.ruleId) ?? textOf(reference.id);
  const rule = run.rules.find(component, index, stated);
  const ruleId = (stated ?? rule?.id ?? 'unnamed-rule').slice(0, 500);
  const message = messageOf(result, rule);
  const { severity, sourceSeverity } = severityOf(result, rule);
  const locations = locationsOf(result, run);
  const finding: FindingDraft = {
    where,
    ruleId,
    title: (rule?.title ?? message?.split('\n', 1)[0] ?? ruleId).slice(0, 1_000),
    severity,
    sourceSeverity,
    resultClass: classOf(result, rule, severity),
    evidenceClass: 'DIRECT',
    target: targetOfUri(run, locations[0]?.url),
    locations,
    ...identifiersOf(result, rule, ruleId),
    references: rule?.helpUri === undefined ? [] : [rule.helpUri],
    cvss: [],
    tags: [...(rule?.tags ?? [])],
    sourceData: sourceDataOf(result, usedFields),
  };
  addTexts(finding, { message, rule });
  addState(finding, result, rule);
  const toolUniqueId = toolUniqueIdOf(result);
  const matcher = matcherOf(result, locations[0]);
  if (toolUniqueId !== undefined) finding.toolUniqueId = toolUniqueId;
  if (matcher !== undefined) finding.matcher = matcher;
  return finding;
}

function addTexts(
  finding: FindingDraft,
  { message, rule }: { message: string | undefined; rule: Rule | undefined },
): void {
  const parts = [message, rule?.description].filter((part) => part !== undefined);
  const description = parts[0] === parts[1] ? parts[0] : parts.join('\n\n');
  if (description !== undefined && description !== '') finding.description = description;
  if (rule?.help !== undefined && rule.help !== rule.description) finding.remediation = rule.help;
}

const confidenceOfPrecision: Readonly<Record<string, number>> = {
  'very-high': 0.95,
  high: 0.85,
  medium: 0.6,
  low: 0.3,
};

function addState(finding: FindingDraft, result: JsonObject, rule: Rule | undefined): void {
  if (isSuppressed(result)) finding.sourceStatus = 'SUPPRESSED';
  if (textOf(result.baselineState) === 'absent') finding.sourceStatus = 'FIXED';
  const confidence = confidenceOfPrecision[rule?.precision ?? ''];
  if (confidence !== undefined) finding.confidence = confidence;
}

/** Suppressed when there is a suppression and none is rejected or still under review (section 3.27.23). */
function isSuppressed(result: JsonObject): boolean {
  const states = arrayOf(result.suppressions).map((entry) => textOf(objectOf(entry).status) ?? 'accepted');
  return states.length > 0 && states.every((state) => state === 'accepted');
}

function severityOf(
  result: JsonObject,
  rule: Rule | undefined,
): { severity: Severity; sourceSeverity: string } {
  const stated = textOf(fieldOf(objectOf(result.properties), 'security-severity')) ?? rule?.securitySeverity;
  const score = scoreOf(stated);
  if (stated !== undefined && score !== undefined)
    return { severity: severityOfCvss(score), sourceSeverity: stated };
  const kind = textOf(result.kind) ?? 'fail';
  // A kind other than "fail" has the level "none" (section 3.27.10); "warning" is the default of all defaults.
  const level = textOf(result.level) ?? (kind === 'fail' ? (rule?.level ?? 'warning') : 'none');
  return { severity: severityOfWord(level) ?? 'MEDIUM', sourceSeverity: level };
}

const classOfKind: Readonly<Record<string, ResultClass>> = {
  pass: 'NEGATIVE_RESULT',
  notApplicable: 'NEGATIVE_RESULT',
  informational: 'INFORMATIONAL',
  review: 'EXPOSURE_SIGNAL',
  open: 'EXPOSURE_SIGNAL',
};

/** Tags by which analysers mark rules about quality rather than security. */
const qualityTags: ReadonlySet<string> = new Set([
  'maintainability',
  'reliability',
  'correctness',
  'readability',
  'performance',
  'efficiency',
  'convention',
  'style',
  'quality',
  'useless-code',
  'testability',
]);

function classOf(result: JsonObject, rule: Rule | undefined, severity: Severity): ResultClass {
  if (textOf(result.baselineState) === 'absent') return 'NEGATIVE_RESULT';
  const ofKind = classOfKind[textOf(result.kind) ?? 'fail'];
  if (ofKind !== undefined) return ofKind;
  if (severity === 'INFO') return 'INFORMATIONAL';
  return isQualityRule(rule) ? 'INFORMATIONAL' : 'VULNERABILITY';
}

function isQualityRule(rule: Rule | undefined): boolean {
  if (rule === undefined || rule.securitySeverity !== undefined || rule.cwes.length > 0) return false;
  const tags = rule.tags.map((tag) => tag.toLowerCase());
  return tags.some((tag) => qualityTags.has(tag)) && !tags.some((tag) => tag.includes('security'));
}

function identifiersOf(result: JsonObject, rule: Rule | undefined, ruleId: string) {
  const cwes = [...(rule?.cwes ?? [])];
  for (const taxon of arrayOf(result.taxa)) addTaxon(cwes, objectOf(taxon));
  const properties = objectOf(result.properties);
  for (const tag of [...textsOf(properties.tags), ...textsOf(properties.cwe)]) addCweOfTag(cwes, tag);
  const cves = [...(rule?.cves ?? [])];
  const advisories = [...(rule?.advisories ?? [])];
  if (isVulnerabilityId(ruleId)) addVulnerabilityId({ cves, advisories }, ruleId);
  // Container scanners name rules "CVE-2024-1234-package".
  const embedded = /^CVE-\d{4}-\d{4,19}(?=-)/.exec(ruleId)?.[0];
  if (embedded !== undefined) addCve(cves, embedded);
  return { cwes, cves, advisories: advisories.filter((id) => id !== '') };
}

function locationsOf(result: JsonObject, run: Run): FindingLocation[] {
  const locations: FindingLocation[] = [];
  for (const entry of arrayOf(result.locations).slice(0, maxLocations)) {
    const physical = objectOf(objectOf(entry).physicalLocation);
    const artifact = objectOf(physical.artifactLocation);
    const uri = textOf(artifact.uri) ?? run.artifactUri(numberOf(artifact.index));
    const location = placeOf(uri, objectOf(physical.region), objectOf(physical.contextRegion));
    if (Object.keys(location).length > 0) locations.push(location);
  }
  return locations;
}

function placeOf(uri: string | undefined, region: JsonObject, context: JsonObject): FindingLocation {
  const location: Draft<FindingLocation> = {};
  if (uri !== undefined) {
    const isWeb = /^https?:\/\//i.test(uri);
    if (isWeb) location.url = uri;
    location.path = isWeb ? (URL.parse(uri)?.pathname ?? uri) : uri.replace(/^\.\//, '');
  }
  const line = positiveOf(region.startLine);
  const endLine = positiveOf(region.endLine);
  const snippet = textOf(objectOf(region.snippet).text) ?? textOf(objectOf(context.snippet).text);
  if (line !== undefined) location.line = line;
  if (endLine !== undefined) location.endLine = endLine;
  if (snippet !== undefined) location.snippet = snippet.slice(0, 4_000);
  return location;
}

/** The message, or the rule's message with its `{0}` filled in (section 3.11). */
function messageOf(result: JsonObject, rule: Rule | undefined): string | undefined {
  const message = objectOf(result.message);
  const direct = textOf(message.text) ?? textOf(message.markdown);
  const id = textOf(message.id);
  const template =
    direct ??
    (id === undefined || rule === undefined ? undefined : textOf(objectOf(fieldOf(rule.messages, id)).text));
  const values = arrayOf(message.arguments);
  if (template === undefined || values.length === 0) return template;
  return template.replace(/\{(\d{1,3})\}/g, (whole, index) => textOf(values[Number(index)]) ?? whole);
}
