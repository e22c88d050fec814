import { type Severity, severityRank } from '../../../../kernel/severity.ts';
import { arrayOf, objectOf, textOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** The five words of issues. SonarQube's own table from these to impact severities makes CRITICAL a HIGH and MAJOR a MEDIUM. */
const issueWords: Readonly<Record<string, Severity>> = {
  BLOCKER: 'CRITICAL',
  CRITICAL: 'HIGH',
  MAJOR: 'MEDIUM',
  MINOR: 'LOW',
  INFO: 'INFO',
};

export interface RatedWord {
  readonly severity: Severity;
  readonly sourceSeverity: string;
}

/** Severity of a word of SonarQube, with the word. */
export function ratedWord(sink: ParseSink, word: string, where: string): RatedWord {
  const own = word.toUpperCase();
  const severity = Object.hasOwn(issueWords, own) ? issueWords[own] : undefined;
  return { severity: severity ?? severityOrProblem(sink, { word, where }), sourceSeverity: word };
}

/**
 * Severity of an issue: its own word, for a hotspot the probability, and where a newer server gives neither the worst impact
 * on security, else the worst impact on anything.
 */
export function severityOfIssue(sink: ParseSink, issue: JsonObject, where: string): RatedWord {
  const stated = textOf(issue.severity) ?? textOf(issue.vulnerabilityProbability);
  if (stated !== undefined) return ratedWord(sink, stated, where);
  const impacts = arrayOf(issue.impacts).map(objectOf);
  const onSecurity = impacts.filter(isOnSecurity);
  const rated = (onSecurity.length > 0 ? onSecurity : impacts)
    .map((impact) => textOf(impact.severity))
    .filter((word) => word !== undefined)
    .map((word) => ratedWord(sink, word, where));
  const [worst] = rated.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  return worst ?? ratedWord(sink, 'unknown', where);
}

export function isOnSecurity(impact: JsonObject): boolean {
  return textOf(impact.softwareQuality)?.toUpperCase() === 'SECURITY';
}
