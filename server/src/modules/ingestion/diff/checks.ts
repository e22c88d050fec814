import type { Check } from '../store.ts';
import { checksRan, coverage, missingDeclared, partOfKnown } from './coverage-checks.ts';
import type { GateCheck, GateInput } from './gate.ts';
import { percent } from './gate.ts';
import {
  ambiguousAssets,
  excludedTargets,
  newAssets,
  otherScope,
  otherTenant,
  outsideScope,
  sameFile,
  sameFileElsewhere,
  unmappedAssets,
} from './place-checks.ts';
import { severityShift, severityStorm } from './severity-checks.ts';
import { authority, clockUnset, future, older, timesReversed } from './time-checks.ts';

/**
 * The gate (contract, section 5). ERROR refuses; WARNING refuses until a person acknowledges it by its id; INFO is for reading.
 * An identical file that closes findings, and an empty report that closes those of others, are what users of other tools
 * suffer from most; `mass-close`, `other-scope` and `nothing-covered` are there for them.
 */
export function gateChecks(input: GateInput): readonly Check[] {
  return all.map((check) => check(input)).filter((check) => check !== undefined);
}

const countsAddUp: GateCheck = ({ counts }) => {
  const missing = counts.source - counts.extracted - counts.rejectedRows;
  if (missing === 0) return undefined;
  return {
    id: 'counts-add-up',
    level: 'ERROR',
    title: 'Items are unaccounted for',
    message: `The file has ${counts.source} items, but ${counts.extracted} were read and ${counts.rejectedRows} were refused. This is a fault of the parser; please report it.`,
    count: Math.abs(missing),
  };
};

const rejectedRows: GateCheck = ({ counts }) => {
  if (counts.rejectedRows === 0) return undefined;
  return {
    id: 'rejected-rows',
    level: 'WARNING',
    title: 'Some items could not be read',
    message: `${counts.rejectedRows} of ${counts.source} items could not become findings; each is listed under problems with its place. The rest can be imported.`,
    count: counts.rejectedRows,
  };
};

const massClose: GateCheck = ({ facts: { open, wouldClose, brake } }) => {
  if (wouldClose === 0 || wouldClose < brake.count || wouldClose <= open * brake.share) return undefined;
  return {
    id: 'mass-close',
    level: 'WARNING',
    title: 'Unusually many would be closed',
    message: `${wouldClose} of ${open} open vulnerabilities of this scope are no longer in the report and would be marked as fixed; from ${brake.count} and more than ${percent(brake.share)} on a person decides. Finalize only if so many were really fixed.`,
    count: wouldClose,
  };
};

const all: readonly GateCheck[] = [
  countsAddUp,
  rejectedRows,
  coverage,
  partOfKnown,
  checksRan,
  missingDeclared,
  excludedTargets,
  outsideScope,
  otherScope,
  otherTenant,
  massClose,
  older,
  future,
  clockUnset,
  timesReversed,
  authority,
  newAssets,
  unmappedAssets,
  ambiguousAssets,
  severityStorm,
  severityShift,
  sameFile,
  sameFileElsewhere,
];
