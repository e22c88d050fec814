import type { CvssStatement, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { cvssBaseScore } from './cvss-score.ts';
import { given } from './given.ts';
import { addCwe, addOnce, addVulnerabilityId } from './identifiers.ts';
import { severityOrProblem } from './severity.ts';

export type Component = NonNullable<RawFinding['component']>;

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

/**
 * A known weakness of a package as an advisory describes it; what a report does not say is left out or undefined. `severity` is
 * given only where no word or score could say it.
 */
export interface Advisory
  extends Optional<
    Pick<
      RawFinding,
      | 'title'
      | 'description'
      | 'remediation'
      | 'impact'
      | 'severity'
      | 'component'
      | 'sourceStatus'
      | 'seenAt'
      | 'evidence'
      | 'matcher'
      | 'toolUniqueId'
      | 'exploitAvailable'
      | 'confidence'
      | 'evidenceClass'
      | 'resultClass'
      | 'sourceData'
    >
  > {
  readonly where: string;
  readonly ruleId: string;
  /** False where `ruleId` is no id of an advisory: a bare number, the name of a check. Default true. */
  readonly isRuleAdvisory?: boolean;
  readonly target: SourceTarget;
  /** Severity in the tool's own word. */
  readonly word?: string | undefined;
  /** Used when the word says nothing; else the best CVSS statement is. */
  readonly score?: number | undefined;
  /** All ids of the weakness beside `ruleId`: CVE, GHSA, vendor bulletins. */
  readonly ids?: readonly string[];
  readonly cwes?: readonly string[];
  readonly cvss?: readonly (CvssStatement | undefined)[];
  readonly references?: readonly (string | undefined)[];
  /** Files in which the package was found. */
  readonly paths?: readonly string[];
  readonly tags?: readonly (string | undefined)[];
}

const maxReferences = 1_000;
const maxReferenceLength = 2_048;
const maxPaths = 10_000;

/** The finding of a package's weakness: by default a vulnerability inferred from the package's version. */
export function advisoryFinding(sink: ParseSink, advisory: Advisory): RawFinding {
  const { where, component, cvss = [] } = advisory;
  const statements = cvss.filter((statement) => statement !== undefined);
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  if (advisory.isRuleAdvisory !== false) addVulnerabilityId(lists, advisory.ruleId);
  for (const id of advisory.ids ?? []) addVulnerabilityId(lists, id);
  const cwes: number[] = [];
  for (const cwe of advisory.cwes ?? []) addCwe(cwes, cwe);
  const word = advisory.word ?? '';
  const ruleId = advisory.ruleId.slice(0, 500);
  const fix = component?.fixedVersion;
  return {
    where,
    ruleId,
    title: (advisory.title ?? (component === undefined ? ruleId : `${ruleId} in ${component.name}`)).slice(
      0,
      1_000,
    ),
    severity:
      advisory.severity ??
      severityOrProblem(sink, { word, score: advisory.score ?? bestScore(statements), where }),
    sourceSeverity: word,
    resultClass: advisory.resultClass ?? 'VULNERABILITY',
    evidenceClass: advisory.evidenceClass ?? 'INFERRED',
    target: advisory.target,
    locations: [...new Set(advisory.paths)].slice(0, maxPaths).map((path) => ({ path })),
    ...lists,
    cwes,
    references: referencesOf(advisory.references ?? []),
    cvss: statements,
    tags: tagsOf(advisory.tags ?? []),
    sourceData: advisory.sourceData ?? {},
    ...given({
      component,
      description: advisory.description,
      remediation:
        advisory.remediation ?? (fix === undefined ? undefined : `Update ${component?.name} to ${fix}.`),
      impact: advisory.impact,
      sourceStatus: advisory.sourceStatus,
      seenAt: advisory.seenAt,
      evidence: advisory.evidence,
      matcher: advisory.matcher?.slice(0, 500),
      toolUniqueId: advisory.toolUniqueId?.slice(0, 1_000),
      exploitAvailable: advisory.exploitAvailable,
      confidence: advisory.confidence,
    }),
  };
}

/** Score of the newest kind of statement, computed from its vector where the report gives that alone. */
export function bestScore(statements: readonly CvssStatement[]): number | undefined {
  const newest = statements.find(({ version }) => version !== '2.0') ?? statements[0];
  const scored = [newest, ...statements].find((statement) => statement?.score !== undefined);
  return newest?.score ?? cvssBaseScore(newest?.vector ?? '') ?? scored?.score;
}

export function referencesOf(urls: readonly (string | undefined)[]): string[] {
  const references: string[] = [];
  for (const url of urls) {
    if (references.length >= maxReferences) break;
    if (url !== undefined && url.length <= maxReferenceLength) addOnce(references, url);
  }
  return references;
}

function tagsOf(tags: readonly (string | undefined)[]): string[] {
  return [...new Set(tags.filter((tag) => tag !== undefined).filter((tag) => tag !== ''))].slice(0, 100);
}

/** A component from what a report says of it; undefined without a name. */
export function namedComponent(
  parts: Optional<Omit<Component, 'name'>> & { readonly name: string | undefined },
): Component | undefined {
  const { name, fixedVersion, version, purl, ecosystem, path } = parts;
  if (name === undefined) return undefined;
  const fix = fixedVersion === '' ? undefined : fixedVersion?.slice(0, 1_000);
  return { name: name.slice(0, 1_000), ...given({ version, fixedVersion: fix, purl, ecosystem, path }) };
}

/** A path without the version of what lies there, so that an update does not make another place of it. */
export function pathWithoutVersion(path: string, version: string | undefined): string {
  if (version === undefined || !/\d\.\d/.test(version)) return path;
  return path.replaceAll(version, '*');
}
