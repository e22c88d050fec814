import type { ResultClass } from '../../../../kernel/severity.ts';
import { findingOf } from '../mapping/finding.ts';
import { addVulnerabilityId } from '../mapping/identifiers.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { Ratings } from '../mapping/unrated.ts';
import type { RawFinding } from '../parser.ts';
import { attributeOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';
import { identsOf, prose, type RuleDefinition } from './rule.ts';
import type { TestRun } from './run.ts';

export interface ResultContext {
  readonly idref: string;
  /** Undefined where the benchmark is not part of the file. */
  readonly rule: RuleDefinition | undefined;
  readonly run: TestRun;
  readonly ratings: Ratings;
}

/** Results that decide nothing (error, unknown, not applicable, not checked, not selected, informational) are the others. */
const classes: Readonly<Record<string, ResultClass>> = {
  fail: 'EXPOSURE_SIGNAL',
  pass: 'NEGATIVE_RESULT',
  fixed: 'NEGATIVE_RESULT',
};

/** Advisories of vendors; other identifiers (CCE, CCI, STIG legacy ids) name settings and are tags. */
const advisoryPattern = /^(?:RHSA|RHBA|ELSA|ALAS|DSA|DLA|USN|SUSE-SU|openSUSE-SU|GHSA|MS\d\d)[-:\d]/i;

export function findingOfResult(element: XmlElement, context: ResultContext): RawFinding {
  const { idref, rule, run, ratings } = context;
  const where = `line ${element.line}`;
  const result = textIn(element, 'result')?.toLowerCase() ?? '';
  const rated = [attributeOf(element, 'severity'), rule?.severity];
  const word = rated.find((each) => each !== undefined && each.toLowerCase() !== 'unknown');
  const idents = [...new Set([...identsOf(element), ...(rule?.idents ?? [])])];
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  for (const ident of idents) {
    if (/^CVE-/i.test(ident) || advisoryPattern.test(ident)) addVulnerabilityId(lists, ident);
  }
  const isWeakness = lists.cves.length + lists.advisories.length > 0;
  const resultClass = classes[result] ?? 'INFORMATIONAL';
  const messages = childrenOf(element, 'message').map((message) => message.text.trim());
  return findingOf({
    where,
    ruleId: stableId(idref),
    title: rule?.title ?? idref,
    severity: resultClass === 'INFORMATIONAL' && word === undefined ? 'INFO' : ratings.of(word, where),
    sourceSeverity: word ?? rated.find((each) => each !== undefined) ?? '',
    resultClass: isWeakness && resultClass === 'EXPOSURE_SIGNAL' ? 'VULNERABILITY' : resultClass,
    evidenceClass: 'DIRECT',
    target: run.target,
    description: rule?.description,
    impact: rule?.rationale,
    remediation: rule?.remediation ?? prose(childrenOf(element, 'fix')[0]),
    references: rule?.references ?? [],
    ...lists,
    evidence:
      messages
        .filter((message) => message !== '')
        .join('\n')
        .slice(0, 8_000) || undefined,
    matcher: instanceOf(element),
    sourceStatus: result === 'fixed' ? 'FIXED' : undefined,
    seenAt: utcOfIso(attributeOf(element, 'time') ?? '') ?? run.seenAt,
    tags: idents.filter((ident) => !lists.cves.includes(ident.toUpperCase())).slice(0, 100),
    sourceData: sourceDataOf(element, { idref, result, rule }),
  });
}

/** A STIG counts the revision of a rule in its id ("SV-230221r858734_rule"); the rule is the same in the next release. */
function stableId(idref: string): string {
  return idref.replace(/(SV-\d+)r\d+_rule$/, '$1');
}

function instanceOf(element: XmlElement): string | undefined {
  const instances = childrenOf(element, 'instance')
    .map((instance) => instance.text.trim())
    .filter((text) => text !== '' && text !== 'undefined');
  return instances.length === 0 ? undefined : instances.join(' ');
}

function sourceDataOf(
  element: XmlElement,
  { idref, result, rule }: { idref: string; result: string; rule: RuleDefinition | undefined },
): Record<string, unknown> {
  const data: Record<string, unknown> = { idref, result };
  for (const name of ['weight', 'version', 'role'] as const) {
    const value = attributeOf(element, name);
    if (value !== undefined) data[name] = value.slice(0, 200);
  }
  const overrides = childrenOf(element, 'override').map((override) => ({
    ...override.attributes,
    'old-result': textIn(override, 'old-result') ?? '',
    'new-result': textIn(override, 'new-result') ?? '',
    remark: textIn(override, 'remark')?.slice(0, 1_000) ?? '',
  }));
  if (overrides.length > 0) data.override = overrides.slice(0, 10);
  if (rule?.group !== undefined && rule.group !== '') data.group = rule.group.slice(0, 200);
  if (rule !== undefined && rule.controls.length > 0) data.reference = rule.controls.slice(0, 100);
  return data;
}
