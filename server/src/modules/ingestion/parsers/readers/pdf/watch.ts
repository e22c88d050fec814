import { type PdfBounds, tooLarge } from './bounds.ts';

/** Time and memory of one reading. */
export interface Watch {
  /** @throws ReportError when the reading took longer or grew more than it may */
  check(): void;
  /** Rejects as soon as `check` would throw, also while others work between two of our steps. */
  readonly overrun: Promise<never>;
  stop(): void;
}

const lookEveryMs = 50;

export function startWatch(bounds: Pick<PdfBounds, 'maxSeconds' | 'maxGrowthBytes'>): Watch {
  const startedAt = performance.now();
  const startBytes = process.memoryUsage.rss();
  const check = (): void => {
    if (performance.now() - startedAt > bounds.maxSeconds * 1_000) {
      throw tooLarge(
        `Reading the PDF took longer than ${bounds.maxSeconds} seconds and was stopped. Print it to a new PDF file, or split it.`,
      );
    }
    if (process.memoryUsage.rss() - startBytes > bounds.maxGrowthBytes) {
      throw tooLarge(
        `Reading the PDF needed more than ${Math.floor(bounds.maxGrowthBytes / 1_048_576)} MB of memory and was stopped. Print it to a new PDF file, or split it.`,
      );
    }
  };
  const { promise: overrun, reject } = Promise.withResolvers<never>();
  // Whoever races against it sees the reason; without a race it must not count as unhandled.
  overrun.catch(() => undefined);
  const timer = setInterval(() => {
    try {
      check();
    } catch (reason) {
      clearInterval(timer);
      reject(reason);
    }
  }, lookEveryMs);
  return { check, overrun, stop: () => clearInterval(timer) };
}
