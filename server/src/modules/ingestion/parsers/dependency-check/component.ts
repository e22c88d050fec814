import { namedComponent } from '../mapping/advisory.ts';
import { cpeOf } from '../mapping/cpe.ts';
import { arrayOf, objectOf, textOf } from '../mapping/json.ts';
import { packageUrl } from '../mapping/package-url.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

/**
 * The library: by its package URL, else by Maven coordinates or a CPE (reports before version 5), else by the surest evidence
 * of product and version, else by the name of the file.
 */
export function componentOf(
  dependency: JsonObject,
  fixedVersion: string | undefined,
): RawFinding['component'] {
  const purls = objects(dependency.packages).map(({ id }) => textOf(id));
  const purl = purls.find((id) => packageUrl(id ?? '') !== undefined);
  const parts = packageUrl(purl ?? '');
  if (parts !== undefined) {
    const name = parts.ecosystem === 'maven' ? parts.name.replace('/', ':') : parts.name;
    return namedComponent({ name, version: parts.version, fixedVersion, purl, ecosystem: parts.ecosystem });
  }
  return (
    coordinates(dependency, fixedVersion) ??
    cpe(dependency, fixedVersion) ??
    namedComponent({
      name: evidence(dependency, 'productEvidence') ?? textOf(dependency.fileName),
      version: evidence(dependency, 'versionEvidence'),
      fixedVersion,
    })
  );
}

/** The first version without the weakness, of the statement that matched. */
export function fixOf(vulnerability: JsonObject): string | undefined {
  const software = objects(vulnerability.vulnerableSoftware).map((entry) => objectOf(entry.software));
  const matched = software.find(
    ({ vulnerabilityIdMatched, matched: old }) => String(vulnerabilityIdMatched ?? old) === 'true',
  );
  return textOf(matched?.versionEndExcluding);
}

function coordinates(dependency: JsonObject, fixedVersion: string | undefined): RawFinding['component'] {
  const maven = objects(dependency.identifiers).find(({ type }) => textOf(type) === 'maven');
  const match = /^([^:]+:[^:]+):([^:]+)$/.exec(nameOf(maven));
  const [, name, version] = match ?? [];
  return namedComponent({ name, version, fixedVersion, ecosystem: 'maven' });
}

function cpe(dependency: JsonObject, fixedVersion: string | undefined): RawFinding['component'] {
  const names = [
    ...objects(dependency.vulnerabilityIds).map(({ id }) => textOf(id) ?? ''),
    ...objects(dependency.identifiers).map(nameOf),
  ];
  const known = names.map(cpeOf).find((each) => each !== undefined);
  if (known === undefined) return undefined;
  const { vendor, product, version } = known;
  return namedComponent({ name: `${vendor}:${product}`, version, fixedVersion });
}

function nameOf(identifier: JsonObject | undefined): string {
  return (textOf(identifier?.name) ?? '').replace(/^\((.*)\)$/, '$1');
}

const confidences = ['HIGHEST', 'HIGH', 'MEDIUM', 'LOW'];

function evidence(dependency: JsonObject, kind: 'productEvidence' | 'versionEvidence'): string | undefined {
  const all = objects(objectOf(dependency.evidenceCollected)[kind]);
  const rank = (entry: JsonObject): number => {
    const at = confidences.indexOf(textOf(entry.confidence)?.toUpperCase() ?? '');
    return at === -1 ? confidences.length : at;
  };
  return textOf(all.toSorted((a, b) => rank(a) - rank(b))[0]?.value);
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return arrayOf(value).slice(0, 10_000).map(objectOf);
}
