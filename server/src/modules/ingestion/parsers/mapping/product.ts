import type { RawFinding, SourceTarget } from '../parser.ts';
import { namedComponent } from './advisory.ts';
import { packageUrl } from './package-url.ts';

const imageTypes: ReadonlySet<string> = new Set(['oci', 'docker']);

/**
 * A product that a document speaks of, by its package URL. The reference leaves the version out, so that releases of one product
 * are one asset; an image is named as other tools name it ("registry.example/shop/web").
 */
export function productTarget(
  purl: string,
  { raw = purl, kind = 'APPLICATION' }: { raw?: string; kind?: SourceTarget['kind'] } = {},
): SourceTarget {
  const parts = packageUrl(purl);
  if (parts === undefined) return raw === '' ? { kind, raw } : { kind, raw, reference: raw };
  if (!imageTypes.has(parts.ecosystem)) return { kind, raw, reference: parts.stable };
  return {
    kind: 'CONTAINER_IMAGE',
    raw,
    reference: imageName(parts.ecosystem, parts.name, repositoryOf(purl)),
  };
}

/** `repository_url` of an OCI package is the whole repository, of a Docker package the registry alone. */
function imageName(type: string, name: string, repository: string | undefined): string {
  if (repository === undefined) return name;
  return type === 'oci' ? repository : `${repository}/${name}`;
}

function repositoryOf(purl: string): string | undefined {
  const query = /\?([^#]*)/.exec(purl)?.[1];
  if (query === undefined) return undefined;
  const url = new URLSearchParams(query)
    .get('repository_url')
    ?.replace(/^https?:\/\//, '')
    .replace(/\/+$/, '');
  return url === '' ? undefined : url;
}

/**
 * An image under the name that a report gives it. A digest or id alone names one build in no repository: it is kept as the
 * report's words, and no reference is made of it.
 */
export function imageTarget(raw: string): SourceTarget {
  const isBuild = raw === '' || /^(?:[a-z0-9]+:)?[0-9a-f]{12,128}$/i.test(raw);
  return isBuild ? { kind: 'CONTAINER_IMAGE', raw } : { kind: 'CONTAINER_IMAGE', raw, reference: raw };
}

/** The package that a package URL names; undefined for another text. */
export function componentOfPurl(purl: string): RawFinding['component'] {
  const parts = packageUrl(purl);
  if (parts === undefined) return undefined;
  return namedComponent({ name: parts.name, version: parts.version, purl, ecosystem: parts.ecosystem });
}
