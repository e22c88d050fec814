import type { ResultClass } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { addCvesIn } from '../mapping/cve-text.ts';
import { type FindingDraft, maxLocations } from '../mapping/draft.ts';
import { given } from '../mapping/given.ts';
import { addCwe, addCweOfTag, addOnce } from '../mapping/identifiers.ts';
import { arrayOf, isObject, objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { FindingLocation, ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { packageOf } from './package.ts';
import type { Rule, RuleBook } from './rules.ts';
import { isOnSecurity, severityOfIssue } from './severity.ts';
import { statusOf } from './status.ts';

const usedFields: ReadonlySet<string> = new Set([
  'key',
  'rule',
  'ruleKey',
  'severity',
  'component',
  'project',
  'line',
  'flows',
  'message',
  'messageFormattings',
  'tags',
]);

export interface IssueContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly rules: RuleBook;
  /** Project that the whole report is about, when it says. */
  readonly projectName: string;
}

/** Turns an issue or a hotspot into a finding; undefined without the key of its rule. */
export function findingOf(issue: JsonObject, context: IssueContext): RawFinding | undefined {
  const ruleId = textOf(issue.rule) ?? textOf(issue.ruleKey) ?? textOf(objectOf(issue.rule).key);
  if (ruleId === undefined) return undefined;
  const rule = context.rules.find(ruleId);
  const message = textOf(issue.message);
  const { severity, sourceSeverity } = severityOfIssue(context.sink, issue, context.where);
  const project = keyOf(issue.project) ?? context.projectName;
  const locations = locationsOf(issue, project);
  const component = packageOf(message);
  const key = textOf(issue.key);
  const finding: FindingDraft = {
    ...baseFinding({
      where: context.where,
      ruleId,
      title: message ?? textOf(issue.description) ?? rule?.name ?? ruleId,
      severity,
      sourceSeverity,
      target: { kind: 'REPOSITORY', raw: project, ...given({ reference: project || undefined }) },
    }),
    resultClass: classOf(issue, rule),
    locations,
    ...identifiersOf(issue, message, rule),
    references: textsOf(issue.link).slice(0, 10),
    tags: tagsOf(issue),
    sourceData: sourceDataOf(issue, usedFields),
    ...given({
      description: descriptionOf(issue, message, rule),
      toolUniqueId: key,
      matcher:
        key === undefined
          ? [locations[0]?.path, textOf(issue.hash) ?? message].join('|').slice(0, 500)
          : undefined,
      component,
      sourceStatus: statusOf(issue),
      seenAt: utcOfIso(textOf(issue.creationDate) ?? ''),
    }),
  };
  if (component !== undefined) finding.evidenceClass = 'INFERRED';
  return finding;
}

/** Components and projects are keys, or objects that hold one. */
function keyOf(value: JsonObject[string] | undefined): string | undefined {
  return isObject(value) ? textOf(value.key) : textOf(value);
}

function classOf(issue: JsonObject, rule: Rule | undefined): ResultClass {
  const type = (textOf(issue.type) ?? rule?.type ?? '').toUpperCase();
  const status = textOf(issue.status)?.toUpperCase();
  const hotspot =
    issue.vulnerabilityProbability !== undefined || status === 'TO_REVIEW' || status === 'REVIEWED';
  if (type === 'SECURITY_HOTSPOT' || hotspot) return 'EXPOSURE_SIGNAL';
  if (type === 'VULNERABILITY') return 'VULNERABILITY';
  const impacts = arrayOf(issue.impacts).map(objectOf);
  if (impacts.length > 0) return impacts.some(isOnSecurity) ? 'VULNERABILITY' : 'INFORMATIONAL';
  return type === 'BUG' || type === 'CODE_SMELL' ? 'INFORMATIONAL' : 'VULNERABILITY';
}

function descriptionOf(
  issue: JsonObject,
  message: string | undefined,
  rule: Rule | undefined,
): string | undefined {
  const parts = [message, textOf(issue.description), rule?.name, rule?.description];
  const text = [...new Set(parts.filter((part) => part !== undefined))].join('\n\n');
  return text === '' ? undefined : text.slice(0, 65_536);
}

function identifiersOf(issue: JsonObject, message: string | undefined, rule: Rule | undefined) {
  const cves: string[] = [];
  const cwes: number[] = [];
  const advisories: string[] = [];
  addCvesIn(cves, message);
  for (const [id] of (message ?? '').matchAll(/\bGHSA(?:-[23456789cfghjmpqrvwx]{4}){3}\b/gi))
    addOnce(advisories, id);
  for (const [id] of (message ?? '').matchAll(/\bCWE-\d{1,6}\b/gi)) addCwe(cwes, id);
  for (const tag of textsOf(issue.tags)) addCweOfTag(cwes, tag);
  for (const cwe of rule?.cwes ?? []) addCwe(cwes, String(cwe));
  return { cves, cwes, advisories };
}

function tagsOf(issue: JsonObject): string[] {
  const texts = [issue.tags, issue.type, issue.securityCategory, issue.cleanCodeAttribute].flatMap((value) =>
    textsOf(value),
  );
  return [...new Set(texts)].map((tag) => tag.slice(0, 200)).slice(0, 200);
}

/** The place of the issue, then the places of its flows. An issue on the project as a whole has no place of its own. */
function locationsOf(issue: JsonObject, project: string): FindingLocation[] {
  const locations: FindingLocation[] = [];
  const add = (component: string | undefined, range: JsonObject, line?: number): void => {
    const path = component === undefined || component === project ? undefined : pathOf(component, project);
    const start = line ?? positiveOf(range.startLine);
    if (path === undefined && start === undefined) return;
    if (locations.length < maxLocations) {
      locations.push(given({ path, line: start, endLine: positiveOf(range.endLine) }));
    }
  };
  add(keyOf(issue.component), objectOf(issue.textRange), positiveOf(issue.line));
  for (const flow of arrayOf(issue.flows)) {
    for (const place of arrayOf(objectOf(flow).locations).map(objectOf)) {
      add(keyOf(place.component), objectOf(place.textRange));
    }
  }
  return locations;
}

/** A component key is "project:path", in old servers "project:module:path". */
function pathOf(component: string, project: string): string {
  const rest =
    project !== '' && component.startsWith(`${project}:`) ? component.slice(project.length + 1) : component;
  return rest.slice(rest.lastIndexOf(':') + 1);
}
