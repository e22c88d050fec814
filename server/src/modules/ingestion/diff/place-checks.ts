import { type GateCheck, named } from './gate.ts';

/** Checks whether the report belongs here: to this scope, to this tenant, to the inventory. */

/** An error: nobody allowed that scan. Excluding the rows from the import, with a reason, lifts it. */
export const excludedTargets: GateCheck = ({ declared: { excluded, excludedName } }) => {
  if (excluded === 0) return undefined;
  return {
    id: 'excluded-targets',
    level: 'ERROR',
    title: 'The report has targets that the scope key excludes',
    message: `${named(excludedName, excluded)} must not be scanned under this scope key. Exclude them from this import with a reason, or change the scope key.`,
    count: excluded,
  };
};

export const outsideScope: GateCheck = ({ declared: { entries, outside, outsideName }, facts }) => {
  if (entries === 0 || outside === 0) return undefined;
  const whole = outside >= facts.targets;
  return {
    id: 'outside-scope',
    level: 'WARNING',
    title: whole ? 'Nothing in the report belongs to the scope' : 'Some targets do not belong to the scope',
    message: `${named(outsideName, outside)} of ${facts.targets} targets are not among what the scope key names.${whole ? ' Check the scope key and the tenant.' : ''}`,
    count: outside,
  };
};

/** This scope knows none of the targets: either it knows others, or other scopes know these. */
export const otherScope: GateCheck = ({ facts, neighbours }) => {
  const { targets, knownTargets, knownNamed } = facts;
  if (targets === 0 || knownNamed > 0) return undefined;
  const { elsewhere, elsewhereKey, sameFileKey } = neighbours;
  // The same file elsewhere has a warning of its own.
  const elsewhereMostly = sameFileKey === null && elsewhere * 2 > targets;
  if (knownTargets === 0 && !elsewhereMostly) return undefined;
  const before =
    knownTargets > 0
      ? `None of the ${knownTargets} targets seen before under this scope key is in the report.`
      : 'No target of the report was seen under this scope key before.';
  const there = elsewhereMostly
    ? ` ${elsewhere} of its ${targets} targets are known under ${elsewhereKey ?? 'another scope key'}.`
    : '';
  return {
    id: 'other-scope',
    level: 'WARNING',
    title: 'This looks like another scope',
    message: `${before}${there} Check that the scope key is the right one.`,
    count: elsewhereMostly ? elsewhere : knownTargets,
  };
};

/** Below these an inventory or a report is too small to say what is strange to it. */
const strange = { inventory: 10, targets: 3 } as const;

/** Other tenants are never asked, so this rests on what the own one has: no asset, domain or network in common. */
export const otherTenant: GateCheck = ({ neighbours: { inventory, placeable, related } }) => {
  if (inventory < strange.inventory || placeable < strange.targets || related > 0) return undefined;
  return {
    id: 'other-tenant',
    level: 'WARNING',
    title: 'This looks like the report of somebody else',
    message: `None of its ${placeable} targets shares an asset, a domain or a network with the inventory of this tenant. Check that the tenant is the right one.`,
    count: placeable,
  };
};

export const newAssets: GateCheck = ({ facts: { newAssets: added } }) => {
  if (added === 0) return undefined;
  return {
    id: 'new-assets',
    level: 'INFO',
    title: 'New assets',
    message: `${added} targets match no asset and will be added to the inventory.`,
    count: added,
  };
};

const manyUnmapped = { count: 5, share: 0.5 } as const;

/** In a scope that was scanned before, mostly unknown targets are more often known ones under other names. */
export const unmappedAssets: GateCheck = ({ facts: { unmapped, targets, knownNamed }, lastScanAt }) => {
  if (lastScanAt === null || knownNamed === 0) return undefined;
  if (unmapped < manyUnmapped.count || unmapped <= targets * manyUnmapped.share) return undefined;
  return {
    id: 'unmapped-assets',
    level: 'WARNING',
    title: 'Most targets match no asset',
    message: `${unmapped} of ${targets} targets are not in the inventory, although this scope was scanned before. Do they go by other names now? Map them, or acknowledge that they are new.`,
    count: unmapped,
  };
};

export const ambiguousAssets: GateCheck = ({ facts: { ambiguous } }) => {
  if (ambiguous === 0) return undefined;
  return {
    id: 'ambiguous-assets',
    level: 'INFO',
    title: 'Some targets answer to several assets',
    message: `Names and addresses of ${ambiguous} targets belong to different assets. The strongest identifier decides (origin, reference, name, address); the preview shows the others.`,
    count: ambiguous,
  };
};

export const sameFile: GateCheck = ({ facts: { sameFile: again } }) => {
  if (!again) return undefined;
  return {
    id: 'same-file',
    level: 'INFO',
    title: 'This very file was imported before',
    message: 'Its bytes are the same as those of a finalized job of this scope.',
    count: 1,
  };
};

export const sameFileElsewhere: GateCheck = ({ neighbours: { sameFileKey } }) => {
  if (sameFileKey === null) return undefined;
  return {
    id: 'same-file-elsewhere',
    level: 'WARNING',
    title: 'This very file was imported under another scope key',
    message: `Its bytes are the same as those of a finalized job of ${sameFileKey}. Imported here too, its findings stay open until both scopes no longer see them.`,
    count: 1,
  };
};
