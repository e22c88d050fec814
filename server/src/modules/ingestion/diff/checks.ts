import type { Authority, Check } from '../store.ts';

/** What the gate looks at; counted from the plan and the register. */
export interface GateFacts {
  readonly counts: { readonly source: number; readonly extracted: number; readonly rejectedRows: number };
  readonly targets: {
    readonly total: number;
    readonly covered: number;
    readonly incomplete: number;
    readonly new: number;
  };
  /** Targets that this scope and tool saw before, and how many of them this report covers. */
  readonly known: { readonly targets: number; readonly covered: number };
  /** Open vulnerabilities present in this scope and tool, and how many the plan would close. */
  readonly open: number;
  readonly wouldClose: number;
  readonly newCritical: number;
  readonly openCritical: number;
  readonly authority: Authority | null;
  readonly scanAt: string;
  readonly scanInFuture: boolean;
  readonly lastScanAt: string | null;
  /** Whether reports of this tool can state what was scanned. */
  readonly absenceProves: boolean;
  readonly absenceCounts: boolean;
  readonly sameFileFinalized: boolean;
}

/** The brake holds when a plan would close at least this many and more than this share of what is open in the scope. */
export const massClose = { count: 3, share: 0.3 } as const;
const storm = { count: 50, factor: 3 } as const;

/**
 * The gate (contract, section 5). ERROR refuses; WARNING refuses until a person acknowledges it by its id; INFO is for reading.
 * An identical file that closes findings, and an empty report that closes those of others, are what users of other tools
 * suffer from most; `mass-close`, `other-scope` and `nothing-covered` are there for them.
 */
export function gateChecks(facts: GateFacts): readonly Check[] {
  return [
    countsAddUp(facts),
    rejectedRows(facts),
    coverage(facts),
    otherScope(facts),
    brake(facts),
    older(facts),
    future(facts),
    authority(facts),
    newAssets(facts),
    severityStorm(facts),
    sameFile(facts),
  ].filter((check) => check !== undefined);
}

function countsAddUp({ counts }: GateFacts): Check | undefined {
  const missing = counts.source - counts.extracted - counts.rejectedRows;
  if (missing === 0) return undefined;
  return {
    id: 'counts-add-up',
    level: 'ERROR',
    title: 'Items are unaccounted for',
    message: `The file has ${counts.source} items, but ${counts.extracted} were read and ${counts.rejectedRows} were refused. This is a fault of the parser; please report it.`,
    count: Math.abs(missing),
  };
}

function rejectedRows({ counts }: GateFacts): Check | undefined {
  if (counts.rejectedRows === 0) return undefined;
  return {
    id: 'rejected-rows',
    level: 'WARNING',
    title: 'Some items could not be read',
    message: `${counts.rejectedRows} of ${counts.source} items could not become findings; each is listed under problems with its place. The rest can be imported.`,
    count: counts.rejectedRows,
  };
}

function coverage({ targets, known, absenceProves, absenceCounts }: GateFacts): Check {
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
  if (known.targets > 0 && targets.covered === 0) {
    return {
      id: 'nothing-covered',
      level: 'WARNING',
      title: 'The report does not show that anything was scanned',
      message:
        'It names no target as covered, so nothing that is missing from it counts as fixed. Was the scan cut short?',
      count: known.targets,
    };
  }
  const cut =
    targets.incomplete > 0
      ? ` ${targets.incomplete} were not scanned to the end or without signing in; what is missing there stays open.`
      : '';
  const silent = absenceCounts ? '' : ' What is missing from it closes nothing.';
  return {
    id: 'coverage',
    level: 'INFO',
    title: 'Coverage',
    message: `The scan covered ${targets.covered} of ${targets.total} targets in the report.${cut}${silent}`,
    count: targets.covered,
  };
}

function otherScope({ known, targets }: GateFacts): Check | undefined {
  if (known.targets === 0 || known.covered > 0 || targets.covered === 0) return undefined;
  return {
    id: 'other-scope',
    level: 'WARNING',
    title: 'This looks like another scope',
    message: `None of the ${known.targets} targets seen before under this scope key is in the report. Check that the scope key is the right one.`,
    count: known.targets,
  };
}

function brake({ open, wouldClose }: GateFacts): Check | undefined {
  if (wouldClose < massClose.count || wouldClose <= open * massClose.share) return undefined;
  return {
    id: 'mass-close',
    level: 'WARNING',
    title: 'Unusually many would be closed',
    message: `${wouldClose} of ${open} open vulnerabilities of this scope are no longer in the report and would be marked as fixed. Finalize only if so many were really fixed.`,
    count: wouldClose,
  };
}

function older({ lastScanAt, scanAt }: GateFacts): Check | undefined {
  if (lastScanAt === null || scanAt >= lastScanAt) return undefined;
  return {
    id: 'older-scan',
    level: 'WARNING',
    title: 'A newer scan of this scope is in already',
    message: `This scan is from ${scanAt}, the newest one from ${lastScanAt}. It can add findings, but closes and reopens nothing.`,
    count: 1,
  };
}

function future({ scanInFuture }: GateFacts): Check | undefined {
  if (!scanInFuture) return undefined;
  return {
    id: 'clock-skew',
    level: 'WARNING',
    title: 'The scan says it is from the future',
    message: "The scanner's clock is ahead. The time of the import is used instead.",
    count: 1,
  };
}

function authority({ authority: given, scanAt }: GateFacts): Check | undefined {
  if (!given) {
    return {
      id: 'authority',
      level: 'INFO',
      title: 'No authority on record',
      message:
        'Neither the job nor its scope key says who allowed the scan. Name it on the scope key to have it in every receipt.',
      count: 1,
    };
  }
  const outside =
    (given.windowFrom !== undefined && scanAt < given.windowFrom) ||
    (given.windowTo !== undefined && scanAt > given.windowTo);
  if (!outside) return undefined;
  return {
    id: 'authority-window',
    level: 'WARNING',
    title: 'The scan lies outside its authority',
    message: `It is from ${scanAt}; ${given.authorisedBy} allowed it from ${given.windowFrom ?? 'any time'} to ${given.windowTo ?? 'any time'}.`,
    count: 1,
  };
}

function newAssets({ targets }: GateFacts): Check | undefined {
  if (targets.new === 0) return undefined;
  return {
    id: 'new-assets',
    level: 'INFO',
    title: 'New assets',
    message: `${targets.new} targets match no asset and will be added to the inventory.`,
    count: targets.new,
  };
}

function severityStorm({ newCritical, openCritical }: GateFacts): Check | undefined {
  if (newCritical < storm.count || newCritical <= openCritical * storm.factor || openCritical === 0)
    return undefined;
  return {
    id: 'severity-storm',
    level: 'WARNING',
    title: 'Unusually many new criticals',
    message: `${newCritical} new critical vulnerabilities beside ${openCritical} open ones. Did the scanner's policy or its severity scale change?`,
    count: newCritical,
  };
}

function sameFile({ sameFileFinalized }: GateFacts): Check | undefined {
  if (!sameFileFinalized) return undefined;
  return {
    id: 'same-file',
    level: 'INFO',
    title: 'This very file was imported before',
    message: 'Its bytes are the same as those of a finalized job of this scope.',
    count: 1,
  };
}
