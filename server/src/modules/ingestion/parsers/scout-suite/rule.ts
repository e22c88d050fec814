import type { Severity } from '../../../../kernel/severity.ts';
import { referencesOf } from '../mapping/advisory.ts';
import { findingOf } from '../mapping/finding.ts';
import { plainTextOf } from '../mapping/html.ts';
import { numberOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

export interface Account {
  id?: string;
  provider?: string;
  seenAt?: string;
}

export interface RuleContext {
  readonly name: string;
  readonly service: string;
  readonly where: string;
  readonly account: Account;
  readonly sink: ParseSink;
}

const mappedFields: ReadonlySet<string> = new Set([
  'description',
  'rationale',
  'remediation',
  'references',
  'items',
  'level',
]);

/** Levels as ScoutSuite colours them. */
const severityOfLevel: Readonly<Record<string, Severity>> = {
  danger: 'HIGH',
  warning: 'MEDIUM',
  good: 'INFO',
};

export function targetOfAccount({ id, provider }: Account): SourceTarget {
  const raw = id ?? '';
  if (raw === '') return { kind: 'CLOUD_RESOURCE', raw };
  return { kind: 'CLOUD_RESOURCE', raw, reference: provider === undefined ? raw : `${provider}:${raw}` };
}

/** One finding for each resource that a rule flags; none for a rule that flags nothing. */
export function* findingsOfRule(rule: JsonObject, context: RuleContext): Generator<RawFinding> {
  const { name, service, where, account, sink } = context;
  const flagged = numberOf(rule.flagged_items) ?? 0;
  const named = textsOf(rule.items);
  const items = named.length > 0 ? named : flagged > 0 ? [textOf(rule.path) ?? service] : [];
  if (items.length === 0) return;
  const level = textOf(rule.level)?.toLowerCase() ?? '';
  const severity = severityOfLevel[level] ?? severityOrProblem(sink, { word: level, where });
  const description = textOf(rule.rationale) ?? textOf(rule.description);
  const remediation = textOf(rule.remediation);
  const shared = {
    ruleId: name,
    title: textOf(rule.description) ?? name,
    severity,
    sourceSeverity: level,
    resultClass: 'EXPOSURE_SIGNAL',
    evidenceClass: 'DIRECT',
    target: targetOfAccount(account),
    description: description === undefined ? undefined : plainTextOf(description),
    remediation: remediation === undefined ? undefined : plainTextOf(remediation),
    references: referencesOf(textsOf(rule.references)),
    seenAt: account.seenAt,
    tags: [textOf(rule.service) ?? service],
    sourceData: sourceDataOf(rule, mappedFields),
  } as const;
  for (const [index, path] of items.entries()) {
    yield findingOf({
      ...shared,
      where: `${where}/items/${index}`,
      locations: [{ path: path.slice(0, 4_000) }],
    });
  }
}
