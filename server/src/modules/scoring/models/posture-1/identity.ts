/**
 * Which findings of one asset are the same vulnerability. Two findings belong together when a chain of shared keys
 * or known alias groups links them.
 */

interface Keyed {
  readonly vulnerabilityKeys: readonly string[];
}

/**
 * Group number of each finding, in the order given; numbers are arbitrary but equal within a group. Null when no two
 * findings belong together, which is the common case and must stay cheap.
 */
export function groupByIdentity(
  findings: readonly Keyed[],
  aliases: readonly (readonly string[])[] = [],
): readonly number[] | null {
  if (!shareKeys(findings, aliases)) return null;
  const keyLists = [...findings.map((finding) => finding.vulnerabilityKeys), ...aliases];
  const parents = keyLists.map((_, index) => index);
  const firstWith = new Map<string, number>();
  for (const [index, keys] of keyLists.entries()) {
    for (const key of keys) {
      const seen = firstWith.get(key);
      if (seen === undefined) firstWith.set(key, index);
      else parents[rootOf(parents, index)] = rootOf(parents, seen);
    }
  }
  return findings.map((_, index) => rootOf(parents, index));
}

/** False only when no chain can link two findings: no key occurs twice, and no alias group has two keys. */
function shareKeys(findings: readonly Keyed[], aliases: readonly (readonly string[])[]): boolean {
  if (findings.length < 2) return false;
  if (aliases.some((keys) => keys.length > 1)) return true;
  const seen = new Set<string>();
  let keyCount = 0;
  for (const { vulnerabilityKeys } of findings) {
    for (const key of vulnerabilityKeys) seen.add(key);
    keyCount += vulnerabilityKeys.length;
  }
  return seen.size < keyCount;
}

/** Union-find with path halving. */
function rootOf(parents: number[], start: number): number {
  let node = start;
  for (;;) {
    const parent = parents[node] ?? node;
    if (parent === node) return node;
    const grandparent = parents[parent] ?? parent;
    parents[node] = grandparent;
    node = grandparent;
  }
}
