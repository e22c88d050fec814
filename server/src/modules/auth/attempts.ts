import type { Source } from '../../kernel/ctx.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Transactor } from '../../platform/db/transactor.ts';
import type { Bucket } from './attempt-limits.ts';
import { admitAttempt, releaseAttempt } from './attempts-store.ts';

/** Failed attempts, counted in the database so that a restart forgets none. */
export interface Attempts {
  /**
   * Counts an attempt as failed before anything is checked, so that a burst of parallel ones cannot pass the limit.
   * @param onFull called when a bucket turns out to be full, and not again while that is remembered: for audit
   * @throws AppError RATE_LIMITED
   */
  admit(buckets: readonly Bucket[], onFull?: () => void): Promise<Admitted>;
  /** @throws AppError RATE_LIMITED when this bucket is known to be full; asks nobody. */
  assertOpen(...names: readonly string[]): void;
}

export interface Admitted {
  /** The attempt was right: it counts no more. */
  release(): Promise<void>;
}

/** Full buckets remembered at most; beyond, the oldest is asked of the database again. */
const maxRemembered = 10_000;

interface AttemptsOptions {
  readonly transactor: Transactor;
  readonly source: Source;
  /** Each refusal, for the metrics. */
  readonly onRefused: () => void;
}

export function createAttempts({ transactor, source, onRefused }: AttemptsOptions): Attempts {
  // A full bucket opens by time alone, so refusing from memory is never wrong and costs a flood nothing.
  const fullUntil = new Map<string, number>();
  const remember = (name: string, untilMs: number) => {
    if (fullUntil.size >= maxRemembered) fullUntil.delete(fullUntil.keys().next().value ?? '');
    fullUntil.set(name, untilMs);
  };
  const refuse = (untilMs: number) => {
    onRefused();
    return tooMany(untilMs - source.nowMs());
  };
  const assertOpen = (...names: readonly string[]) => {
    for (const name of names) {
      const untilMs = fullUntil.get(name);
      if (untilMs === undefined) continue;
      if (untilMs > source.nowMs()) throw refuse(untilMs);
      fullUntil.delete(name);
    }
  };
  return {
    assertOpen,
    async admit(buckets, onFull) {
      assertOpen(...buckets.map((bucket) => bucket.name));
      const { at, full } = await transactor.system('AUTHENTICATE', async ({ db, now }) => ({
        at: now,
        full: await admitAttempt(db, buckets, now),
      }));
      if (full) {
        const untilMs = Date.parse(full.opensAt);
        remember(full.bucket, untilMs);
        onFull?.();
        throw refuse(untilMs);
      }
      return {
        release: () => transactor.system('AUTHENTICATE', ({ db }) => releaseAttempt(db, buckets, at)),
      };
    },
  };
}

function tooMany(waitMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new AppError('RATE_LIMITED', `Too many failed attempts. Try again in ${seconds} seconds.`, {
    retryAfterSeconds: seconds,
  });
}
