import { invalidField } from '../../kernel/errors.ts';
import type { DataOf, QueryOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import {
  type ExposureSnapshot,
  exposureSeries,
  type PointRow,
  pointOf,
  pointsBefore,
  type Score,
  scoreTrend,
  type TrendWindow,
  trendWindow,
} from '../scoring/facade.ts';
import type { getDashboardTrends } from './contract.ts';
import { dashboardText } from './messages.ts';
import { annotationsBetween } from './store.ts';

type Trends = DataOf<typeof getDashboardTrends>;
type RiskLevel = Trends['scoreSeries'][number]['riskLevel'];

const defaultRange = '90d';

/**
 * Score and exposure at the end of each interval, from one history entry an interval. The last value is the score of this
 * very moment, so that the curve ends where the dashboard stands.
 */
export async function trendsOf(
  ctx: ReadCtx,
  now: Score,
  { range = defaultRange, timeZone }: QueryOf<typeof getDashboardTrends>,
): Promise<Trends> {
  const asOfMs = Date.parse(ctx.now);
  const window = windowOf(range, asOfMs, timeZone);
  const ends = [...window.previousBuckets, ...window.buckets].map(({ endMs }) => isoOf(endMs));
  const points = await historyUntil(ctx, now, [isoOf(window.previousBuckets[0]?.startMs ?? asOfMs), ...ends]);
  const from = isoOf(window.buckets[0]?.startMs ?? asOfMs);
  const annotations = await annotationsBetween(ctx, from, ctx.now);
  return {
    range,
    interval: window.interval,
    from,
    to: ctx.now,
    ...seriesOf(window, points),
    annotations: [...annotations.map(annotationOf), ...formulaChanges(points, from)].sort(byTime),
    previousPeriod: previousOf(window, points),
  };
}

function windowOf(range: Trends['range'], asOfMs: number, timeZone: string | undefined): TrendWindow {
  try {
    return trendWindow(range, asOfMs, timeZone);
  } catch (error) {
    if (error instanceof RangeError) throw invalidField('query.timeZone', 'is not the name of a time zone');
    throw error;
  }
}

/** History entries at the ends, and the present one. */
async function historyUntil(ctx: ReadCtx, now: Score, ends: readonly string[]): Promise<readonly PointRow[]> {
  const points = await pointsBefore(ctx, now.subject, ends);
  const earlier = points.filter(({ at }) => at < ctx.now);
  if (earlier.length === 0 && now.posture.score === null) return [];
  return [...earlier, { ...pointOf(now), at: ctx.now }];
}

function seriesOf(
  window: TrendWindow,
  points: readonly PointRow[],
): Pick<Trends, 'scoreSeries' | 'exposureSeries'> {
  const { scoreSeries } = scoreTrend(window, points.map(scorePoint));
  const exposure = exposureSeries(window, snapshotsOf(points));
  const byTrace = new Map(points.map((point) => [point.decisionTraceId, point]));
  return {
    scoreSeries: scoreSeries.flatMap(({ endMs, score, decisionTraceId }) => {
      const point = byTrace.get(decisionTraceId ?? '');
      if (!point || score === null || !isRiskLevel(point.riskLevel)) return [];
      const { riskLevel, formulaVersion } = point;
      return [{ at: endOf(window, endMs), score, riskLevel, formulaVersion }];
    }),
    exposureSeries: exposure.flatMap((bucket, index) => {
      const { openBySeverity, open, knownExploitedOpen, overdue, opened, closed, endMs } = bucket;
      if (openBySeverity === null || open === null) return [];
      return [
        {
          at: endOf(window, endMs),
          open,
          bySeverity: openBySeverity,
          kevOpen: knownExploitedOpen ?? 0,
          slaBreached: overdue ?? 0,
          exposureSignals: signalsAt(points, window.buckets[index]?.endMs ?? endMs),
          opened,
          closed,
        },
      ];
    }),
  };
}

/** The last moment of a bucket, or now in the running one. */
function endOf({ asOfMs }: TrendWindow, endMs: number): string {
  return isoOf(Math.min(endMs - 1, asOfMs));
}

function signalsAt(points: readonly PointRow[], endMs: number): number {
  return points.findLast(({ at }) => Date.parse(at) < endMs)?.exposure.exposureSignals ?? 0;
}

/** Totals only grow, and open = opened − closed, so both flows follow from two entries. */
function snapshotsOf(points: readonly PointRow[]): ExposureSnapshot[] {
  return points.map((point, index) => {
    const before = points[index - 1];
    const { openBySeverity, kevOpen, slaBreached, closedTotal, recurredTotal, timeToCloseTotalMs } =
      point.exposure;
    const closed = Math.max(0, closedTotal - (before?.exposure.closedTotal ?? 0));
    const opened = openOf(point) - (before ? openOf(before) : 0) + closed;
    return {
      atMs: Date.parse(point.at),
      openBySeverity,
      knownExploitedOpen: kevOpen,
      overdue: slaBreached,
      opened: Math.max(0, opened),
      closed,
      recurred: Math.max(0, recurredTotal - (before?.exposure.recurredTotal ?? 0)),
      timeToCloseMs: Math.max(0, timeToCloseTotalMs - (before?.exposure.timeToCloseTotalMs ?? 0)),
    };
  });
}

function openOf({ exposure: { openBySeverity } }: PointRow): number {
  return Object.values(openBySeverity).reduce((sum, count) => sum + count, 0);
}

function previousOf(window: TrendWindow, points: readonly PointRow[]): Trends['previousPeriod'] {
  const { previousPeriod } = scoreTrend(window, points.map(scorePoint));
  const known = points.findLast(({ at }) => Date.parse(at) < previousPeriod.endMs);
  if (!known) return null;
  const flows = exposureSeries({ ...window, buckets: window.previousBuckets }, snapshotsOf(points));
  return {
    from: isoOf(previousPeriod.startMs),
    to: isoOf(previousPeriod.endMs),
    averageScore: previousPeriod.averageScore,
    endScore: previousPeriod.score,
    openAtEnd: openOf(known),
    opened: flows.reduce((sum, { opened }) => sum + opened, 0),
    closed: flows.reduce((sum, { closed }) => sum + closed, 0),
  };
}

function annotationOf({ at, kind, text, subjectId }: Awaited<ReturnType<typeof annotationsBetween>>[number]) {
  const words = {
    IMPORT_FINALIZED: dashboardText.imported,
    ASSESSMENT_DELETED: dashboardText.deleted,
    REPORT_MADE: dashboardText.reported,
  };
  return { at, kind, text: words[kind](text), subjectId };
}

function formulaChanges(points: readonly PointRow[], from: string): Trends['annotations'] {
  return points.flatMap(({ at, formulaVersion }, index) => {
    const before = points[index - 1];
    if (!before || before.formulaVersion === formulaVersion || at < from) return [];
    return [
      {
        at,
        kind: 'FORMULA_CHANGED' as const,
        text: dashboardText.formulaChanged(formulaVersion),
        subjectId: null,
      },
    ];
  });
}

function byTime(one: { readonly at: string }, other: { readonly at: string }): number {
  return one.at < other.at ? -1 : 1;
}

function scorePoint({ at, score, decisionTraceId }: PointRow) {
  return { atMs: Date.parse(at), score, decisionTraceId };
}

const riskLevels: readonly RiskLevel[] = ['Severe', 'Elevated', 'Moderate', 'Good', 'Strong'];

function isRiskLevel(word: string | null): word is RiskLevel {
  return riskLevels.some((level) => level === word);
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
