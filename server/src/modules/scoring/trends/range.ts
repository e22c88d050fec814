/** Ranges of GET /dashboard/trends (contract, section 4). */
export const trendRanges = ['30d', '90d', '6m', '1y', '3y', '5y'] as const;
export type TrendRange = (typeof trendRanges)[number];

export const trendIntervals = ['DAY', 'WEEK', 'MONTH'] as const;
export type TrendInterval = (typeof trendIntervals)[number];

/**
 * Interval and number of points of each range: fine enough to see a change, few enough (26 to 90) to draw and read. The
 * last point is the running day, week or month.
 */
export const rangePlan: Readonly<
  Record<TrendRange, { readonly interval: TrendInterval; readonly points: number }>
> = {
  '30d': { interval: 'DAY', points: 30 },
  '90d': { interval: 'DAY', points: 90 },
  '6m': { interval: 'WEEK', points: 26 },
  '1y': { interval: 'WEEK', points: 52 },
  '3y': { interval: 'MONTH', points: 36 },
  '5y': { interval: 'MONTH', points: 60 },
};

/** A half-open span of time in UTC milliseconds: `startMs` belongs to it, `endMs` does not. */
export interface Bucket {
  readonly startMs: number;
  readonly endMs: number;
}

export interface TrendWindow {
  readonly range: TrendRange;
  readonly interval: TrendInterval;
  readonly asOfMs: number;
  /** Oldest first, without gaps; the last one holds `asOfMs`. */
  readonly buckets: readonly Bucket[];
  /** As many buckets right before. */
  readonly previousBuckets: readonly Bucket[];
}

/**
 * The buckets of a range as seen at `asOfMs`. Days, ISO weeks (from Monday) and months begin at midnight in the time zone
 * (IANA name; default UTC), so that a day in which clocks change has 23 or 25 hours.
 * @throws RangeError unless asOfMs is a whole number of milliseconds between 1980 and 9999, UTC, and the zone exists.
 */
export function trendWindow(range: TrendRange, asOfMs: number, timeZone = 'UTC'): TrendWindow {
  if (!Number.isInteger(asOfMs) || asOfMs < Date.UTC(1980) || asOfMs >= Date.UTC(10_000)) {
    throw new RangeError(`time of a trend out of range: ${asOfMs}`);
  }
  const { interval, points } = rangePlan[range];
  const today = Temporal.Instant.fromEpochMilliseconds(asOfMs).toZonedDateTimeISO(timeZone).toPlainDate();
  const running = startOf(interval, today);
  const starts: number[] = [];
  for (let back = 2 * points - 1; back >= -1; back -= 1) {
    starts.push(moved(interval, running, -back).toZonedDateTime(timeZone).epochMilliseconds);
  }
  const all = starts.slice(0, -1).map((startMs, index) => ({ startMs, endMs: starts[index + 1] ?? startMs }));
  return { range, interval, asOfMs, buckets: all.slice(points), previousBuckets: all.slice(0, points) };
}

/** First day of the interval that holds the day. */
function startOf(interval: TrendInterval, day: Temporal.PlainDate): Temporal.PlainDate {
  if (interval === 'DAY') return day;
  return interval === 'WEEK' ? day.subtract({ days: day.dayOfWeek - 1 }) : day.with({ day: 1 });
}

function moved(interval: TrendInterval, day: Temporal.PlainDate, by: number): Temporal.PlainDate {
  if (interval === 'DAY') return day.add({ days: by });
  return interval === 'WEEK' ? day.add({ weeks: by }) : day.add({ months: by });
}
