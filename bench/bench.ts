/** One measured promise. `value` is measured beside `floor` in the same run; `ratio` is what `goal` speaks of unless it says otherwise. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the machine can do at best at this, measured in the same run; null where there is no sensible floor. */
  readonly floor: number | null;
  readonly ratio: number | null;
  readonly goal: string;
  readonly met: boolean;
}

/**
 * Every `bench/<name>.ts` that exports `bench` is one; the file name is the bench's name. One that exports `isLarge` as true as well runs
 * only when it is named or CRP_BENCH_LARGE is 1.
 */
export type Bench = () => Promise<Measurement | readonly Measurement[]>;
