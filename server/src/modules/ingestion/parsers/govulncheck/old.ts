import { given } from '../mapping/given.ts';
import { arrayOf, fieldOf, objectOf, positiveOf, sourceDataOf, textOf } from '../mapping/json.ts';
import type { FindingLocation, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { findingOfReach, type GoContext, type Reach } from './finding.ts';
import { advisoryOf } from './osv.ts';

/**
 * An entry of `Vulns`, as versions before 1.0 wrote them: with one symbol beside the record, or with modules, packages and
 * call stacks below it. Undefined without a record with an id.
 */
export function findingOfOldEntry(entry: JsonObject, { where, ratings }: GoContext): RawFinding | undefined {
  const record = objectOf(entry.OSV);
  const id = textOf(record.id);
  if (id === undefined) return undefined;
  const reach = entry.Modules === undefined ? reachOfSymbol(entry, id) : reachOfModules(entry, id);
  if (reach === undefined) return undefined;
  const sourceData = sourceDataOf(entry, new Set(['OSV']));
  return findingOfReach(reach, advisoryOf(record), { where, ratings, sourceData });
}

function reachOfSymbol(entry: JsonObject, id: string): Reach | undefined {
  const module = textOf(entry.ModPath) ?? textOf(entry.PkgPath);
  if (module === undefined) return undefined;
  const isCalled = Number(entry.CallSink ?? 0) > 0;
  return {
    id,
    module,
    version: undefined,
    fixedVersion: undefined,
    package: textOf(entry.PkgPath),
    symbol: isCalled ? textOf(entry.Symbol) : undefined,
    locations: [],
  };
}

/** The first module of the record; all of them stand in the source data. */
function reachOfModules(entry: JsonObject, id: string): Reach | undefined {
  const [module = {}] = arrayOf(entry.Modules).map(objectOf);
  const path = textOf(module.Path);
  if (path === undefined) return undefined;
  const packages = arrayOf(module.Packages).map(objectOf);
  const called = packages.find((each) => arrayOf(each.CallStacks).length > 0);
  const [stack = {}] = arrayOf(called?.CallStacks).map(objectOf);
  const frames = arrayOf(stack.Frames).map(objectOf);
  return {
    id,
    module: path,
    version: textOf(module.FoundVersion),
    fixedVersion: textOf(module.FixedVersion),
    package: textOf((called ?? packages[0])?.Path),
    symbol: textOf(stack.Symbol),
    locations: frames
      .map((frame) => placeOf(objectOf(frame.Position)))
      .filter((place) => place !== undefined),
  };
}

function placeOf(position: JsonObject): FindingLocation | undefined {
  const path = textOf(fieldOf(position, 'Filename'));
  return path === undefined ? undefined : { path, ...given({ line: positiveOf(position.Line) }) };
}
