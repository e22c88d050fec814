import { given } from '../mapping/given.ts';
import { arrayOf, fieldOf, objectOf, textOf } from '../mapping/json.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** The package of a supply chain finding; undefined for a finding in code alone. */
export function componentOf(scaInfo: JsonObject, metadata: JsonObject): RawFinding['component'] {
  const match = objectOf(scaInfo.dependency_match);
  const found = objectOf(match.found_dependency);
  const pattern = objectOf(match.dependency_pattern);
  const name = textOf(found.package) ?? textOf(pattern.package);
  if (name === undefined) return undefined;
  return {
    name,
    ...given({
      version: textOf(found.version),
      ecosystem: textOf(found.ecosystem) ?? textOf(pattern.ecosystem),
      path: textOf(match.lockfile) ?? textOf(found.lockfile_path) ?? textOf(found.manifest_path),
      fixedVersion: fixedVersionOf(metadata, name),
    }),
  };
}

/** `sca-fix-versions` is a list of objects with the package's name as key. */
function fixedVersionOf(metadata: JsonObject, name: string): string | undefined {
  const versions: string[] = [];
  for (const entry of arrayOf(fieldOf(metadata, 'sca-fix-versions')).slice(0, 100)) {
    const version = textOf(fieldOf(objectOf(entry), name));
    if (version !== undefined) versions.push(version);
  }
  return versions.length === 0 ? undefined : versions.join(', ').slice(0, 500);
}
