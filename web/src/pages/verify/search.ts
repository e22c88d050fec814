import { defined, readText } from '../../shared/search.ts';

/** A report may be named by its hash, as 64 hex digits, and its id. */
export function readVerifySearch(search: Record<string, unknown>) {
  const sha256 = readText(search.sha256)?.toLowerCase();
  return defined({
    sha256: sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
    id: readText(search.id, 36),
  });
}
