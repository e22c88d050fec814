import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { findingOf } from '../mapping/finding.ts';
import { given } from '../mapping/given.ts';
import { numberOf, objectOf, positiveOf, sourceDataOf, textOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

export const repository: SourceTarget = { kind: 'REPOSITORY', raw: '' };

export const ruleLists = ['violations', 'skipped_violations', 'passed_rules'] as const;
export type RuleList = (typeof ruleLists)[number];

const classOfList = {
  violations: 'EXPOSURE_SIGNAL',
  skipped_violations: 'INFORMATIONAL',
  passed_rules: 'NEGATIVE_RESULT',
} as const;

interface ItemContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly occurrences: Occurrences;
}

const ruleFields: ReadonlySet<string> = new Set([
  'rule_name',
  'description',
  'rule_id',
  'severity',
  'category',
  'resource_name',
  'resource_type',
  'file',
  'line',
]);

/** A rule and the resource that breaks it; undefined without an id or name of the rule. */
export function findingOfRule(
  item: JsonObject,
  list: RuleList,
  { where, sink, occurrences }: ItemContext,
): RawFinding | undefined {
  const ruleId = textOf(item.rule_id) ?? textOf(item.rule_name);
  if (ruleId === undefined) return undefined;
  const word = textOf(item.severity) ?? '';
  const component = resourceOf(item);
  const category = textOf(item.category);
  const module = textOf(item.module_name);
  return findingOf({
    where,
    ruleId,
    title: textOf(item.description) ?? textOf(item.rule_name) ?? ruleId,
    severity: severityOrProblem(sink, { word, where }),
    sourceSeverity: word,
    resultClass: classOfList[list],
    evidenceClass: 'DIRECT',
    target: repository,
    description: textOf(item.description),
    locations: locationsOf(item),
    component: component === undefined ? undefined : { name: component },
    matcher: occurrences.matcher([ruleId, textOf(item.file), component], module === 'root' ? '' : module),
    sourceStatus: list === 'skipped_violations' ? 'SUPPRESSED' : undefined,
    tags: category === undefined ? [] : [category.slice(0, 100)],
    sourceData: sourceDataOf(item, ruleFields),
  });
}

const packageFields: ReadonlySet<string> = new Set([
  'image',
  'package',
  'severity',
  'cvss_score',
  'installed_version',
  'description',
  'vulnerability_id',
  'file',
  'line',
  'primary_url',
]);

/** A known weakness of a package in an image that the code uses (`--find-vuln`); undefined without its id. */
export function findingOfPackage(item: JsonObject, { where, sink }: ItemContext): RawFinding | undefined {
  const id = textOf(item.vulnerability_id);
  if (id === undefined) return undefined;
  const cvss = objectOf(item.cvss_score);
  const image = textOf(item.image)?.slice(0, 1_000);
  return advisoryFinding(sink, {
    where,
    ruleId: id,
    target: image === undefined ? repository : { kind: 'CONTAINER_IMAGE', raw: image, reference: image },
    word: textOf(item.severity),
    cvss: [
      cvssStatement({ vector: textOf(cvss.v3_vector), score: numberOf(cvss.v3_score), version: '3.0' }),
      cvssStatement({ vector: textOf(cvss.v2_vector), score: numberOf(cvss.v2_score), version: '2.0' }),
    ],
    description: textOf(item.description),
    component: namedComponent({ name: textOf(item.package), version: textOf(item.installed_version) }),
    references: [textOf(item.primary_url)],
    paths: locationsOf(item).map(({ path = '' }) => path),
    sourceData: sourceDataOf(item, packageFields),
  });
}

function resourceOf(item: JsonObject): string | undefined {
  const parts = [textOf(item.resource_type), textOf(item.resource_name)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('.').slice(0, 1_000);
}

function locationsOf(item: JsonObject): RawFinding['locations'] {
  const path = textOf(item.file);
  return path === undefined ? [] : [{ path, ...given({ line: positiveOf(item.line) }) }];
}
