import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 10;
const quantiles = [0.5, 0.99] as const;

export interface DelayReading {
  /** '0.5', '0.99', or '1' for the longest. */
  readonly quantile: string;
  readonly seconds: number;
}

/** Watches how late timers fire; each reading covers the time since the one before. Keeps no process alive. */
export function watchEventLoop(): () => readonly DelayReading[] {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  // It measures from one tick of its timer to the next, so an idle loop reads as the timer's own interval.
  const seconds = (nanoseconds: number) =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3) : 0;
  return () => {
    const readings = quantiles.map((quantile) => ({
      quantile: String(quantile),
      seconds: seconds(histogram.percentile(quantile * 100)),
    }));
    const longest = { quantile: '1', seconds: histogram.count > 0 ? seconds(histogram.max) : 0 };
    histogram.reset();
    return [...readings, longest];
  };
}
