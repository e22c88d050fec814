import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { arrayOf, isObject, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { CvssStatement, ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import type { Project } from './project.ts';

export interface IssueContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly project: Project;
  /** The policy file took the issue out. */
  readonly isSuppressed: boolean;
}

/** Read into fields of a finding, or large and not kept. */
const usedFields: ReadonlySet<string> = new Set([
  'id',
  'title',
  'description',
  'severity',
  'CVSSv3',
  'cvssScore',
  'cvssDetails',
  'cvssSources',
  'references',
  'version',
  'functions',
  'functions_new',
  'credit',
]);

/** An issue of a package: a vulnerability, or a licence that the policy of the organisation forbids. */
export function issueFinding(issue: JsonObject, context: IssueContext): RawFinding | undefined {
  const ruleId = textOf(issue.id);
  if (ruleId === undefined) return undefined;
  const { where, sink, project } = context;
  const isLicence = textOf(issue.type) === 'license' || ruleId.startsWith('snyk:lic:');
  const identifiers = objectOf(issue.identifiers);
  const name = nameOf(issue);
  const way = textsOf(issue.from);
  return advisoryFinding(sink, {
    where,
    ruleId,
    isRuleAdvisory: !isLicence,
    target: project.target,
    title: titleOf(issue, name),
    description: textOf(issue.description),
    word: textOf(issue.severityWithCritical) ?? textOf(issue.severity),
    score: numberOf(issue.cvssScore),
    ids: [...idsOf(identifiers), ...textsOf(issue.alternativeIds)],
    cwes: textsOf(identifiers.CWE),
    cvss: cvssOf(issue),
    references: urlsOf(issue),
    component: namedComponent({
      name,
      version: textOf(issue.version),
      fixedVersion: fixesOf(issue),
      ecosystem: textOf(issue.packageManager) ?? project.ecosystem,
    }),
    paths: project.file === undefined ? [] : [project.file],
    remediation: remediationOf(issue),
    resultClass: isLicence ? 'EXPOSURE_SIGNAL' : 'VULNERABILITY',
    evidence: way.length > 0 ? way.join(' > ').slice(0, 65_536) : undefined,
    matcher: way.length > 0 ? way.map(withoutVersion).join(' > ') : undefined,
    sourceStatus: context.isSuppressed || issue.isIgnored === true ? 'SUPPRESSED' : undefined,
    exploitAvailable: isExploitKnown(issue),
    tags: [textOf(issue.language), isLicence ? 'license' : undefined],
    sourceData: sourceDataOf(issue, usedFields),
  });
}

function nameOf(issue: JsonObject): string | undefined {
  return textOf(issue.packageName) ?? textOf(issue.name) ?? textOf(issue.moduleName);
}

function titleOf(issue: JsonObject, name: string | undefined): string | undefined {
  const title = textOf(issue.title);
  return title === undefined || name === undefined ? title : `${title} in ${name}`;
}

/** Lists by kind of id (CVE, GHSA, RHSA …). Old kinds such as NSP are bare numbers, which alone say nothing. */
function idsOf(identifiers: JsonObject): string[] {
  return Object.entries(identifiers)
    .filter(([kind]) => kind !== 'CWE')
    .flatMap(([kind, ids]) => textsOf(ids).map((id) => (/^\d+$/.test(id) ? `${kind}-${id}` : id)));
}

function cvssOf(issue: JsonObject): (CvssStatement | undefined)[] {
  const own = cvssStatement({
    vector: textOf(issue.CVSSv3),
    score: numberOf(issue.cvssScore),
    version: '3.1',
    source: 'snyk',
  });
  const listed = [...objectsOf(issue.cvssSources), ...objectsOf(issue.cvssDetails)].map((entry) =>
    cvssStatement({
      vector: textOf(entry.vector) ?? textOf(entry.cvssV3Vector),
      score: numberOf(entry.baseScore) ?? numberOf(entry.cvssV3BaseScore),
      version: versionOf(textOf(entry.cvssVersion)),
      source: textOf(entry.assigner)?.toLowerCase(),
    }),
  );
  const isRepeated = listed.some((entry) => entry?.vector !== undefined && entry.vector === own?.vector);
  return isRepeated ? listed : [own, ...listed];
}

function versionOf(text: string | undefined): CvssStatement['version'] | undefined {
  return (['2.0', '3.0', '3.1', '4.0'] as const).find((version) => version === text);
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return arrayOf(value).filter(isObject).slice(0, 1_000);
}

function urlsOf(issue: JsonObject): string[] {
  const listed = arrayOf(issue.references).flatMap((entry) => textsOf(isObject(entry) ? entry.url : entry));
  return [...textsOf(issue.url), ...listed];
}

function fixesOf(issue: JsonObject): string | undefined {
  const nearest = textOf(issue.nearestFixedInVersion);
  if (nearest !== undefined) return nearest;
  const fixes = textsOf(issue.fixedIn);
  return fixes.length === 0 ? undefined : fixes.join(', ');
}

/** The direct dependency to update: the first package after the project itself. */
function remediationOf(issue: JsonObject): string | undefined {
  const upgrade = arrayOf(issue.upgradePath).find((step) => typeof step === 'string' && step !== '');
  return typeof upgrade === 'string'
    ? `Upgrade the direct dependency to ${upgrade}.`.slice(0, 2_000)
    : undefined;
}

/** "pkg@1.0" and "@scope/pkg@1.0" without the version; images are named with their tag. */
function withoutVersion(step: string): string {
  const at = step.lastIndexOf('@');
  return at > 0 ? step.slice(0, at) : step;
}

/** Words that Snyk has used for the maturity of an exploit. */
function isExploitKnown(issue: JsonObject): boolean | undefined {
  const level = textOf(objectOf(arrayOf(objectOf(issue.exploitDetails).maturityLevels)[0]).level);
  const word = (level ?? textOf(issue.exploit) ?? textOf(issue.exploitMaturity) ?? '')
    .toLowerCase()
    .replaceAll(/[-_]/g, ' ');
  if (/^(?:mature|functional|high|attacked|proof of concept|poc)$/.test(word)) return true;
  return /^(?:no known exploit|no data|unproven|unreported)/.test(word) ? false : undefined;
}
