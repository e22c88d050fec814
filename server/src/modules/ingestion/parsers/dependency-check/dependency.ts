import { advisoryFinding } from '../mapping/advisory.ts';
import { arrayOf, isObject, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { componentOf, fixOf } from './component.ts';
import { cvssOf } from './scores.ts';

export interface DependencyContext {
  readonly where: string;
  readonly target: SourceTarget;
  readonly sink: ParseSink;
}

/** Reports each vulnerability of a dependency, those that a suppression file took out too. */
export function reportDependency(dependency: JsonObject, context: DependencyContext): void {
  for (const list of ['vulnerabilities', 'suppressedVulnerabilities'] as const) {
    const entries = dependency[list];
    arrayOf(entries).forEach((entry, index) => {
      const place = textOf(objectOf(entry).where) ?? `${context.where}/${list}/${index}`;
      report(entry, dependency, list === 'suppressedVulnerabilities', { ...context, where: place });
    });
  }
}

function report(
  entry: JsonValue,
  dependency: JsonObject,
  isSuppressed: boolean,
  context: DependencyContext,
): void {
  context.sink.sourceItem();
  const finding = isObject(entry) ? findingOf(entry, dependency, isSuppressed, context) : undefined;
  if (finding !== undefined) {
    context.sink.finding(finding);
    return;
  }
  const message = 'A vulnerability without name was left out.';
  context.sink.problem({ code: 'ROW_UNREADABLE', message, where: context.where, dropsItem: true });
}

const usedFields: ReadonlySet<string> = new Set([
  'name',
  'where',
  'severity',
  'description',
  'references',
  'cvssv2',
  'cvssv3',
  'cvssv4',
  'cwe',
  'cwes',
]);

function findingOf(
  entry: JsonObject,
  dependency: JsonObject,
  isSuppressed: boolean,
  context: DependencyContext,
): RawFinding | undefined {
  const name = textOf(entry.name);
  if (name === undefined) return undefined;
  const component = componentOf(dependency, fixOf(entry));
  const file = textOf(dependency.fileName);
  const cwes = [...textsOf(entry.cwes), ...textsOf(entry.cwe), name].map(cweOf);
  return advisoryFinding(context.sink, {
    where: context.where,
    ruleId: name,
    // Sources without ids of their own use npm's old numbers or the name of a CWE.
    isRuleAdvisory: !/^\d+$|^CWE-/i.test(name),
    target: context.target,
    title: component === undefined ? name : `${name} in ${component.name}`,
    description: textOf(entry.description),
    word: wordOf(entry),
    cwes: cwes.filter((cwe) => cwe !== undefined),
    cvss: cvssOf(entry),
    references: arrayOf(entry.references).map((reference) => textOf(objectOf(reference).url)),
    component,
    paths: pathsOf(dependency),
    matcher: file?.replaceAll(/\d+(?:\.\d+)+/g, '*'),
    sourceStatus: isSuppressed ? 'SUPPRESSED' : undefined,
    exploitAvailable: isObject(entry.knownExploitedVulnerability) ? true : undefined,
    tags: [textOf(entry.source)],
    sourceData: sourceDataOf(keptOf(entry, dependency), usedFields),
  });
}

/** The severity of the vulnerability, else that of its newest score. */
function wordOf(entry: JsonObject): string | undefined {
  return (
    textOf(entry.severity) ??
    textOf(objectOf(entry.cvssv4).baseSeverity) ??
    textOf(objectOf(entry.cvssv3).baseSeverity) ??
    textOf(objectOf(entry.cvssv2).severity)
  );
}

function cweOf(text: string): string | undefined {
  return /^CWE-0*[1-9]\d{0,5}\b/i.exec(text)?.[0];
}

/** The name of the file ("app.ear: lib.jar" inside another), its path, and the same for files that were found to be the same. */
function pathsOf(dependency: JsonObject): string[] {
  const related = arrayOf(dependency.relatedDependencies).map(objectOf);
  return [dependency, ...related].flatMap(({ fileName, filePath }) => [
    ...textsOf(fileName),
    ...textsOf(filePath),
  ]);
}

function keptOf(entry: JsonObject, dependency: JsonObject): JsonObject {
  const { md5, sha1, sha256, license, isVirtual, projectReferences, includedBy, packages, vulnerabilityIds } =
    dependency;
  const own = {
    md5,
    sha1,
    sha256,
    license,
    isVirtual,
    projectReferences,
    includedBy,
    packages,
    vulnerabilityIds,
  };
  const kept: JsonObject = { ...entry };
  for (const [name, value] of Object.entries(own)) if (value !== undefined) kept[name] = value;
  return kept;
}
