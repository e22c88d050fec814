import type { BlastQuestion } from '../../api/blast-radius.ts';
import { defined } from '../../shared/search.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readIds(value: unknown, max: number): string[] | undefined {
  const given = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  const ids = [...new Set(given.filter((id) => uuid.test(id)))].slice(0, max);
  return ids.length > 0 ? ids : undefined;
}

/** The whole question stands in the address, so that a what-if can be sent to somebody. */
export function readBlastSearch(search: Record<string, unknown>) {
  return defined({
    assetId: readIds(search.assetId, 50),
    vulnerabilityId: readIds(search.vulnerabilityId, 50),
    removed: readIds(search.removed, 500),
    fixed: readIds(search.fixed, 500),
    shown: readIds(search.shown, 1),
  });
}

export type BlastSearch = ReturnType<typeof readBlastSearch>;

/** Nodes that the picture holds. */
const listed = 5_000;

export function questionOf({
  assetId = [],
  vulnerabilityId = [],
  removed = [],
  fixed = [],
}: BlastSearch): BlastQuestion {
  return {
    compromised: [
      ...assetId.map((id) => ({ assetId: id })),
      ...vulnerabilityId.map((id) => ({ vulnerabilityId: id })),
    ].slice(0, 50),
    assume: { removedRelationships: removed, fixedVulnerabilities: fixed },
    limit: listed,
  };
}
