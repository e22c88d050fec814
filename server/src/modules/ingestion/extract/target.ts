import type { SourceTarget } from '../parsers/parser.ts';

/** The normalised host, application, image … behind what a report calls its target. */
export interface NormalTarget {
  /** `kind:value` of the strongest identifier; part of every fingerprint, so its rules may only change with a new identity version. */
  readonly key: string;
  readonly kind: AssetKind;
  /** For people. */
  readonly name: string;
  /** Strongest first; the first is the key. */
  readonly identifiers: readonly Identifier[];
  /** Null when the report does not say. */
  readonly operatingSystem: string | null;
}

export interface Identifier {
  readonly kind: 'hostname' | 'ip' | 'mac' | 'origin' | 'reference' | 'name' | 'scope';
  readonly value: string;
}

/** A web application is an application of the inventory like any other. */
export type AssetKind =
  | 'HOST'
  | 'CONTAINER_IMAGE'
  | 'REPOSITORY'
  | 'APPLICATION'
  | 'CLOUD_RESOURCE'
  | 'OTHER';

const maxValueLength = 1_000;
const maxSystemLength = 500;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const controls = /[\u0000-\u001f\u007f]+/g;

/**
 * Which asset a target is. A host is its name when it has one (addresses move), else its address; a web application its origin;
 * everything else its reference. What is left is the report's own words, or, when it has none, the scope that was scanned.
 */
export function normaliseTarget(target: SourceTarget, scopeKey: string): NormalTarget {
  const identifiers = identifiersOf(target);
  const raw = clean(target.raw);
  const first =
    identifiers[0] ??
    (raw === '' ? { kind: 'scope' as const, value: scopeKey } : { kind: 'name' as const, value: raw });
  return {
    key: `${first.kind}:${first.value}`,
    kind: target.kind === 'WEB_APPLICATION' ? 'APPLICATION' : target.kind,
    name: nameOf(target, first),
    identifiers: identifiers.length > 0 ? identifiers : [first],
    operatingSystem: clean(target.operatingSystem ?? '').slice(0, maxSystemLength) || null,
  };
}

function identifiersOf(target: SourceTarget): readonly Identifier[] {
  const all: readonly (Identifier | undefined)[] = [
    identifier('origin', target.kind === 'WEB_APPLICATION' ? target.origin : undefined),
    identifier('reference', stableReference(target)),
    identifier('hostname', target.hostname),
    identifier('ip', target.ip),
    identifier('mac', target.mac),
  ];
  return all.filter((one) => one !== undefined);
}

/** OCI image specification, descriptor, "Digests": algorithm and encoded value, here also the value alone. */
const bareDigest = /^@?(?:[a-z0-9]+(?:[+._-][a-z0-9]+)*:)?[0-9a-f]{32,}$/i;

/** A digest or tag names a build, not the thing that is run: image versions are one asset, so that fixes show as fixes. */
function stableReference(target: SourceTarget): string | undefined {
  if (target.reference === undefined) return undefined;
  if (target.kind !== 'CONTAINER_IMAGE') return target.reference;
  // An image without a name has nothing but its digest; without this, all of them would be one asset.
  if (bareDigest.test(target.reference)) return target.reference;
  const noDigest = target.reference.split('@')[0] ?? target.reference;
  return noDigest.replace(/:[^:/]*$/, '');
}

function identifier(kind: Identifier['kind'], value: string | undefined): Identifier | undefined {
  const text = clean(value ?? '');
  return text === '' ? undefined : { kind, value: kind === 'reference' ? text : text.toLowerCase() };
}

function nameOf(target: SourceTarget, first: Identifier): string {
  const name = target.hostname ?? first.value;
  return clean(name) || first.value;
}

function clean(value: string): string {
  return value.replace(controls, ' ').trim().slice(0, maxValueLength);
}
