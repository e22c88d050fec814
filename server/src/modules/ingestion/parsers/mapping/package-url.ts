/** Parts of a package URL that findings need (purl specification: `pkg:type/namespace/name@version?qualifiers#subpath`). */
export interface PackageUrl {
  /** Type, lower-case: npm, maven, deb … */
  readonly ecosystem: string;
  /** Namespace and name, "/" between them. */
  readonly name: string;
  readonly version: string | undefined;
  /** The same without version, qualifiers and subpath: what stays the same from release to release. */
  readonly stable: string;
}

/** Reads a package URL; undefined for any other text. */
export function packageUrl(text: string): PackageUrl | undefined {
  if (text.length > 4_096) return undefined;
  const match = /^pkg:\/{0,2}([a-z][a-z0-9.+-]*)\/([^?#]+)/i.exec(text.trim());
  const [, type, path] = match ?? [];
  if (type === undefined || path === undefined) return undefined;
  // The version begins at the last "@" that is not the start of an npm scope.
  const at = path.lastIndexOf('@');
  const hasVersion = at > 0 && path[at - 1] !== '/' && !path.slice(at).includes('/');
  const name = (hasVersion ? path.slice(0, at) : path).replace(/\/+$/, '');
  const version = hasVersion ? decoded(path.slice(at + 1)) : '';
  if (name === '') return undefined;
  return {
    ecosystem: type.toLowerCase(),
    name: decoded(name),
    version: version === '' ? undefined : version,
    stable: `pkg:${type.toLowerCase()}/${name}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
