import { normalQuantile } from './normal.ts';

/** What is believed of an amount or a rate. */
export type Distribution =
  | { readonly form: 'CONSTANT'; readonly value: number }
  | { readonly form: 'UNIFORM'; readonly low: number; readonly high: number }
  /** Beta with shape 4 around the mode. */
  | { readonly form: 'PERT'; readonly low: number; readonly mode: number; readonly high: number }
  /** `low` and `high` hold 90 % between them. */
  | { readonly form: 'LOGNORMAL'; readonly low: number; readonly high: number };

/** Ready to be drawn from: monotone in the uniform number, so that equal numbers compare two versions of a scenario. */
export interface Drawable {
  readonly form: Distribution['form'];
  readonly start: number;
  readonly width: number;
  /** Quantiles of 0..1 at equal steps, of a PERT. */
  readonly table: Float64Array;
}

/** Of a table; the ends of a PERT are steep. */
const defaultSteps = 4_096;
const noTable = new Float64Array(0);
/** 95th percentile of the standard normal distribution. */
const z95 = normalQuantile(0.95);

export function drawable(distribution: Distribution, steps = defaultSteps): Drawable {
  const { form } = distribution;
  if (form === 'CONSTANT') return { form, start: distribution.value, width: 0, table: noTable };
  if (form === 'LOGNORMAL') {
    const { mu, sigma } = lognormal(distribution);
    return { form, start: mu, width: sigma, table: noTable };
  }
  const { low, high } = distribution;
  const table = form === 'PERT' ? pertTable(distribution, steps) : noTable;
  return { form, start: low, width: high - low, table };
}

/** @param u between 0 and 1, both excluded */
export function draw({ form, start, width, table }: Drawable, u: number): number {
  if (form === 'CONSTANT') return start;
  if (form === 'LOGNORMAL') return Math.exp(start + width * normalQuantile(u));
  if (form === 'UNIFORM') return start + width * u;
  const place = u * (table.length - 1);
  const index = Math.floor(place);
  const below = table[index] ?? 1;
  return start + width * (below + (place - index) * ((table[index + 1] ?? 1) - below));
}

export function meanOf(distribution: Distribution): number {
  const { form } = distribution;
  if (form === 'CONSTANT') return distribution.value;
  if (form === 'UNIFORM') return (distribution.low + distribution.high) / 2;
  if (form === 'PERT') return (distribution.low + 4 * distribution.mode + distribution.high) / 6;
  const { mu, sigma } = lognormal(distribution);
  return Math.exp(mu + sigma ** 2 / 2);
}

function lognormal({ low, high }: { readonly low: number; readonly high: number }) {
  const [from, to] = [Math.log(low), Math.log(high)];
  return { mu: (from + to) / 2, sigma: (to - from) / (2 * z95) };
}

/** The density is summed by trapezoids, then read the other way round. */
function pertTable(
  { low, mode, high }: { low: number; mode: number; high: number },
  steps: number,
): Float64Array {
  const table = new Float64Array(steps + 1);
  if (high === low) return table;
  const alpha = (4 * (mode - low)) / (high - low);
  const beta = 4 - alpha;
  const density = (x: number) => x ** alpha * (1 - x) ** beta;
  const cells = 2 * steps;
  const sums = new Float64Array(cells + 1);
  for (let i = 1; i <= cells; i++)
    sums[i] = (sums[i - 1] ?? 0) + density((i - 1) / cells) + density(i / cells);
  const all = sums[cells] ?? 1;
  let cell = 0;
  for (let i = 1; i < steps; i++) {
    const wanted = (i / steps) * all;
    while ((sums[cell + 1] ?? all) < wanted) cell++;
    const from = sums[cell] ?? 0;
    table[i] = (cell + (wanted - from) / ((sums[cell + 1] ?? all) - from)) / cells;
  }
  table[steps] = 1;
  return table;
}
