import { advisoryFinding, type Component } from '../mapping/advisory.ts';
import { sourceDataOf } from '../mapping/json.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** An external reference of the category SECURITY (SPDX 2.3, annex F.2). */
export interface SecurityReference {
  readonly where: string;
  /** advisory, fix or url. */
  readonly type: string;
  readonly locator: string;
  readonly comment: string | undefined;
  readonly component: Component | undefined;
  readonly data: JsonObject;
}

/**
 * An advisory says that the package has a weakness, a fix that it has been fixed there; an address with security information
 * says neither.
 */
export function findingOf(reference: SecurityReference, target: SourceTarget, sink: ParseSink): RawFinding {
  const { where, type, locator, comment, component, data } = reference;
  const ids = (
    `${locator} ${comment ?? ''}`.match(/CVE-\d{4}-\d{4,19}|GHSA(?:-[a-z0-9]{4}){3}/gi) ?? []
  ).slice(0, 100);
  const isInformation = type === 'url';
  const name = component?.name ?? 'a package';
  return advisoryFinding(sink, {
    where,
    ruleId: ids[0] ?? locator,
    isRuleAdvisory: false,
    ids,
    title: titleOf(type, ids[0] ?? locator, name),
    description: comment,
    target,
    component,
    severity: isInformation ? 'INFO' : 'MEDIUM',
    resultClass: isInformation ? 'INFORMATIONAL' : 'VULNERABILITY',
    evidenceClass: 'DECLARED',
    sourceStatus: type === 'fix' ? 'FIXED' : undefined,
    references: [/^https?:\/\//i.test(locator) ? locator : undefined],
    matcher: type,
    sourceData: sourceDataOf({ ...data, referenceType: type, referenceLocator: locator }, new Set()),
  });
}

function titleOf(type: string, id: string, name: string): string {
  if (type === 'url') return `Security information on ${name}`;
  return type === 'fix' ? `Fix of ${id} in ${name}` : `${id} in ${name}`;
}
