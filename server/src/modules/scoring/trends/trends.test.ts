import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryForward } from './carry.ts';
import type { ExposureSnapshot } from './exposure.ts';
import { exposureSeries } from './exposure.ts';
import { rangePlan, trendRanges, trendWindow } from './range.ts';
import type { ScorePoint } from './scores.ts';
import { scoreTrend } from './scores.ts';

const at = (text: string) => Date.parse(text);
const iso = (timeMs: number | undefined) => new Date(timeMs ?? Number.NaN).toISOString().slice(0, 10);
const dayMs = 86_400_000;
const anyTime = fc.integer({ min: Date.UTC(1990), max: Date.UTC(2100) });
const point = (when: string, score: number | null): ScorePoint => ({
  atMs: at(when),
  score,
  decisionTraceId: when,
});

describe('windows', () => {
  it('have the planned number of gapless buckets, and the last one holds the present', () => {
    fc.assert(
      fc.property(fc.constantFrom(...trendRanges), anyTime, (range, asOfMs) => {
        const { buckets, previousBuckets } = trendWindow(range, asOfMs);
        expect([buckets.length, previousBuckets.length]).toEqual([
          rangePlan[range].points,
          rangePlan[range].points,
        ]);
        const all = [...previousBuckets, ...buckets];
        for (const [index, bucket] of all.entries())
          expect(bucket.startMs).toBe(all[index - 1]?.endMs ?? bucket.startMs);
        const last = buckets.at(-1);
        expect(last && last.startMs <= asOfMs && asOfMs < last.endMs).toBe(true);
      }),
    );
  });

  it('begin at midnight UTC on days, Mondays and firsts, with days of 24 hours whatever the local clock does', () => {
    fc.assert(
      fc.property(fc.constantFrom(...trendRanges), anyTime, (range, asOfMs) => {
        const { buckets, interval } = trendWindow(range, asOfMs);
        for (const { startMs, endMs } of buckets) {
          expect(startMs % dayMs).toBe(0);
          if (interval === 'DAY') expect(endMs - startMs).toBe(dayMs);
          if (interval === 'WEEK')
            expect([endMs - startMs, new Date(startMs).getUTCDay()]).toEqual([7 * dayMs, 1]);
          if (interval === 'MONTH') expect(new Date(startMs).getUTCDate()).toBe(1);
        }
      }),
    );
  });

  it('know leap days', () => {
    const leap = trendWindow('3y', at('2024-02-29T23:59:59.999Z'));
    expect([iso(leap.buckets.at(-1)?.startMs), iso(leap.buckets.at(-1)?.endMs)]).toEqual([
      '2024-02-01',
      '2024-03-01',
    ]);
    expect(iso(leap.buckets[0]?.startMs)).toBe('2021-03-01');
    const days = trendWindow('30d', at('2024-03-01T00:00:00Z')).buckets;
    expect(days.slice(-2).map(({ startMs }) => iso(startMs))).toEqual(['2024-02-29', '2024-03-01']);
    const plain = trendWindow('30d', at('2100-03-01T12:00:00Z')).buckets;
    expect(iso(plain.at(-2)?.startMs)).toBe('2100-02-28');
  });

  it('do not slip when the day of the month does not exist in an earlier month', () => {
    const months = trendWindow('3y', at('2026-03-31T12:00:00Z')).buckets.slice(-3);
    expect(months.map(({ startMs }) => iso(startMs))).toEqual(['2026-01-01', '2026-02-01', '2026-03-01']);
  });

  it('cross the turn of the year and keep seven days where Europe and America change their clocks', () => {
    const weeks = trendWindow('6m', at('2026-01-04T23:59:59Z')).buckets;
    expect([iso(weeks.at(-1)?.startMs), iso(weeks.at(-1)?.endMs)]).toEqual(['2025-12-29', '2026-01-05']);
    expect(weeks.every(({ startMs, endMs }) => endMs - startMs === 7 * dayMs)).toBe(true);
  });

  it('follow the clocks of a named time zone: 23 hours in spring, 25 in autumn, none lost between', () => {
    const spring = trendWindow('30d', at('2026-04-01T10:00:00Z'), 'Europe/Berlin').buckets;
    expect(spring.at(-1)?.startMs).toBe(at('2026-03-31T22:00:00Z'));
    expect(
      spring.map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000).filter((hours) => hours !== 24),
    ).toEqual([23]);
    const autumn = trendWindow('3y', at('2026-11-15T10:00:00Z'), 'America/New_York').buckets;
    expect(autumn.at(-1)?.startMs).toBe(at('2026-11-01T04:00:00Z'));
    for (const [index, { startMs }] of autumn.entries())
      expect(startMs).toBe(autumn[index - 1]?.endMs ?? startMs);
    expect(() => trendWindow('30d', at('2026-04-01T10:00:00Z'), 'Mars/Olympus')).toThrow(RangeError);
  });

  it('refuse a time that is none', () => {
    for (const time of [Number.NaN, 0.5, Number.POSITIVE_INFINITY, -1])
      expect(() => trendWindow('30d', time)).toThrow(RangeError);
  });
});

describe('carrying forward', () => {
  it('gives each bucket the latest item before its end', () => {
    const window = trendWindow('90d', at('2026-06-15T10:00:00Z'));
    const times = fc.array(fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-07-01T00:00:00Z') }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(times, (unordered) => {
        const items = unordered.toSorted((one, other) => one - other).map((atMs) => ({ atMs }));
        const plain = window.buckets.map(({ endMs }) => items.findLast(({ atMs }) => atMs < endMs) ?? null);
        expect(carryForward(items, window.buckets)).toEqual(plain);
      }),
    );
  });

  it('refuses items out of order instead of drawing a wrong line', () => {
    const { buckets } = trendWindow('30d', at('2026-06-15T10:00:00Z'));
    expect(() => carryForward([{ atMs: 2 }, { atMs: 1 }], buckets)).toThrow(RangeError);
  });
});

describe('score series', () => {
  const window = trendWindow('30d', at('2026-06-30T12:00:00Z'));

  it('holds a score until the next one, says which points were measured, and compares with the period before', () => {
    const history = [
      point('2026-05-20T08:00:00Z', 60.1),
      point('2026-06-10T08:00:00Z', 72.3),
      point('2026-06-10T09:00:00Z', 72.4),
    ];
    const { scoreSeries, previousPeriod } = scoreTrend(window, history);
    expect([iso(scoreSeries[0]?.startMs), iso(scoreSeries.at(-1)?.startMs)]).toEqual([
      '2026-06-01',
      '2026-06-30',
    ]);
    expect(scoreSeries.slice(8, 11).map(({ score, measured }) => [score, measured])).toEqual([
      [60.1, false],
      [72.4, true],
      [72.4, false],
    ]);
    expect(scoreSeries.at(-1)).toMatchObject({ score: 72.4, decisionTraceId: '2026-06-10T09:00:00Z' });
    expect({
      ...previousPeriod,
      from: iso(previousPeriod.startMs),
      to: iso(previousPeriod.endMs),
    }).toMatchObject({
      from: '2026-05-02',
      to: '2026-06-01',
      score: 60.1,
      averageScore: 60.1,
      delta: 12.3,
    });
  });

  it('has no score before the first one and no delta without something to compare', () => {
    const { scoreSeries, previousPeriod } = scoreTrend(window, [point('2026-06-10T08:00:00Z', 50)]);
    expect([scoreSeries[8]?.score, scoreSeries[9]?.score]).toEqual([null, 50]);
    expect(previousPeriod).toMatchObject({ score: null, averageScore: null, delta: null });
    expect(
      scoreTrend(window, []).scoreSeries.every(({ score, measured }) => score === null && !measured),
    ).toBe(true);
  });

  it('a score that ended (nothing left to score) is a gap, not the score before', () => {
    const { scoreSeries } = scoreTrend(window, [
      point('2026-06-01T08:00:00Z', 50),
      point('2026-06-05T08:00:00Z', null),
    ]);
    expect(scoreSeries[3]?.score).toBe(50);
    expect(scoreSeries[4]).toMatchObject({ score: null, measured: true });
  });

  it('knows nothing of the future', () => {
    const { scoreSeries } = scoreTrend(window, [
      point('2026-06-01T08:00:00Z', 50),
      point('2026-06-30T12:00:00.001Z', 99),
    ]);
    expect(scoreSeries.at(-1)?.score).toBe(50);
  });

  it('averages over the points of the previous period that have a score', () => {
    const history = [point('2026-05-12T00:00:00Z', 40), point('2026-05-22T00:00:00Z', 70)];
    expect(scoreTrend(window, history).previousPeriod.averageScore).toBe(55);
  });
});

describe('exposure series', () => {
  const window = trendWindow('6m', at('2026-06-17T12:00:00Z'));
  const snapshot = (day: string, part: Partial<ExposureSnapshot> = {}): ExposureSnapshot => ({
    atMs: at(`${day}T00:00:00Z`),
    openBySeverity: { CRITICAL: 1, HIGH: 2, MEDIUM: 3, LOW: 4, INFO: 5 },
    knownExploitedOpen: 1,
    overdue: 2,
    opened: 0,
    closed: 0,
    recurred: 0,
    timeToCloseMs: 0,
    ...part,
  });

  it('carries levels forward and adds flows up inside the bucket they fell in', () => {
    const series = exposureSeries(window, [
      snapshot('2026-06-07', { opened: 9 }),
      snapshot('2026-06-08', { opened: 3, closed: 1, timeToCloseMs: 10 }),
      snapshot('2026-06-14', { overdue: 7, opened: 4, closed: 2, recurred: 1, timeToCloseMs: 5 }),
    ]);
    expect(series.slice(-3).map(({ startMs }) => iso(startMs))).toEqual([
      '2026-06-01',
      '2026-06-08',
      '2026-06-15',
    ]);
    expect(series.at(-4)).toMatchObject({
      open: null,
      openBySeverity: null,
      opened: 0,
      meanTimeToCloseMs: null,
    });
    expect(series.at(-3)).toMatchObject({ open: 15, overdue: 2, opened: 9, closed: 0 });
    expect(series.at(-2)).toMatchObject({
      open: 15,
      overdue: 7,
      opened: 7,
      closed: 3,
      recurred: 1,
      meanTimeToCloseMs: 5,
    });
    expect(series.at(-1)).toMatchObject({
      open: 15,
      overdue: 7,
      opened: 0,
      closed: 0,
      meanTimeToCloseMs: null,
    });
  });

  it('keeps levels from before the window and leaves their flows out', () => {
    const series = exposureSeries(window, [snapshot('2020-01-01', { opened: 15 })]);
    expect(series.every(({ open, opened }) => open === 15 && opened === 0)).toBe(true);
  });

  it('loses no flow: buckets add up to the snapshots inside the window', () => {
    const days = fc.uniqueArray(fc.nat(400), { maxLength: 60 });
    fc.assert(
      fc.property(days, fc.constantFrom(...trendRanges), (back, range) => {
        const asOfMs = at('2024-12-31T23:00:00Z');
        const shown = trendWindow(range, asOfMs);
        const midnight = asOfMs - (asOfMs % dayMs);
        const snapshots = back
          .toSorted((one, other) => other - one)
          .map((daysAgo) => snapshot(iso(midnight - daysAgo * dayMs), { opened: daysAgo + 1 }));
        const inside = snapshots.filter(({ atMs }) => atMs >= (shown.buckets[0]?.startMs ?? 0));
        const sum = (items: readonly { opened: number }[]) =>
          items.reduce((total, { opened }) => total + opened, 0);
        expect(sum(exposureSeries(shown, snapshots))).toBe(sum(inside));
      }),
    );
  });

  it('refuses broken snapshots', () => {
    const broken = [
      [snapshot('2026-06-02'), snapshot('2026-06-01')],
      [snapshot('2026-06-01'), snapshot('2026-06-01')],
      [snapshot('2026-06-01', { opened: -1 })],
      [snapshot('2026-06-01', { overdue: Number.NaN })],
    ];
    for (const snapshots of broken) expect(() => exposureSeries(window, snapshots)).toThrow(RangeError);
  });
});
