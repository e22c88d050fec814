import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { findingOf } from '../mapping/finding.ts';
import { isObject, numberOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

export interface IssueContext {
  readonly kind: 'VULNERABILITY' | 'COMPLIANCE';
  readonly where: string;
  readonly target: SourceTarget;
  readonly seenAt: string | undefined;
  readonly sink: ParseSink;
}

const mappedFields: ReadonlySet<string> = new Set([
  'id',
  'cve',
  'description',
  'severity',
  'packageName',
  'packageVersion',
  'link',
  'vector',
  'vecStr',
  'cause',
  'title',
]);

/** A vulnerability of a package or a compliance issue; undefined without an id. */
export function findingOfIssue(issue: JsonObject, context: IssueContext): RawFinding | undefined {
  return context.kind === 'VULNERABILITY' ? vulnerability(issue, context) : compliance(issue, context);
}

/** The API counts ids and puts the CVE beside them, twistcli writes the CVE as id. */
function vulnerability(issue: JsonObject, context: IssueContext): RawFinding | undefined {
  const ruleId = textOf(issue.cve) ?? textOf(issue.id);
  if (ruleId === undefined) return undefined;
  const { where, target, seenAt, sink } = context;
  const score = numberOf(issue.cvss);
  const risks = risksOf(issue.riskFactors);
  return advisoryFinding(sink, {
    where,
    ruleId,
    target,
    seenAt,
    word: textOf(issue.severity),
    score,
    cvss: [cvssStatement({ version: '3.1', vector: textOf(issue.vector) ?? textOf(issue.vecStr), score })],
    description: textOf(issue.description),
    component: namedComponent({
      name: textOf(issue.packageName),
      version: textOf(issue.packageVersion),
      fixedVersion: fixOf(textOf(issue.status)),
      ecosystem: textOf(issue.packageType),
      path: textOf(issue.packagePath),
    }),
    paths: textsOf(issue.packagePath),
    references: [textOf(issue.link)],
    exploitAvailable: hasExploit(risks) || undefined,
    tags: risks,
    sourceData: sourceDataOf(issue, mappedFields),
  });
}

function compliance(issue: JsonObject, context: IssueContext): RawFinding | undefined {
  const ruleId = textOf(issue.id);
  if (ruleId === undefined) return undefined;
  const { where, target, seenAt, sink } = context;
  const word = textOf(issue.severity) ?? '';
  const cause = textOf(issue.cause);
  return findingOf({
    where,
    ruleId,
    title: textOf(issue.title) ?? textOf(issue.text) ?? `Compliance ${ruleId}`,
    severity: severityOrProblem(sink, { word, where }),
    sourceSeverity: word,
    resultClass: 'EXPOSURE_SIGNAL',
    evidenceClass: 'DIRECT',
    target,
    description: textOf(issue.description),
    evidence: cause,
    matcher: cause,
    seenAt,
    tags: textsOf(issue.category),
    sourceData: sourceDataOf(issue, mappedFields),
  });
}

/** "fixed in 1.2.4, 1.3.1" names the versions; other words ("open", "deferred") say that there is none. */
export function fixOf(status: string | undefined): string | undefined {
  return /^fixed in:?\s*(.+)$/is.exec(status ?? '')?.[1]?.trim();
}

/** A list, a text with commas, or an object whose keys are the factors. */
export function risksOf(value: JsonValue | undefined): string[] {
  const texts = isObject(value) ? Object.keys(value) : textsOf(value).flatMap((text) => text.split(','));
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

export function hasExploit(risks: readonly string[]): boolean {
  return risks.some((risk) => /exploit exists|exploit in the wild|poc/i.test(risk));
}
