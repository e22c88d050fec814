import type { Severity } from '../../../kernel/severity.ts';
import { severities } from '../../../kernel/severity.ts';
import type { Timed } from './carry.ts';
import { carryForward, within } from './carry.ts';
import type { Bucket, TrendWindow } from './range.ts';

export type OpenBySeverity = Readonly<Record<Severity, number>>;

/** What stood at one moment: levels. */
export interface ExposureLevels {
  readonly openBySeverity: OpenBySeverity;
  readonly knownExploitedOpen: number;
  readonly overdue: number;
}

/** What happened: flows. */
export interface ExposureFlows {
  readonly opened: number;
  readonly closed: number;
  /** Came back after having been resolved. */
  readonly recurred: number;
  /** Sum over the closed ones of the time from opening to closing, in milliseconds. */
  readonly timeToCloseMs: number;
}

/** Levels at `atMs`, and flows since the snapshot before. */
export interface ExposureSnapshot extends Timed, ExposureLevels, ExposureFlows {}

export interface ExposureBucket extends Bucket {
  /** Levels at the end of the bucket; null before the first snapshot. */
  readonly openBySeverity: OpenBySeverity | null;
  readonly open: number | null;
  readonly knownExploitedOpen: number | null;
  readonly overdue: number | null;
  /** Flows inside the bucket. */
  readonly opened: number;
  readonly closed: number;
  readonly recurred: number;
  /** Mean time from opening to closing of what closed in the bucket, whole milliseconds; null when nothing did. */
  readonly meanTimeToCloseMs: number | null;
}

/**
 * Exposure per bucket: levels are carried forward from the last snapshot, flows are added up.
 * @param snapshots in order of time, at most one at a time; for exact flows, one at the end of every bucket in which anything
 *   happened is enough
 * @throws RangeError when they are not, or a count is negative or not whole.
 */
export function exposureSeries(
  window: TrendWindow,
  snapshots: readonly ExposureSnapshot[],
): ExposureBucket[] {
  for (const snapshot of snapshots) checkSnapshot(snapshot);
  const known = snapshots.filter(({ atMs }) => atMs <= window.asOfMs);
  for (const [index, { atMs }] of known.entries()) {
    if (known[index - 1]?.atMs === atMs) throw new RangeError(`two snapshots of one time: item ${index}`);
  }
  const levels = carryForward(known, window.buckets);
  const flows = within(known, window.buckets);
  return window.buckets.map((bucket, index) => ({
    ...bucket,
    ...levelsOf(levels[index] ?? null),
    ...sumFlows(flows[index] ?? []),
  }));
}

function levelsOf(levels: ExposureLevels | null) {
  if (!levels) return { openBySeverity: null, open: null, knownExploitedOpen: null, overdue: null };
  const { openBySeverity, knownExploitedOpen, overdue } = levels;
  const open = severities.reduce((sum, severity) => sum + openBySeverity[severity], 0);
  return { openBySeverity, open, knownExploitedOpen, overdue };
}

function sumFlows(days: readonly ExposureFlows[]) {
  const sum = { opened: 0, closed: 0, recurred: 0 };
  let timeToCloseMs = 0;
  for (const day of days) {
    sum.opened += day.opened;
    sum.closed += day.closed;
    sum.recurred += day.recurred;
    timeToCloseMs += day.timeToCloseMs;
  }
  return { ...sum, meanTimeToCloseMs: sum.closed > 0 ? Math.round(timeToCloseMs / sum.closed) : null };
}

function checkSnapshot(snapshot: ExposureSnapshot): void {
  const { openBySeverity, knownExploitedOpen, overdue, opened, closed, recurred, timeToCloseMs } = snapshot;
  const counts = { ...openBySeverity, knownExploitedOpen, overdue, opened, closed, recurred, timeToCloseMs };
  for (const [field, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`snapshot field ${field} is no count: ${count}`);
  }
}
