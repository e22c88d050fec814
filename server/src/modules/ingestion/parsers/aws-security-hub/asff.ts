import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { referencesOf } from '../mapping/advisory.ts';
import { classOfOutcome } from '../mapping/check-outcome.ts';
import type { FindingDraft } from '../mapping/draft.ts';
import { findingOf } from '../mapping/finding.ts';
import { arrayOf, fieldOf, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { type Weakness, weaknessOf } from './vulnerability.ts';

const mappedFields: ReadonlySet<string> = new Set([
  'Id',
  'Title',
  'Description',
  'LastObservedAt',
  'SchemaVersion',
  'Types',
]);

/** One entry in the AWS Security Finding Format is one finding; undefined without Id and title. */
export function findingOfAsff(entry: JsonObject, where: string, sink: ParseSink): FindingDraft | undefined {
  const id = textOf(entry.Id);
  const title = textOf(entry.Title) ?? id;
  if (title === undefined) return undefined;
  const weakness = weaknessOf(arrayOf(entry.Vulnerabilities), title);
  const rated = severityOf(entry, weakness, { where, sink });
  const resources = arrayOf(entry.Resources).map(objectOf);
  const recommendation = objectOf(objectOf(entry.Remediation).Recommendation);
  const advice = textOf(recommendation.Text);
  const [type] = textsOf(resources[0]?.Type);
  return findingOf({
    where,
    ruleId: weakness.ids[0] ?? ruleOf(entry) ?? title,
    toolUniqueId: id,
    title,
    description: textOf(entry.Description),
    remediation: advice === undefined || /^none provided\.?$/i.test(advice) ? weakness.remediation : advice,
    ...rated,
    resultClass: classOf(entry, weakness, rated.severity),
    evidenceClass: weakness.component === undefined ? 'DIRECT' : 'INFERRED',
    target: targetOf(resources[0], entry),
    locations: resources.flatMap((resource) => textsOf(resource.Id)).map((path) => ({ path })),
    component: weakness.component ?? (type === undefined ? undefined : { name: type }),
    cves: weakness.cves,
    cwes: weakness.cwes,
    advisories: weakness.advisories,
    cvss: weakness.cvss,
    exploitAvailable: weakness.exploitAvailable,
    references: referencesOf([textOf(recommendation.Url), textOf(entry.SourceUrl), ...weakness.references]),
    sourceStatus: statusOf(entry),
    seenAt: utcOfIso(textOf(entry.LastObservedAt) ?? textOf(entry.UpdatedAt) ?? ''),
    tags: textsOf(entry.Types).slice(0, 100),
    sourceData: sourceDataOf(entry, mappedFields),
  });
}

/** The control or rule; a generator that is an ARN names an account's detector, so there the type says what was found. */
function ruleOf(entry: JsonObject): string | undefined {
  const fields = objectOf(entry.ProductFields);
  const control =
    textOf(objectOf(entry.Compliance).SecurityControlId) ??
    textOf(fields.ControlId) ??
    textOf(fieldOf(fields, 'aws/config/ConfigRuleName')) ??
    textOf(fields.RuleId);
  const generator = textOf(entry.GeneratorId);
  const [type] = textsOf(entry.Types);
  if (control !== undefined) return control;
  return generator === undefined || generator.startsWith('arn:') ? (type ?? generator) : generator;
}

function severityOf(
  entry: JsonObject,
  weakness: Weakness,
  { where, sink }: { where: string; sink: ParseSink },
): { severity: Severity; sourceSeverity: string } {
  const stated = objectOf(entry.Severity);
  const word = textOf(stated.Label) ?? textOf(objectOf(objectOf(entry.FindingProviderFields).Severity).Label);
  if (word !== undefined) {
    return { severity: severityOrProblem(sink, { word, where }), sourceSeverity: word };
  }
  const normalized = numberOf(stated.Normalized);
  if (normalized !== undefined) {
    return { severity: severityOfNormalized(normalized), sourceSeverity: String(normalized) };
  }
  const original = textOf(stated.Original) ?? textOf(stated.Product) ?? '';
  const score = weakness.score ?? numberOf(original);
  return { severity: severityOrProblem(sink, { word: original, score, where }), sourceSeverity: original };
}

/** Bands of `Severity.Normalized`, as the format's documentation gives them. */
function severityOfNormalized(value: number): Severity {
  if (value >= 90) return 'CRITICAL';
  if (value >= 70) return 'HIGH';
  if (value >= 40) return 'MEDIUM';
  return value >= 1 ? 'LOW' : 'INFO';
}

function classOf(entry: JsonObject, weakness: Weakness, severity: Severity): ResultClass {
  const outcome = classOfOutcome(textOf(objectOf(entry.Compliance).Status));
  if (outcome === 'NEGATIVE_RESULT') return outcome;
  const isWeakness = textsOf(entry.Types).some((type) => /\/Vulnerabilities(?:\/|$)/i.test(type));
  if (weakness.ids.length > 0 || isWeakness) return 'VULNERABILITY';
  return outcome ?? (severity === 'INFO' ? 'INFORMATIONAL' : 'EXPOSURE_SIGNAL');
}

/** The person's decision first; a record is archived when its product says that the issue is gone. */
function statusOf(entry: JsonObject): RawFinding['sourceStatus'] {
  const workflow = (textOf(objectOf(entry.Workflow).Status) ?? textOf(entry.WorkflowState))?.toUpperCase();
  const inspector = textOf(fieldOf(objectOf(entry.ProductFields), 'aws/inspector/FindingStatus'));
  if (workflow === 'SUPPRESSED' || inspector === 'SUPPRESSED') return 'SUPPRESSED';
  if (workflow === 'RESOLVED' || inspector === 'CLOSED') return 'FIXED';
  const record = textOf(entry.RecordState)?.toUpperCase();
  if (record === 'ARCHIVED') return 'FIXED';
  return record === undefined && workflow === undefined ? undefined : 'OPEN';
}

function targetOf(resource: JsonObject | undefined, entry: JsonObject): SourceTarget {
  const account = textOf(entry.AwsAccountId);
  const raw = textOf(resource?.Id) ?? (account === undefined ? '' : `AWS::::Account:${account}`);
  const isImage = textOf(resource?.Type) === 'AwsEcrContainerImage' || textOf(resource?.Type) === 'Container';
  const kind = isImage ? 'CONTAINER_IMAGE' : 'CLOUD_RESOURCE';
  return raw === '' ? { kind, raw } : { kind, raw, reference: raw };
}
