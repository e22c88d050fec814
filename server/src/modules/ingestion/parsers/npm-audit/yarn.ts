import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { isObject, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { type AuditContext, advisoryOf, githubId } from './advisory.ts';
import { target } from './target.ts';

/** One line of `yarn audit --json` (version 1) or of `yarn npm audit --json` (version 4). */
export function lineOf(value: JsonValue, where: string, sink: ParseSink): void {
  const line = objectOf(value);
  const type = textOf(line.type);
  if (type === 'auditAdvisory') {
    const { advisory = null, resolution } = objectOf(line.data);
    const way = textOf(objectOf(resolution).path);
    reportItem(sink, { value: advisory, where, lacks: 'has no id' }, (item) =>
      advisoryOf(item, { where, sink, target, way }),
    );
  } else if (isObject(line.children)) {
    reportItem(sink, { value, where, lacks: 'has no id' }, (item) => issueOf(item, { where, sink, target }));
  } else if (type === 'error') {
    const message = `Yarn reports an error: ${(textOf(line.data) ?? '').slice(0, 300)}`;
    sink.problem({ code: 'TOOL_ERROR', message, where, dropsItem: false });
  } else if (type === undefined) {
    reportItem(sink, { value, where, lacks: 'is no line of yarn audit' }, () => undefined);
  }
}

const usedFields: ReadonlySet<string> = new Set(['Issue', 'Severity', 'URL']);

function issueOf(line: JsonObject, context: AuditContext): RawFinding | undefined {
  const issue = objectOf(line.children);
  const url = textOf(issue.URL);
  const ruleId = githubId(url) ?? textOf(issue.ID);
  if (ruleId === undefined) return undefined;
  const dependents = textsOf(issue.Dependents);
  return advisoryFinding(context.sink, {
    where: context.where,
    ruleId,
    isRuleAdvisory: /^GHSA-/i.test(ruleId),
    target: context.target,
    title: textOf(issue.Issue),
    word: textOf(issue.Severity),
    references: [url],
    component: namedComponent({
      name: textOf(line.value),
      version: textsOf(issue['Tree Versions'])[0],
      ecosystem: 'npm',
    }),
    evidence: dependents.length === 0 ? undefined : dependents.join('\n').slice(0, 65_536),
    // A deprecated package is no weakness in itself.
    resultClass: /\(deprecation\)$/.test(textOf(issue.ID) ?? '') ? 'INFORMATIONAL' : 'VULNERABILITY',
    sourceData: sourceDataOf(issue, usedFields),
  });
}
