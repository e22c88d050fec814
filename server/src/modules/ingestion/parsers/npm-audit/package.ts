import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { arrayOf, isObject, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { type AuditContext, githubId, scoreOf } from './advisory.ts';

/** Packages looked at for one that is affected through others: packages may name each other in rings of any size. */
const maxVisited = 200;
const maxIds = 1_000;

/** The advisories behind each package, found through the packages it depends on. */
export class Packages {
  readonly #ways = new Map<
    string,
    { readonly through: readonly string[]; readonly urls: readonly string[] }
  >();

  add(entry: JsonObject): void {
    const name = textOf(entry.name);
    if (name === undefined) return;
    const via = arrayOf(entry.via);
    const urls = via.map((each) => textOf(objectOf(each).url)).filter((url) => url !== undefined);
    this.#ways.set(name, { through: textsOf(entry.via), urls });
  }

  /** Addresses of all advisories that a package is affected by. */
  urlsOf(name: string): string[] {
    const visited = new Set([name]);
    const urls = new Set<string>();
    for (const next of visited) {
      const known = this.#ways.get(next);
      for (const url of known?.urls ?? []) urls.add(url);
      for (const through of known?.through ?? []) if (visited.size < maxVisited) visited.add(through);
      if (urls.size >= maxIds) break;
    }
    return [...urls].slice(0, maxIds);
  }
}

const usedFields: ReadonlySet<string> = new Set(['name', 'severity', 'nodes', 'via']);

/**
 * An entry of report version 2 is a package: each advisory of its own is one finding; a package that is only affected through
 * others is one finding that names their advisories.
 */
export function reportPackage(value: JsonValue, packages: Packages, context: AuditContext): void {
  const { sink, where } = context;
  const entry = objectOf(value);
  const name = textOf(entry.name);
  const advisories = arrayOf(entry.via)
    .map((via, index) => ({ via, place: `${where}/via/${index}` }))
    .filter(({ via }) => isObject(via));
  sink.sourceItem(Math.max(1, advisories.length));
  if (name === undefined) {
    const message = 'A package without name was left out.';
    for (let count = Math.max(1, advisories.length); count > 0; count -= 1)
      sink.problem({ code: 'ROW_UNREADABLE', message, where, dropsItem: true });
    return;
  }
  for (const { via, place } of advisories)
    sink.finding(ownFinding(entry, name, objectOf(via), { ...context, where: place }));
  if (advisories.length === 0) sink.finding(inheritedFinding(entry, name, packages, context));
}

function ownFinding(entry: JsonObject, name: string, via: JsonObject, context: AuditContext): RawFinding {
  const url = textOf(via.url);
  const title = textOf(via.title);
  const ruleId = githubId(url) ?? textOf(via.source) ?? title ?? name;
  return advisoryFinding(context.sink, {
    where: context.where,
    ruleId,
    isRuleAdvisory: /^[A-Z]+-/i.test(ruleId) && ruleId !== title && ruleId !== name,
    target: context.target,
    title,
    word: textOf(via.severity) ?? textOf(entry.severity),
    cwes: textsOf(via.cwe),
    cvss: [scoreOf(via.cvss)],
    references: [url],
    component: componentOf(entry, name),
    paths: textsOf(entry.nodes),
    remediation: remediationOf(entry.fixAvailable),
    sourceData: sourceDataOf(
      { ...entry, affected: via.range ?? null, source: via.source ?? null },
      usedFields,
    ),
  });
}

function inheritedFinding(
  entry: JsonObject,
  name: string,
  packages: Packages,
  context: AuditContext,
): RawFinding {
  const through = textsOf(entry.via);
  const urls = packages.urlsOf(name);
  return advisoryFinding(context.sink, {
    where: context.where,
    ruleId: 'vulnerable-dependency',
    isRuleAdvisory: false,
    target: context.target,
    title: `${name} depends on vulnerable versions of ${through.join(', ') || 'other packages'}`,
    word: textOf(entry.severity),
    ids: urls.map(githubId).filter((id) => id !== undefined),
    references: urls,
    component: componentOf(entry, name),
    paths: textsOf(entry.nodes),
    remediation: remediationOf(entry.fixAvailable),
    sourceData: sourceDataOf({ ...entry, through }, usedFields),
  });
}

/** The report names no installed version, only the range that is affected. */
function componentOf(entry: JsonObject, name: string): RawFinding['component'] {
  const fix = objectOf(entry.fixAvailable);
  const fixedVersion = textOf(fix.name) === name ? textOf(fix.version) : undefined;
  return namedComponent({ name, fixedVersion, ecosystem: 'npm' });
}

function remediationOf(value: JsonValue | undefined): string | undefined {
  if (value === true) return 'Run "npm audit fix".';
  if (value === false) return 'No fix is available.';
  const { name, version, isSemVerMajor } = objectOf(value);
  const dependency = textOf(name);
  if (dependency === undefined) return undefined;
  const breaking = isSemVerMajor === true ? ', which is a breaking change' : '';
  return `Update ${dependency} to ${textOf(version) ?? 'its newest version'}${breaking}.`;
}
