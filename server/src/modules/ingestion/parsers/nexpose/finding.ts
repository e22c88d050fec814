import type { ResultClass } from '../../../../kernel/severity.ts';
import { scoreOf } from '../mapping/cvss.ts';
import type { Draft } from '../mapping/draft.ts';
import { findingOf } from '../mapping/finding.ts';
import { addOnce } from '../mapping/identifiers.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import { type Definition, Ids } from './definition.ts';
import type { Test } from './test-item.ts';

/** Undefined without the id of a vulnerability. */
export function findingOfTest(
  test: Test,
  definition: Definition | undefined,
  sink: ParseSink,
): RawFinding | undefined {
  const { where, id, status } = test;
  if (id === '') return undefined;
  const resultClass = classOfStatus(status);
  const cvss = definition?.cvss ?? [];
  const word = definition?.severity ?? '';
  const score = scoreOf(word) ?? cvss[0]?.score;
  const isRated = resultClass === 'VULNERABILITY' || score !== undefined;
  return findingOf({
    where,
    ruleId: id,
    matcher: test.key,
    title: definition?.title ?? id,
    description: definition?.description,
    remediation: definition?.solution,
    severity: isRated ? severityOrProblem(sink, { word: '', score, where }) : 'INFO',
    sourceSeverity: word,
    resultClass,
    evidenceClass: /vulnerable-(?:version|potential)$/.test(status) ? 'INFERRED' : 'DIRECT',
    confidence: status.endsWith('vulnerable-potential') ? 0.5 : undefined,
    target: test.target,
    service: test.service,
    component: componentOf(test.evidence),
    evidence: test.evidence,
    ...idsOf(test, definition),
    cvss,
    exploitAvailable: definition?.exploitAvailable === true ? true : undefined,
    // An exception is someone's decision in Nexpose; the report does not say which.
    sourceStatus: status.startsWith('exception') ? 'SUPPRESSED' : undefined,
    tags: definition?.tags,
    sourceData: { status, ...test.sourceData, ...definition?.sourceData },
  });
}

/** "vulnerable-…", "exception-vulnerable-…", "not-vulnerable…"; errors, skipped and unknown tests decide nothing. */
function classOfStatus(status: string): ResultClass {
  if (status.startsWith('not-vulnerable')) return 'NEGATIVE_RESULT';
  return /^(?:exception-|overridden-)?vulnerable-/.test(status) ? 'VULNERABILITY' : 'INFORMATIONAL';
}

function idsOf(
  test: Test,
  definition: Definition | undefined,
): Pick<RawFinding, 'cves' | 'cwes' | 'advisories' | 'references'> {
  const ids = new Ids();
  for (const id of test.ids) {
    const at = id.indexOf(':');
    ids.add(id.slice(0, at), id.slice(at + 1));
  }
  for (const cve of definition?.cves ?? []) addOnce(ids.cves, cve);
  for (const advisory of definition?.advisories ?? []) addOnce(ids.advisories, advisory);
  return {
    cves: ids.cves,
    advisories: ids.advisories,
    cwes: definition?.cwes ?? ids.cwes,
    references: definition?.references ?? ids.references,
  };
}

/** "Vulnerable software installed: Debian openssl 1.1.0l-1~deb9u1 (/usr/lib/…)". */
function componentOf(evidence: string | undefined): RawFinding['component'] {
  const found =
    /Vulnerable software installed: (\S.{0,300}?) (\d\S{0,99})(?: \(([^()\n]{1,500})\))?[ \t]*$/m.exec(
      evidence ?? '',
    );
  if (found === null) return undefined;
  const [, name = '', version = '', path] = found;
  const component: Draft<NonNullable<RawFinding['component']>> = { name, version };
  if (path !== undefined) component.path = path;
  return component;
}
