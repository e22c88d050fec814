import type { Timed } from './carry.ts';
import { carryForward } from './carry.ts';
import type { Bucket, TrendWindow } from './range.ts';

/** One entry of the score history: written when the score changed, so that it holds until the next one. */
export interface ScorePoint extends Timed {
  /** 0..100 in steps of 0.01, or null when there was nothing to score. */
  readonly score: number | null;
  readonly decisionTraceId: string;
}

/** Score at the end of a bucket, or as of now in the last one. */
export interface ScoreBucket extends Bucket {
  /** Null before the first score, and while there was nothing to score. */
  readonly score: number | null;
  readonly decisionTraceId: string | null;
  /** Whether the score was written in this bucket; otherwise it was carried forward. */
  readonly measured: boolean;
}

/** The window of equal length right before, to compare with. */
export interface PeriodComparison extends Bucket {
  /** Score at the end of the previous period. */
  readonly score: number | null;
  /** Mean over the previous period's points that have a score, in steps of 0.01. */
  readonly averageScore: number | null;
  /** Score now minus score at the end of the previous period, in steps of 0.01; null unless both are known. */
  readonly delta: number | null;
}

export interface ScoreTrend {
  readonly scoreSeries: readonly ScoreBucket[];
  readonly previousPeriod: PeriodComparison;
}

/**
 * Score series of a window and its comparison with the one before. Points after `asOfMs` do not exist yet.
 * @param history in order of time, from before the previous period on if there is any
 * @throws RangeError when the history is not in order of time.
 */
export function scoreTrend(window: TrendWindow, history: readonly ScorePoint[]): ScoreTrend {
  const known = history.filter(({ atMs }) => atMs <= window.asOfMs);
  const all = seriesOf(known, [...window.previousBuckets, ...window.buckets]);
  const previous = all.slice(0, window.previousBuckets.length);
  const scoreSeries = all.slice(window.previousBuckets.length);
  const score = previous.at(-1)?.score ?? null;
  return {
    scoreSeries,
    previousPeriod: {
      startMs: previous[0]?.startMs ?? window.asOfMs,
      endMs: previous.at(-1)?.endMs ?? window.asOfMs,
      score,
      averageScore: average(previous.flatMap((bucket) => bucket.score ?? [])),
      delta: difference(scoreSeries.at(-1)?.score ?? null, score),
    },
  };
}

function seriesOf(history: readonly ScorePoint[], buckets: readonly Bucket[]): ScoreBucket[] {
  const carried = carryForward(history, buckets);
  return buckets.map((bucket, index) => {
    const point = carried[index];
    return {
      ...bucket,
      score: point?.score ?? null,
      decisionTraceId: point?.decisionTraceId ?? null,
      measured: point != null && point.atMs >= bucket.startMs,
    };
  });
}

/** Scores are whole hundredths: sums and differences are taken there, so that 0.1 + 0.2 stays 0.3. */
function hundredths(score: number): number {
  return Math.round(score * 100);
}

function difference(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : (hundredths(now) - hundredths(before)) / 100;
}

function average(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const sum = scores.reduce((total, score) => total + hundredths(score), 0);
  return Math.round(sum / scores.length) / 100;
}
