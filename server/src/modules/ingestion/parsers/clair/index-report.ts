import { advisoryFinding, namedComponent } from '../mapping/advisory.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { HeldItems } from '../mapping/holding.ts';
import { arrayOf, isObject, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOfWord } from '../mapping/severity.ts';
import {
  type CvssStatement,
  type ParseLimits,
  type ParseSink,
  type RawFinding,
  ReportError,
  type SourceTarget,
} from '../parser.ts';
import { type JsonPlan, readHeldItem } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

interface Reporting {
  readonly limits: ParseLimits;
  readonly sink: ParseSink;
  readonly target: SourceTarget;
}

interface Pair {
  readonly packageId: string | undefined;
  readonly where: string;
}

const maxEntries = 1_000_000;
const mapPattern = /^\/(packages|distributions|environments|package_vulnerabilities)\/(.+)$/s;

/**
 * The report of Clair 4: packages, vulnerabilities and which package has which, as maps by id. Everything refers to everything,
 * so all is held, within bounds, until the document ends.
 */
export class IndexReport {
  readonly #maps = new Map<string, JsonValue>();
  readonly #vulnerabilities = new HeldItems('the packages');
  /** Packages by the id of the vulnerability they have. */
  readonly #pairs = new Map<string, Pair[]>();
  readonly #scores = new Map<string, JsonValue[]>();
  #count = 0;
  #known = false;

  get isKnown(): boolean {
    return this.#known;
  }

  plan(pattern: string): JsonPlan {
    if (/^\/(?:packages|distributions|environments|package_vulnerabilities|enrichments)$/.test(pattern)) {
      this.#known ||= pattern === '/package_vulnerabilities';
      return 'ENTER';
    }
    if (pattern.startsWith('/vulnerabilities/')) return 'HOLD';
    if (pattern.startsWith('/enrichments/')) return pattern.endsWith('/*') ? 'VALUE' : 'ENTER';
    return mapPattern.test(pattern) ? 'VALUE' : 'SKIP';
  }

  held(pattern: string, text: string, where: string): void {
    this.#known = true;
    this.#vulnerabilities.add(pattern.slice('/vulnerabilities/'.length), text, where);
  }

  value(pattern: string, value: JsonValue): void {
    const [, map, id] = mapPattern.exec(pattern) ?? [];
    if (map === 'package_vulnerabilities' && id !== undefined) this.#addPairs(id, value);
    else if (map !== undefined && id !== undefined) this.#maps.set(`${map}/${id}`, this.#counted(value));
    else if (pattern.startsWith('/enrichments/')) this.#addScores(value);
  }

  report(reporting: Reporting): void {
    for (const { pattern: id, text, where } of this.#vulnerabilities.release()) {
      // A vulnerability that no package refers to names its package itself.
      const pairs = this.#pairs.get(id) ?? [{ packageId: undefined, where }];
      this.#pairs.delete(id);
      const value = readHeldItem(reporting, text, where);
      if (value !== undefined) for (const pair of pairs) this.#reportPair(value, id, pair, reporting);
    }
    for (const [id, pairs] of this.#pairs) for (const pair of pairs) dropPair(id, pair, reporting.sink);
  }

  #addPairs(packageId: string, value: JsonValue): void {
    textsOf(value).forEach((id, index) => {
      const pair = { packageId, where: `/package_vulnerabilities/${packageId}/${index}` };
      const known = this.#pairs.get(id);
      if (known === undefined) this.#pairs.set(id, [pair]);
      else known.push(pair);
      this.#counted(value);
    });
  }

  /** Entries of a kind of enrichment: scores by the id of the vulnerability. */
  #addScores(value: JsonValue): void {
    for (const [id, scores] of Object.entries(objectOf(value))) {
      this.#counted(value);
      const known = this.#scores.get(id);
      if (known === undefined) this.#scores.set(id, [...arrayOf(scores)]);
      else known.push(...arrayOf(scores));
    }
  }

  #counted(value: JsonValue): JsonValue {
    this.#count += 1;
    if (this.#count <= maxEntries) return value;
    throw new ReportError(`The report has more than ${maxEntries} entries.`, {
      code: 'PAYLOAD_TOO_LARGE',
      where: '/packages',
    });
  }

  #reportPair(value: JsonValue, id: string, pair: Pair, { sink, target }: Reporting): void {
    sink.sourceItem();
    const name = isObject(value) ? textOf(value.name) : undefined;
    if (!isObject(value) || name === undefined) {
      const message = 'A vulnerability without name was left out.';
      sink.problem({ code: 'ROW_UNREADABLE', message, where: pair.where, dropsItem: true });
      return;
    }
    const found = objectOf(this.#maps.get(`packages/${pair.packageId}`) ?? value.package);
    const environment = objectOf(arrayOf(this.#maps.get(`environments/${pair.packageId}`))[0]);
    const distribution = objectOf(
      this.#maps.get(`distributions/${textOf(environment.distribution_id)}`) ?? value.distribution,
    );
    const cvss = (this.#scores.get(id) ?? []).map(scoreOf);
    sink.finding(
      findingOf({ value, name, found, environment, distribution, cvss, where: pair.where, sink, target }),
    );
  }
}

function dropPair(id: string, { where }: Pair, sink: ParseSink): void {
  sink.sourceItem();
  const message = `The vulnerability "${id.slice(0, 100)}" of a package is not in the report and was left out.`;
  sink.problem({ code: 'VULNERABILITY_UNKNOWN', message, where, dropsItem: true });
}

interface PairParts {
  readonly value: JsonObject;
  readonly name: string;
  readonly found: JsonObject;
  readonly environment: JsonObject;
  readonly distribution: JsonObject;
  readonly cvss: readonly (CvssStatement | undefined)[];
  readonly where: string;
  readonly sink: ParseSink;
  readonly target: SourceTarget;
}

const usedFields: ReadonlySet<string> = new Set([
  'name',
  'description',
  'links',
  'fixed_in_version',
  'package',
  'normalized_severity',
]);

function findingOf({
  value,
  name,
  found,
  environment,
  distribution,
  cvss,
  where,
  sink,
  target,
}: PairParts): RawFinding {
  const links = textsOf(value.links).flatMap((text) => text.split(/\s+/));
  // Some databases put an advisory's title behind its id.
  const ruleId = /^[A-Za-z][\w.-]*[-:]\d[\w.:-]*\d/.exec(name)?.[0] ?? name;
  const normalized = textOf(value.normalized_severity);
  const isRated = normalized !== undefined && severityOfWord(normalized) !== undefined;
  const path = textOf(environment.package_db);
  return advisoryFinding(sink, {
    where,
    ruleId,
    ids: links.join(' ').match(/CVE-\d{4}-\d{4,19}/gi) ?? [],
    target,
    title: ruleId === name ? undefined : name,
    description: textOf(value.description),
    word: isRated ? normalized : (textOf(value.severity) ?? normalized),
    cvss,
    references: links,
    component: namedComponent({
      name: textOf(found.name),
      version: textOf(found.version),
      fixedVersion: textOf(value.fixed_in_version),
      ecosystem: textOf(distribution.did) ?? textOf(objectOf(value.repository).name),
    }),
    paths: path === undefined ? [] : [path],
    matcher: path,
    tags: [textOf(value.updater)],
    sourceData: sourceDataOf(
      { ...value, introduced_in: environment.introduced_in ?? null, arch: found.arch ?? null },
      usedFields,
    ),
  });
}

function scoreOf(value: JsonValue): CvssStatement | undefined {
  const score = objectOf(value);
  return cvssStatement({
    version: (['2.0', '3.0', '3.1', '4.0'] as const).find((version) => version === textOf(score.version)),
    vector: textOf(score.vectorString),
    score: numberOf(score.baseScore),
    source: 'nvd',
  });
}
