import { advisoryFinding } from '../mapping/advisory.ts';
import { objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { FindingLocation, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import type { IssueContext } from './issue.ts';

const usedFields: ReadonlySet<string> = new Set([
  'id',
  'publicId',
  'title',
  'severity',
  'references',
  'lineNumber',
  'msg',
  'isIgnored',
]);

/** A misconfiguration of a template (`snyk iac test`). */
export function infrastructureFinding(issue: JsonObject, context: IssueContext): RawFinding | undefined {
  const ruleId = textOf(issue.publicId) ?? textOf(issue.id);
  if (ruleId === undefined) return undefined;
  const { project, where, sink } = context;
  const { issue: summary, impact, resolve } = objectOf(issue.iacDescription);
  const place = textOf(issue.msg) ?? textsOf(issue.path).join('.');
  const finding = advisoryFinding(sink, {
    where,
    ruleId,
    isRuleAdvisory: false,
    target: project.target,
    title: textOf(issue.title),
    description: textOf(summary) ?? textOf(issue.issue) ?? textOf(issue.description),
    remediation:
      textOf(resolve) ?? textOf(objectOf(issue.remediation).terraform) ?? textOf(issue.remediation),
    word: textOf(issue.severity),
    references: [...textsOf(issue.documentation), ...textsOf(issue.references)],
    matcher: place === '' ? undefined : place,
    resultClass: 'EXPOSURE_SIGNAL',
    evidenceClass: 'DIRECT',
    sourceStatus: issue.isIgnored === true || context.isSuppressed ? 'SUPPRESSED' : undefined,
    tags: [textOf(issue.type), textOf(issue.subType)],
    sourceData: sourceDataOf(issue, usedFields),
  });
  const line = positiveOf(issue.lineNumber);
  const location: FindingLocation = { path: project.file ?? '', ...(line === undefined ? {} : { line }) };
  const consequence = textOf(impact) ?? textOf(issue.impact);
  return {
    ...finding,
    locations: project.file === undefined && line === undefined ? [] : [location],
    ...(consequence === undefined ? {} : { impact: consequence }),
  };
}
