import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { arrayOf, objectOf, positiveOf, sourceDataOf, textOf } from '../mapping/json.ts';
import type { Ratings } from '../mapping/unrated.ts';
import type { FindingLocation, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import type { Advisories, Advisory } from './osv.ts';

export interface GoContext {
  readonly where: string;
  readonly advisories: Advisories;
  readonly ratings: Ratings;
}

/** How far the scanned code reaches into what is vulnerable. */
export interface Reach {
  readonly id: string;
  readonly module: string;
  readonly version: string | undefined;
  readonly fixedVersion: string | undefined;
  readonly package: string | undefined;
  /** Function or method that the scanned code calls. */
  readonly symbol: string | undefined;
  readonly locations: readonly FindingLocation[];
}

/** A `finding` message; undefined without an advisory or a trace that names a module. */
export function findingOfMessage(message: JsonObject, context: GoContext): RawFinding | undefined {
  const id = textOf(message.osv);
  const trace = arrayOf(message.trace).map(objectOf);
  const [vulnerable = {}] = trace;
  const module = textOf(vulnerable.module) ?? textOf(vulnerable.package);
  if (id === undefined || module === undefined) return undefined;
  const name = textOf(vulnerable.function);
  const receiver = textOf(vulnerable.receiver)?.replace(/^\*/, '');
  const reach: Reach = {
    id,
    module,
    version: textOf(vulnerable.version),
    fixedVersion: textOf(message.fixed_version),
    package: textOf(vulnerable.package),
    symbol: name === undefined || receiver === undefined ? name : `${receiver}.${name}`,
    locations: locationsOf(trace),
  };
  return findingOfReach(reach, context.advisories.find(id), {
    ...context,
    sourceData: sourceDataOf({ trace: message.trace ?? null }, new Set()),
  });
}

/** Own code first: the place of the call that leaves it, then the other places of the trace in their order. */
function locationsOf(trace: readonly JsonObject[]): FindingLocation[] {
  const own = textOf(trace.at(-1)?.module);
  const places = trace.map((frame) => ({
    isOwn: textOf(frame.module) === own,
    place: placeOf(objectOf(frame.position)),
  }));
  const main = places.find(({ isOwn, place }) => isOwn && place !== undefined);
  const ordered = [main, ...places.filter((each) => each !== main)];
  return ordered
    .map((each) => each?.place)
    .filter((place) => place !== undefined)
    .slice(0, 1_000);
}

function placeOf(position: JsonObject): FindingLocation | undefined {
  const path = textOf(position.filename);
  return path === undefined ? undefined : { path, ...given({ line: positiveOf(position.line) }) };
}

export interface ReachContext {
  readonly where: string;
  readonly ratings: Ratings;
  readonly sourceData: RawFinding['sourceData'];
}

export function findingOfReach(
  reach: Reach,
  advisory: Advisory | undefined,
  context: ReachContext,
): RawFinding {
  const { id, module, version, fixedVersion } = reach;
  const called = reach.symbol !== undefined;
  const depth = called ? 'called' : reach.package === undefined ? 'required' : 'imported';
  const matcher = [depth, reach.package, reach.symbol].filter((part) => part !== undefined).join(' ');
  return {
    ...baseFinding({
      where: context.where,
      ruleId: id,
      title: advisory?.summary ?? `${id} in ${module}`,
      severity: context.ratings.of(undefined, context.where),
      sourceSeverity: '',
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    // The call is seen in the code; an import or a requirement says that the code is there.
    evidenceClass: called ? 'DIRECT' : 'INFERRED',
    confidence: confidenceOfDepth[depth],
    component: {
      name: module,
      ecosystem: 'golang',
      ...given({ version, fixedVersion, purl: purlOf(module, version) }),
    },
    locations: reach.locations,
    cves: advisory?.cves ?? [],
    advisories: advisory?.advisories ?? [id],
    references: advisory?.references ?? [],
    tags: [depth],
    sourceData: context.sourceData,
    matcher: matcher.slice(0, 1_000),
    ...given({
      description: advisory?.details,
      remediation: fixedVersion === undefined ? undefined : `Update ${module} to ${fixedVersion}.`,
      sourceStatus: advisory?.withdrawn === true ? ('NOT_AFFECTED' as const) : undefined,
    }),
  };
}

/** govulncheck holds code to be affected only where it calls what is vulnerable. */
const confidenceOfDepth = { called: 1, imported: 0.6, required: 0.3 } as const;

function purlOf(module: string, version: string | undefined): string | undefined {
  if (module === 'stdlib' || module === 'toolchain') return undefined;
  return `pkg:golang/${module}${version === undefined ? '' : `@${version}`}`;
}
