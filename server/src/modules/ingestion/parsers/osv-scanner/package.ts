import { type Advisory, advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { arrayOf, fieldOf, isObject, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { affectedOf, fixesOf, ratingOf } from './record.ts';

export interface PackageContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly target: SourceTarget;
  /** Lock file, SBOM or directory in which the package was found. */
  readonly path: string | undefined;
  readonly package: JsonObject;
  /** Records of the same weakness under several ids, with the worst score and the analysis of calls. */
  readonly groups: JsonValue | undefined;
  readonly dependencyGroups: JsonValue | undefined;
}

const usedFields: ReadonlySet<string> = new Set([
  'id',
  'aliases',
  'summary',
  'details',
  'references',
  'affected',
]);

/** One record of the OSV format on one package. */
export function vulnerabilityFinding(record: JsonObject, context: PackageContext): RawFinding | undefined {
  const ruleId = textOf(record.id);
  if (ruleId === undefined) return undefined;
  const affected = affectedOf(record, context.package);
  const group = groupOf(context.groups, ruleId);
  const rating = ratingOf(record, affected, textOf(group.max_severity));
  const { package: found, dependencyGroups } = context;
  const kept = {
    ...record,
    group: { ...group },
    dependency_groups: dependencyGroups ?? null,
    package: found,
  };
  return advisoryFinding(context.sink, {
    ...base(context),
    ruleId,
    title: textOf(record.summary),
    description: textOf(record.details),
    word: rating.word,
    score: rating.score,
    cvss: rating.cvss,
    ids: [
      ...textsOf(record.aliases),
      ...textsOf(group.ids).filter((id) => id !== ruleId),
      ...textsOf(group.aliases).filter((id) => id !== ruleId),
      ...textsOf(record.upstream),
    ],
    cwes: [record, ...affected].flatMap(cwesOf),
    references: arrayOf(record.references).map((entry) => textOf(objectOf(entry).url)),
    component: componentOf(context, fixesOf(affected, found), textOf(objectOf(affected[0]?.package).purl)),
    sourceStatus: statusOf(group, ruleId),
    tags: [textOf(found.ecosystem), ...textsOf(dependencyGroups)],
    sourceData: sourceDataOf({ ...kept, ranges: affected.map(({ ranges = null }) => ranges) }, usedFields),
  });
}

export function licenceFinding(name: string, context: PackageContext): RawFinding {
  return advisoryFinding(context.sink, {
    ...base(context),
    ruleId: name,
    isRuleAdvisory: false,
    title: `Licence ${name} of ${textOf(context.package.name) ?? 'a package'} is not allowed`,
    word: 'low',
    resultClass: 'EXPOSURE_SIGNAL',
    component: componentOf(context, undefined, undefined),
    tags: ['license'],
  });
}

function base(context: PackageContext): Pick<Advisory, 'where' | 'target' | 'paths'> {
  const { where, target, path } = context;
  return { where, target, paths: path === undefined ? [] : [path] };
}

function componentOf(
  context: PackageContext,
  fixedVersion: string | undefined,
  purl: string | undefined,
): RawFinding['component'] {
  const { name, version, commit, ecosystem } = context.package;
  return namedComponent({
    name: textOf(name) ?? textOf(commit),
    version: textOf(version) ?? textOf(commit),
    fixedVersion,
    purl,
    ecosystem: textOf(ecosystem),
  });
}

function groupOf(groups: JsonValue | undefined, id: string): JsonObject {
  return objectOf(arrayOf(groups).find((group) => textsOf(objectOf(group).ids).includes(id)));
}

/** `cwe_ids` in records of GitHub, `cwes` in those of other databases. */
function cwesOf(entry: JsonObject): string[] {
  const { cwe_ids, cwes } = objectOf(entry.database_specific);
  const listed = arrayOf(cwes).flatMap((cwe) => textsOf(isObject(cwe) ? (cwe.cweId ?? cwe.id) : cwe));
  return [...textsOf(cwe_ids), ...listed];
}

/** With call analysis the scanner says whether the weak code is called at all. */
function statusOf(group: JsonObject, id: string): RawFinding['sourceStatus'] {
  const analysis = objectOf(group.experimentalAnalysis ?? group.experimental_analysis);
  const own = objectOf(fieldOf(analysis, id));
  if (own.called === false) return 'NOT_AFFECTED';
  return own.unimportant === true ? 'SUPPRESSED' : undefined;
}
