import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { cvssBaseScore } from '../mapping/cvss-score.ts';
import { given } from '../mapping/given.ts';
import { addOnce, addVulnerabilityId } from '../mapping/identifiers.ts';
import { objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { Ratings } from '../mapping/unrated.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

interface AdvisoryContext {
  /** Kind of the warning (unmaintained, unsound, yanked, notice); undefined for a vulnerability. */
  readonly warning: string | undefined;
  readonly where: string;
  readonly ratings: Ratings;
}

const usedFields: ReadonlySet<string> = new Set([
  'id',
  'package',
  'title',
  'description',
  'aliases',
  'references',
  'url',
  'cvss',
  'categories',
  'keywords',
  'advisory',
  'name',
  'version',
]);

/** An entry of the list of vulnerabilities or of the warnings; undefined without advisory and package. */
export function findingOf(
  entry: JsonObject,
  { warning, where, ratings }: AdvisoryContext,
): RawFinding | undefined {
  const advisory = objectOf(entry.advisory);
  const crate = objectOf(entry.package);
  const name = textOf(crate.name) ?? textOf(advisory.package);
  // A version that was taken back has no advisory.
  const ruleId = textOf(advisory.id) ?? warning;
  if (name === undefined || ruleId === undefined) return undefined;
  const vector = textOf(advisory.cvss);
  const score = vector === undefined ? undefined : cvssBaseScore(vector);
  const cvss = cvssStatement({ vector, score, source: 'rustsec' });
  const version = textOf(crate.version);
  const patched = textsOf(objectOf(entry.versions).patched);
  const rated = warning === undefined ? undefined : ratedWarning(warning, score, ratings, where);
  return {
    ...baseFinding({
      where,
      ruleId,
      title: textOf(advisory.title) ?? `${name} is ${ruleId}`,
      severity: rated?.severity ?? ratings.of(undefined, where, score),
      sourceSeverity: warning ?? vector ?? '',
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    resultClass: rated?.resultClass ?? 'VULNERABILITY',
    evidenceClass: 'INFERRED',
    ...identifiersOf(advisory),
    cvss: cvss === undefined ? [] : [cvss],
    component: {
      name,
      ecosystem: 'cargo',
      ...given({
        version,
        purl: version === undefined ? undefined : `pkg:cargo/${encodeURIComponent(name)}@${version}`,
        fixedVersion: patched.length === 0 ? undefined : patched.join(', ').slice(0, 1_000),
      }),
    },
    references: referencesOf(advisory),
    tags: [...textsOf(advisory.categories), ...textsOf(advisory.keywords)].slice(0, 100),
    sourceData: sourceDataOf({ ...entry, ...advisory, ...crate }, usedFields),
    ...given({
      description: textOf(advisory.description),
      remediation:
        patched.length === 0 ? undefined : `Update ${name} to ${patched.join(' or ')}.`.slice(0, 2_000),
    }),
  };
}

interface Rated {
  readonly severity: Severity;
  readonly resultClass: ResultClass;
}

/** Unsound code can become a vulnerability; the other kinds say that nobody would mend one. */
function ratedWarning(kind: string, score: number | undefined, ratings: Ratings, where: string): Rated {
  if (kind === 'unsound') {
    const severity = score === undefined ? 'LOW' : ratings.of(undefined, where, score);
    return { severity, resultClass: 'VULNERABILITY' };
  }
  return { severity: 'INFO', resultClass: 'INFORMATIONAL' };
}

function identifiersOf(advisory: JsonObject) {
  const lists = { cves: [], advisories: [] };
  for (const id of [...textsOf(advisory.id), ...textsOf(advisory.aliases)]) addVulnerabilityId(lists, id);
  return lists;
}

function referencesOf(advisory: JsonObject): string[] {
  const references: string[] = [];
  for (const url of [...textsOf(advisory.url), ...textsOf(advisory.references)])
    addOnce(references, url.slice(0, 2_048));
  return references.slice(0, 1_000);
}
