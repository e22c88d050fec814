import { advisoryFinding, namedComponent, pathWithoutVersion } from '../mapping/advisory.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import {
  arrayOf,
  fieldOf,
  isObject,
  numberOf,
  objectOf,
  sourceDataOf,
  textOf,
  textsOf,
} from '../mapping/json.ts';
import { packageUrl } from '../mapping/package-url.ts';
import type { CvssStatement, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

export interface MatchContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly target: SourceTarget;
  readonly distro: JsonValue | undefined;
}

/** Turns one match into a finding; undefined without the id of the vulnerability. */
export function findingOf(
  match: JsonObject,
  isIgnored: boolean,
  context: MatchContext,
): RawFinding | undefined {
  const vulnerability = objectOf(match.vulnerability);
  const ruleId = textOf(vulnerability.id);
  if (ruleId === undefined) return undefined;
  const related = objectsOf(match.relatedVulnerabilities);
  const all = [vulnerability, ...related];
  const artifact = objectOf(match.artifact);
  const paths = pathsOf(artifact);
  const [place] = paths.toSorted();
  const exploited = all.some((each) => arrayOf(each.knownExploited).length > 0);
  return advisoryFinding(context.sink, {
    where: context.where,
    ruleId,
    target: context.target,
    word: textOf(vulnerability.severity) ?? 'Unknown',
    ids: [
      ...related.map(({ id }) => textOf(id)).filter((id) => id !== undefined),
      ...advisoryIds(vulnerability),
    ],
    cwes: all.flatMap(cwesOf),
    description: all.map(({ description }) => textOf(description)).find((text) => text !== undefined),
    remediation: remediationOf(vulnerability, textOf(artifact.name)),
    cvss: all.flatMap(cvssOf),
    references: all.flatMap(urlsOf),
    component: componentOf(artifact, vulnerability),
    paths,
    matcher: place === undefined ? undefined : pathWithoutVersion(place, textOf(artifact.version)),
    sourceStatus: isIgnored ? statusOf(match) : undefined,
    exploitAvailable: exploited ? true : undefined,
    tags: [textOf(artifact.type), textOf(artifact.language)],
    sourceData: sourceDataOf(keptOf(match, vulnerability, artifact, context), new Set()),
  });
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return arrayOf(value).filter(isObject).slice(0, 1_000);
}

function advisoryIds(vulnerability: JsonObject): string[] {
  return objectsOf(vulnerability.advisories).flatMap(({ id }) => textsOf(id));
}

function cwesOf(vulnerability: JsonObject): string[] {
  return arrayOf(vulnerability.cwes).flatMap((entry) => textsOf(isObject(entry) ? entry.cwe : entry));
}

/** `urls` and `dataSource`; `links` before 0.10. */
function urlsOf(vulnerability: JsonObject): string[] {
  const advisories = objectsOf(vulnerability.advisories).flatMap(({ link }) => textsOf(link));
  return [
    ...textsOf(vulnerability.dataSource),
    ...textsOf(vulnerability.urls),
    ...textsOf(vulnerability.links),
    ...advisories,
  ];
}

/** A list of scores of one version each; `cvssV2` and `cvssV3` before 0.10. */
function cvssOf(vulnerability: JsonObject): (CvssStatement | undefined)[] {
  const namespace = textOf(vulnerability.namespace);
  const listed = objectsOf(vulnerability.cvss).map((entry) =>
    cvssStatement({
      version: versionOf(textOf(entry.version)),
      vector: textOf(entry.vector),
      score: numberOf(objectOf(entry.metrics).baseScore),
      source: textOf(entry.source) ?? namespace,
    }),
  );
  const old = (
    [
      ['cvssV2', '2.0'],
      ['cvssV3', '3.1'],
    ] as const
  ).map(([name, version]) => {
    const { vector, baseScore } = objectOf(vulnerability[name]);
    return cvssStatement({ version, vector: textOf(vector), score: numberOf(baseScore), source: namespace });
  });
  return [...listed, ...old];
}

function versionOf(text: string | undefined): CvssStatement['version'] | undefined {
  if (text?.startsWith('2')) return '2.0';
  if (text?.startsWith('4')) return '4.0';
  if (text === undefined) return undefined;
  return text === '3.0' ? '3.0' : '3.1';
}

function fixesOf(vulnerability: JsonObject): string | undefined {
  const versions = textsOf(objectOf(vulnerability.fix).versions);
  const all = versions.length > 0 ? versions : textsOf(vulnerability.fixedInVersion);
  return all.length === 0 ? undefined : all.join(', ');
}

/** Only the tool's own word that there will be no fix; the update itself is said from the fixed version. */
function remediationOf(vulnerability: JsonObject, name: string | undefined): string | undefined {
  if (fixesOf(vulnerability) !== undefined) return undefined;
  const state = textOf(objectOf(vulnerability.fix).state);
  return state === 'wont-fix' ? `${name ?? 'The package'} will not be fixed by its vendor.` : undefined;
}

function componentOf(artifact: JsonObject, vulnerability: JsonObject): RawFinding['component'] {
  const purl = textOf(artifact.purl);
  const parts = packageUrl(purl ?? '');
  return namedComponent({
    name: textOf(artifact.name) ?? parts?.name,
    version: textOf(artifact.version) ?? parts?.version,
    fixedVersion: fixesOf(vulnerability),
    purl,
    ecosystem: parts?.ecosystem ?? textOf(artifact.type),
  });
}

/** Locations are `{path}`, with `accessPath` or `realPath` in some versions, or plain texts in the first ones. */
function pathsOf(artifact: JsonObject): string[] {
  const paths = arrayOf(artifact.locations)
    .map((location) => {
      const { path, realPath, accessPath } = objectOf(location);
      return textOf(location) ?? textOf(path) ?? textOf(realPath) ?? textOf(accessPath);
    })
    .filter((path) => path !== undefined);
  return [...new Set(paths)];
}

/** A VEX document takes matches out too, and says why. */
function statusOf(match: JsonObject): NonNullable<RawFinding['sourceStatus']> {
  const words = objectsOf(match.appliedIgnoreRules).map((rule) => textOf(fieldOf(rule, 'vex-status')));
  if (words.includes('not_affected')) return 'NOT_AFFECTED';
  return words.includes('fixed') ? 'FIXED' : 'SUPPRESSED';
}

const maxCpes = 20;

function keptOf(
  match: JsonObject,
  vulnerability: JsonObject,
  artifact: JsonObject,
  { distro }: MatchContext,
): JsonObject {
  const { namespace, fix, risk, epss, knownExploited } = vulnerability;
  const fields = {
    appliedIgnoreRules: match.appliedIgnoreRules,
    namespace,
    fix,
    risk,
    epss,
    knownExploited,
    matchDetails: match.matchDetails,
    locations: artifact.locations,
    licenses: artifact.licenses,
    upstreams: artifact.upstreams,
    distro: textOf(objectOf(distro).name) === undefined ? undefined : distro,
    cpes: arrayOf(artifact.cpes).slice(0, maxCpes),
    metadata: artifact.metadata,
    related: arrayOf(match.relatedVulnerabilities).map((entry) => {
      const { id, namespace: source, severity } = objectOf(entry);
      return { id: id ?? null, namespace: source ?? null, severity: severity ?? null };
    }),
  };
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(fields)) {
    const isEmpty = Array.isArray(value) && value.length === 0;
    if (value !== undefined && !isEmpty) kept[name] = value;
  }
  return kept;
}
