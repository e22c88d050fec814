import { type Distribution, type Drawable, draw, drawable } from './distribution.ts';
import { eventThresholds } from './frequency.ts';
import { normalQuantile } from './normal.ts';
import { type Counter, philox, streamOf, toUnit } from './philox.ts';

/** One scenario in FAIR's terms; amounts in one currency, frequencies a year. */
export interface LossScenario {
  readonly id: string;
  readonly threatEventFrequency: Distribution;
  /** Share of threat events that become loss events. */
  readonly vulnerability: Distribution;
  readonly primaryLoss: Distribution;
  /** What others make of a loss event: fines, claims, customers who leave. */
  readonly secondaryLoss: { readonly probability: number; readonly magnitude: Distribution } | null;
}

export interface PreparedScenario {
  readonly key: readonly [number, number];
  readonly stream: number;
  readonly thresholds: Float64Array;
  readonly primary: Drawable;
  readonly secondary: Drawable | null;
  readonly secondaryProbability: number;
}

interface Years {
  readonly from: number;
  readonly count: number;
}

const blockYears = 1_024;
const words = new Uint32Array(4);

/** Tables of a scenario, made once for all years. */
export function prepare(scenario: LossScenario, seed: number): PreparedScenario {
  const [own, stream] = streamOf(scenario.id);
  return {
    key: [seed >>> 0, own],
    stream,
    thresholds: eventThresholds(scenario.threatEventFrequency, scenario.vulnerability),
    primary: drawable(scenario.primaryLoss),
    secondary: scenario.secondaryLoss ? drawable(scenario.secondaryLoss.magnitude) : null,
    secondaryProbability: scenario.secondaryLoss?.probability ?? 0,
  };
}

/**
 * Losses of each scenario in each year. A Gaussian copula ties the numbers of loss events of a year together; amounts are independent.
 * Any split of the years gives the same numbers, and so does any order of scenarios that keeps that of the factor.
 * @param factor lower triangle of the correlations, see `factorOf`
 */
export function simulate(
  scenarios: readonly PreparedScenario[],
  factor: Float64Array,
  { from, count }: Years,
): readonly Float64Array[] {
  const losses = scenarios.map(() => new Float64Array(count));
  const own = scenarios.map(() => new Float64Array(blockYears));
  const tied = new Float64Array(blockYears);
  for (let start = 0; start < count; start += blockYears) {
    const size = Math.min(blockYears, count - start);
    const years = { from: from + start, count: size };
    for (const [i, scenario] of scenarios.entries()) fillNormals(own[i] ?? tied, scenario, years);
    for (const [i, scenario] of scenarios.entries()) {
      tie(tied, own, factor.subarray(i * scenarios.length, i * scenarios.length + i + 1));
      addLosses((losses[i] ?? tied).subarray(start, start + size), tied, { scenario, fromYear: years.from });
    }
  }
  return losses;
}

/** One standard normal number a year, four years of a block of random numbers. */
function fillNormals(
  out: Float64Array,
  { key, stream }: PreparedScenario,
  { from, count }: { readonly from: number; readonly count: number },
): void {
  const counter: Counter = [0, 0, 0, stream];
  let drawn = -1;
  for (let i = 0; i < count; i++) {
    const year = from + i;
    const block = year >>> 2;
    if (block !== drawn) {
      counter[0] = block;
      philox(words, counter, key);
      drawn = block;
    }
    out[i] = normalQuantile(toUnit(words[year & 3] ?? 0));
  }
}

/** Four scenarios a pass: most of the time of a large portfolio goes by here. */
function tie(out: Float64Array, own: readonly Float64Array[], row: Float64Array): void {
  out.fill(0);
  const alone = row.subarray(0, -1).every((weight) => weight === 0);
  for (let j = alone ? row.length - 1 : 0; j < row.length; j += 4) addWeighted(out, own, row, j);
}

const nothing = new Float64Array(blockYears);

function addWeighted(out: Float64Array, own: readonly Float64Array[], row: Float64Array, j: number): void {
  const [a = 0, b = 0, c = 0, d = 0] = row.subarray(j, j + 4);
  const [one = nothing, two = nothing, three = nothing, four = nothing] = own.slice(j, j + 4);
  for (let i = 0; i < blockYears; i++)
    out[i] = (out[i] ?? 0) + a * (one[i] ?? 0) + b * (two[i] ?? 0) + c * (three[i] ?? 0) + d * (four[i] ?? 0);
}

interface Draws {
  readonly scenario: PreparedScenario;
  readonly fromYear: number;
}

/** The n-th event of a year draws the same numbers however many events the year has. */
function addLosses(out: Float64Array, tied: Float64Array, { scenario, fromYear }: Draws): void {
  const { key, stream, thresholds, primary, secondary, secondaryProbability } = scenario;
  const counter: Counter = [0, 0, 1, stream];
  for (let i = 0; i < out.length; i++) {
    const normal = tied[i] ?? 0;
    let sum = 0;
    for (let event = 0; event < thresholds.length && normal > (thresholds[event] ?? 0); event++) {
      counter[0] = fromYear + i;
      counter[1] = event;
      philox(words, counter, key);
      sum += draw(primary, toUnit(words[0] ?? 0));
      if (secondary !== null && toUnit(words[1] ?? 0) < secondaryProbability)
        sum += draw(secondary, toUnit(words[2] ?? 0));
    }
    out[i] = sum;
  }
}
