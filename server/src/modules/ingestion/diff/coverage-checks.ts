import { type GateCheck, named } from './gate.ts';

export const coverage: GateCheck = ({ facts, absenceProves, absenceCounts }) => {
  // Nothing to acknowledge, import after import: the tool has no way to say it.
  if (!absenceProves) {
    return {
      id: 'coverage',
      level: 'INFO',
      title: 'Coverage',
      message:
        'Reports of this tool do not say what was scanned, so nothing that is missing from them counts as fixed.',
      count: 0,
    };
  }
  if (facts.knownTargets > 0 && facts.covered === 0) {
    return {
      id: 'nothing-covered',
      level: 'WARNING',
      title: 'The report does not show that anything was scanned',
      message:
        'It names no target as covered, so nothing that is missing from it counts as fixed. Was the scan cut short?',
      count: facts.knownTargets,
    };
  }
  const cut =
    facts.incomplete > 0
      ? ` ${facts.incomplete} were not scanned to the end or without signing in; what is missing there stays open.`
      : '';
  const silent = absenceCounts ? '' : ' What is missing from it closes nothing.';
  return {
    id: 'coverage',
    level: 'INFO',
    title: 'Coverage',
    message: `The scan covered ${facts.covered} of ${facts.targets} targets in the report.${cut}${silent}`,
    count: facts.covered,
  };
};

/** Hosts of earlier scans that this one left out; a part of a scope is often scanned alone, so this is for reading. */
export const partOfKnown: GateCheck = ({ facts: { knownTargets, knownCovered }, absenceProves }) => {
  const left = knownTargets - knownCovered;
  if (!absenceProves || knownCovered === 0 || left === 0) return undefined;
  return {
    id: 'known-targets-left-out',
    level: 'INFO',
    title: 'Not all known targets were scanned',
    message: `${left} of ${knownTargets} targets seen before under this scope key were not scanned. What is open there stays open.`,
    count: left,
  };
};

const fewChecks = { count: 3, share: 0.5 } as const;

/** A scan by a narrower policy looks like a clean one. */
export const checksRan: GateCheck = ({ facts: { openCovered, openLookedFor }, absenceProves }) => {
  const notLooked = openCovered - openLookedFor;
  if (!absenceProves || notLooked === 0) return undefined;
  const most = notLooked >= fewChecks.count && notLooked > openCovered * fewChecks.share;
  return {
    id: 'checks-not-run',
    level: most ? 'WARNING' : 'INFO',
    title: most
      ? 'Most checks behind open vulnerabilities did not run'
      : 'Some checks behind open vulnerabilities did not run',
    message: `The report lists which checks ran. Those of ${notLooked} of ${openCovered} open vulnerabilities on its targets are not among them; these stay open.${most ? ' Was another scan policy used?' : ''}`,
    count: notLooked,
  };
};

export const missingDeclared: GateCheck = ({ declared: { missing, missingName }, absenceProves }) => {
  if (!absenceProves || missing === 0) return undefined;
  return {
    id: 'declared-targets-left-out',
    level: 'INFO',
    title: 'Not everything that belongs to the scope was scanned',
    message: `The scope key names ${named(missingName, missing)}; the report does not cover ${missing === 1 ? 'it' : 'them'}.`,
    count: missing,
  };
};
