import { cvssStatement } from '../mapping/cvss.ts';
import type { Draft, FindingDraft } from '../mapping/draft.ts';
import { findingOf } from '../mapping/finding.ts';
import { given } from '../mapping/given.ts';
import { addCwe, addVulnerabilityId } from '../mapping/identifiers.ts';
import {
  arrayOf,
  isObject,
  numberOf,
  objectOf,
  positiveOf,
  sourceDataOf,
  textOf,
  textsOf,
} from '../mapping/json.ts';
import { withoutSecrets } from '../mapping/secrets.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { FindingLocation, ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

export const checkLists = ['failed_checks', 'passed_checks', 'skipped_checks'] as const;
export type CheckList = (typeof checkLists)[number];

const classOfList = {
  failed_checks: 'EXPOSURE_SIGNAL',
  passed_checks: 'NEGATIVE_RESULT',
  skipped_checks: 'INFORMATIONAL',
} as const;

export interface CheckContext {
  readonly list: CheckList;
  readonly type: string | undefined;
  readonly where: string;
  readonly sink: ParseSink;
}

const mappedFields: ReadonlySet<string> = new Set([
  'check_id',
  'check_name',
  'code_block',
  'file_path',
  'file_line_range',
  'resource',
  'guideline',
  'severity',
  'description',
  'short_description',
  'vulnerability_details',
  'entity_tags',
  'definition_context_file_path',
]);

/** One record of a list is one finding; undefined without an id of the check. */
export function findingOfCheck(
  check: JsonObject,
  context: CheckContext,
): { finding: FindingDraft; isRated: boolean } | undefined {
  const id = textOf(check.check_id) ?? textOf(check.bc_check_id);
  if (id === undefined) return undefined;
  const details = objectOf(check.vulnerability_details);
  const word = textOf(check.severity) ?? textOf(details.severity);
  const score = numberOf(details.cvss);
  const isRated = word !== undefined || score !== undefined;
  const { where, sink, list, type } = context;
  const severity = isRated ? severityOrProblem(sink, { word: word ?? '', score, where }) : 'MEDIUM';
  const resource = textOf(check.resource);
  const isSecret = type === 'secrets' || id.startsWith('CKV_SECRET');
  const snippet = codeOf(check, isSecret);
  const finding = findingOf({
    where,
    ruleId: id,
    title: textOf(check.check_name) ?? textOf(check.short_description) ?? id,
    severity,
    sourceSeverity: word ?? '',
    resultClass: classOfList[list],
    evidenceClass: 'DIRECT',
    target: { kind: 'REPOSITORY', raw: '' },
    description: textOf(check.description) ?? textOf(check.short_description),
    locations: locationsOf(check, snippet),
    references: textsOf(check.guideline).filter((url) => url.length <= 2_048),
    evidence: snippet,
    component: resource === undefined ? undefined : { name: resource.slice(0, 1_000) },
    sourceStatus: list === 'skipped_checks' ? 'SUPPRESSED' : undefined,
    tags: type === undefined ? [] : [type.slice(0, 100)],
    sourceData: sourceDataOf(check, mappedFields),
  });
  if (isSecret && list === 'failed_checks') finding.resultClass = 'VULNERABILITY';
  addPackage(finding, details, list);
  return { finding, isRated };
}

/** Records of sca_package and sca_image describe a package: a known weakness (with `id`) or a licence against a policy. */
function addPackage(finding: FindingDraft, details: JsonObject, list: CheckList): void {
  const component = packageOf(details);
  if (component !== undefined) finding.component = component;
  if (Object.keys(details).length > 0) {
    finding.sourceData = { ...finding.sourceData, vulnerability_details: sourceDataOf(details, new Set()) };
  }
  const id = textOf(details.id) ?? textOf(details.cve_id);
  if (id === undefined) return;
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  addVulnerabilityId(lists, id);
  const cwes: number[] = [];
  for (const cwe of textsOf(details.cwe).flatMap((text) => text.split(','))) addCwe(cwes, cwe);
  const cvss = cvssStatement({
    version: '3.1',
    vector: textOf(details.vector),
    score: numberOf(details.cvss),
  });
  Object.assign(finding, lists, {
    ruleId: id.slice(0, 500),
    cwes,
    evidenceClass: 'INFERRED',
    cvss: cvss === undefined ? [] : [cvss],
    references: [...new Set([...textsOf(details.link), ...finding.references])],
    ...given({
      description: textOf(details.description) ?? finding.description,
      remediation:
        component?.fixedVersion === undefined
          ? undefined
          : `Update ${component.name} to ${component.fixedVersion}.`,
    }),
  });
  if (list !== 'passed_checks') finding.resultClass = 'VULNERABILITY';
}

function packageOf(details: JsonObject): RawFinding['component'] {
  const name = textOf(details.package_name);
  if (name === undefined) return undefined;
  const fixed = [...textsOf(details.lowest_fixed_version), ...textsOf(details.fixed_versions)][0];
  const stated = /fixed in (.+)$/i.exec(textOf(details.status) ?? '')?.[1];
  return {
    name: name.slice(0, 1_000),
    ...given({
      version: textOf(details.package_version),
      fixedVersion: (fixed ?? stated)?.slice(0, 500),
      ecosystem: textOf(details.package_type),
    }),
  };
}

function locationsOf(check: JsonObject, snippet: string | undefined): FindingLocation[] {
  const path = textOf(check.file_path) ?? textOf(check.repo_file_path) ?? textOf(check.file_abs_path);
  if (path === undefined) return [];
  const [start, end] = arrayOf(check.file_line_range);
  const location: Draft<FindingLocation> = { path: path.slice(0, 4_000) };
  Object.assign(location, given({ line: positiveOf(start), endLine: positiveOf(end), snippet }));
  const caller = textOf(check.caller_file_path);
  if (caller === undefined) return [location];
  const [callerStart, callerEnd] = arrayOf(check.caller_file_line_range);
  return [
    location,
    { path: caller, ...given({ line: positiveOf(callerStart), endLine: positiveOf(callerEnd) }) },
  ];
}

/** Lines of code_block, each a number with its text; lines that hold a secret are masked. */
function codeOf(check: JsonObject, isSecret: boolean): string | undefined {
  const lines = arrayOf(check.code_block)
    .slice(0, 200)
    .map((line) => (Array.isArray(line) ? line[1] : isObject(line) ? line.code : line))
    .map((line) => (typeof line === 'string' ? line.replace(/\n$/, '') : ''));
  const code = lines.join('\n').slice(0, 4_000);
  if (code.trim() === '') return undefined;
  return isSecret ? withoutSecrets(code) : code;
}
