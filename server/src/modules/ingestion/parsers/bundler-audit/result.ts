import { baseFinding } from '../mapping/base-finding.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { given } from '../mapping/given.ts';
import { addVulnerabilityId } from '../mapping/identifiers.ts';
import { fieldOf, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { Ratings } from '../mapping/unrated.ts';
import type { CvssStatement, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

interface ResultContext {
  readonly where: string;
  readonly ratings: Ratings;
}

const target = { kind: 'REPOSITORY', raw: '' } as const;
const usedFields: ReadonlySet<string> = new Set([
  'advisory',
  'gem',
  'id',
  'url',
  'title',
  'description',
  'name',
  'version',
  'cve',
  'ghsa',
  'path',
]);

/** A gem with a weakness, or a source that gems are fetched from in clear; undefined when neither is named. */
export function findingOf(result: JsonObject, context: ResultContext): RawFinding | undefined {
  const source = textOf(result.source);
  if (source !== undefined) return insecureSource(source, result, context);
  const advisory = objectOf(result.advisory);
  const gem = objectOf(result.gem);
  const name = textOf(gem.name);
  const ruleId = textOf(advisory.id) ?? cveOf(advisory);
  if (name === undefined || ruleId === undefined) return undefined;
  const cvss = cvssOf(advisory);
  const word = textOf(advisory.criticality);
  const patched = textsOf(fieldOf(advisory, 'patched_versions'));
  const url = textOf(advisory.url);
  return {
    ...baseFinding({
      where: context.where,
      ruleId,
      title: textOf(advisory.title) ?? `${ruleId} in ${name}`,
      severity: context.ratings.of(word, context.where, cvss[0]?.score),
      sourceSeverity: word ?? '',
      target,
    }),
    evidenceClass: 'INFERRED',
    ...identifiersOf(advisory),
    cvss,
    references: url === undefined ? [] : [url],
    component: componentOf(name, textOf(gem.version), patched),
    sourceData: sourceDataOf({ ...result, ...advisory }, usedFields),
    ...given({
      description: textOf(advisory.description),
      remediation:
        patched.length === 0 ? undefined : `Update ${name} to ${patched.join(' or ')}.`.slice(0, 2_000),
    }),
  };
}

function insecureSource(source: string, result: JsonObject, { where }: ResultContext): RawFinding {
  return {
    ...baseFinding({
      where,
      ruleId: textOf(result.type) ?? 'insecure_source',
      title: `Gems are fetched from ${source} without encryption`,
      severity: 'MEDIUM',
      sourceSeverity: '',
      target,
    }),
    resultClass: 'EXPOSURE_SIGNAL',
    locations: [{ path: 'Gemfile.lock' }],
    matcher: source.slice(0, 500),
    remediation: 'Use a source with https.',
  };
}

function componentOf(
  name: string,
  version: string | undefined,
  patched: readonly string[],
): NonNullable<RawFinding['component']> {
  const fixedVersion = patched.length === 0 ? undefined : patched.join(', ').slice(0, 1_000);
  const purl = version === undefined ? undefined : `pkg:gem/${encodeURIComponent(name)}@${version}`;
  return { name, ecosystem: 'gem', ...given({ version, fixedVersion, purl }) };
}

/** `cve` and `ghsa` are written without their prefixes. */
function cveOf(advisory: JsonObject): string | undefined {
  const cve = textOf(advisory.cve);
  return cve === undefined || /^cve-/i.test(cve) ? cve : `CVE-${cve}`;
}

function identifiersOf(advisory: JsonObject) {
  const lists = { cves: [], advisories: [] };
  const ghsa = textOf(advisory.ghsa);
  const osvdb = textOf(advisory.osvdb);
  const ids = [
    textOf(advisory.id),
    cveOf(advisory),
    ghsa === undefined || /^ghsa-/i.test(ghsa) ? ghsa : `GHSA-${ghsa}`,
    osvdb === undefined ? undefined : `OSVDB-${osvdb.replace(/^OSVDB-/i, '')}`,
  ];
  for (const id of ids) if (id !== undefined) addVulnerabilityId(lists, id);
  return lists;
}

function cvssOf(advisory: JsonObject): CvssStatement[] {
  const source = 'ruby-advisory-db';
  // Scores without vectors: version 3 in this database is 3.0 or 3.1, which rate alike.
  const statements = [
    cvssStatement({ version: '3.1', score: numberOf(fieldOf(advisory, 'cvss_v3')), source }),
    cvssStatement({ version: '2.0', score: numberOf(fieldOf(advisory, 'cvss_v2')), source }),
  ];
  return statements.filter((statement) => statement !== undefined);
}
