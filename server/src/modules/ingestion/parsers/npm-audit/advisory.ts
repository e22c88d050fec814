import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { arrayOf, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { CvssStatement, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

export interface AuditContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly target: SourceTarget;
  /** Way of dependencies, where the report has an entry for each. */
  readonly way?: string | undefined;
}

const usedFields: ReadonlySet<string> = new Set([
  'title',
  'overview',
  'recommendation',
  'severity',
  'cves',
  'cwe',
  'cvss',
  'url',
  'references',
  'module_name',
  'github_advisory_id',
]);

/** An advisory as the registry wrote it up to npm 6; pnpm and Yarn still do. */
export function advisoryOf(advisory: JsonObject, context: AuditContext): RawFinding | undefined {
  const urls = [...textsOf(advisory.url), ...urlsIn(advisory.references)];
  const github = textOf(advisory.github_advisory_id) ?? githubId(textOf(advisory.url));
  const number = textOf(advisory.id);
  const ruleId = github ?? number ?? textsOf(advisory.cves)[0];
  if (ruleId === undefined) return undefined;
  const found = arrayOf(advisory.findings).map(objectOf);
  const ways = found.flatMap((entry) => textsOf(entry.paths));
  const evidence = context.way ?? ways.join('\n');
  return advisoryFinding(context.sink, {
    where: context.where,
    ruleId,
    isRuleAdvisory: !/^\d+$/.test(ruleId),
    target: context.target,
    title: textOf(advisory.title),
    description: textOf(advisory.overview),
    remediation: textOf(advisory.recommendation),
    word: textOf(advisory.severity),
    ids: textsOf(advisory.cves),
    cwes: textsOf(advisory.cwe).flatMap((text) => text.split(/[,\s]+/)),
    cvss: [scoreOf(advisory.cvss)],
    references: urls,
    component: namedComponent({
      name: textOf(advisory.module_name) ?? textOf(advisory.name),
      version: found.map(({ version }) => textOf(version)).find((version) => version !== undefined),
      fixedVersion: patchedOf(advisory),
      ecosystem: 'npm',
    }),
    evidence: evidence === '' ? undefined : evidence.slice(0, 65_536),
    matcher: context.way,
    sourceData: sourceDataOf(advisory, usedFields),
  });
}

/** The GHSA id in the address of an advisory. */
export function githubId(url: string | undefined): string | undefined {
  return /GHSA(?:-[a-z0-9]{4}){3}/i.exec(url ?? '')?.[0];
}

/** "score" is 0 and the vector missing where the advisory has none. */
export function scoreOf(value: JsonValue | undefined): CvssStatement | undefined {
  const { score, vectorString } = objectOf(value);
  const vector = textOf(vectorString);
  const points = numberOf(score);
  if (vector === undefined && (points === undefined || points === 0)) return undefined;
  return cvssStatement({ vector, score: points, version: '3.1', source: 'github' });
}

function patchedOf(advisory: JsonObject): string | undefined {
  const patched = textOf(advisory.patched_versions);
  return patched === undefined || /^<\s*0\.0\.0$|^none$/i.test(patched) ? undefined : patched;
}

/** Markdown or lines with links in them. */
function urlsIn(value: JsonValue | undefined): string[] {
  return textsOf(value).flatMap((text) => text.match(/https?:\/\/[^\s<>)\]"']+/g) ?? []);
}
