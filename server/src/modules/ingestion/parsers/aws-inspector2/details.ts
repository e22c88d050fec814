import { namedComponent } from '../mapping/advisory.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { type Draft, maxLocations } from '../mapping/draft.ts';
import { given } from '../mapping/given.ts';
import { portOf } from '../mapping/host.ts';
import { arrayOf, numberOf, objectOf, positiveOf, textOf, textsOf } from '../mapping/json.ts';
import type { CvssStatement, FindingLocation, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

export interface PackageWeakness {
  readonly id: string;
  readonly ids: readonly string[];
  readonly component: RawFinding['component'];
  readonly locations: readonly FindingLocation[];
  readonly cvss: readonly CvssStatement[];
  readonly score: number | undefined;
  readonly references: readonly (string | undefined)[];
  readonly remediation: string | undefined;
}

/** `packageVulnerabilityDetails`; undefined without an id. */
export function packageOf(details: JsonObject): PackageWeakness | undefined {
  const id = textOf(details.vulnerabilityId);
  if (id === undefined) return undefined;
  const packages = arrayOf(details.vulnerablePackages).map(objectOf);
  const [first = {}] = packages;
  const cvss = arrayOf(details.cvss)
    .map(objectOf)
    .map(statementOf)
    .filter((statement) => statement !== undefined);
  return {
    id,
    ids: [id, ...textsOf(details.relatedVulnerabilities)],
    component: namedComponent({
      name: textOf(first.name),
      version: versionOf(first),
      fixedVersion: fixOf(textOf(first.fixedInVersion)),
      ecosystem: textOf(first.packageManager),
      path: textOf(first.filePath),
    }),
    locations: packages
      .flatMap(({ filePath }) => textsOf(filePath))
      .slice(0, maxLocations)
      .map((path) => ({ path })),
    cvss,
    score: cvss.find(({ version }) => version !== '2.0')?.score ?? cvss[0]?.score,
    references: [textOf(details.sourceUrl), ...textsOf(details.referenceUrls)],
    remediation: textOf(first.remediation),
  };
}

function statementOf(scores: JsonObject): CvssStatement | undefined {
  const stated = textOf(scores.version) ?? '';
  const text = /^\d$/.test(stated) ? `${stated}.0` : stated;
  return cvssStatement({
    version: (['4.0', '3.1', '3.0', '2.0'] as const).find((known) => known === text),
    vector: textOf(scores.scoringVector),
    score: numberOf(scores.baseScore),
    source: textOf(scores.source),
  });
}

/** Epoch, version and release as package managers write them together: "1:2.3-4.el9". */
function versionOf(entry: JsonObject): string | undefined {
  const version = textOf(entry.version);
  if (version === undefined) return undefined;
  const epoch = textOf(entry.epoch) ?? '0';
  const release = textOf(entry.release);
  return `${epoch === '0' ? '' : `${epoch}:`}${version}${release === undefined ? '' : `-${release}`}`;
}

function fixOf(text: string | undefined): string | undefined {
  return text === undefined || /^not ?available$/i.test(text) ? undefined : text;
}

/** `codeVulnerabilityDetails`; undefined without a rule. */
export function codeOf(
  details: JsonObject,
): { ruleId: string; cwes: string[]; locations: FindingLocation[]; references: string[] } | undefined {
  const ruleId = textOf(details.ruleId) ?? textOf(details.detectorId);
  if (ruleId === undefined) return undefined;
  const file = objectOf(details.filePath);
  const path = textOf(file.filePath) ?? textOf(file.fileName);
  const location: Draft<FindingLocation> = {
    ...given({ path, line: positiveOf(file.startLine), endLine: positiveOf(file.endLine) }),
  };
  return {
    ruleId,
    cwes: textsOf(details.cwes),
    locations: path === undefined ? [] : [location],
    references: textsOf(details.referenceUrls),
  };
}

/** `networkReachabilityDetails`; undefined without ports. */
export function networkOf(
  details: JsonObject,
): { ports: string; service: RawFinding['service'] } | undefined {
  const { begin, end } = objectOf(details.openPortRange);
  const first = numberOf(begin);
  if (first === undefined) return undefined;
  const last = numberOf(end) ?? first;
  const transport = textOf(details.protocol)?.toLowerCase();
  const port = first === last ? portOf(first) : undefined;
  return {
    ports: `${transport ?? 'any'} ${first}-${last}`,
    service: port === undefined && transport === undefined ? undefined : { ...given({ port, transport }) },
  };
}
