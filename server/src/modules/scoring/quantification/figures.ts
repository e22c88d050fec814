/** What a distribution of annual losses comes to. Amounts in the scenarios' currency. */
export interface LossFigures {
  readonly mean: number;
  /** Standard error of the mean, from the simulated years. */
  readonly standardError: number;
  /** Share of years with any loss. */
  readonly anyLoss: number;
  /** Loss that 95 and 99 of 100 years stay within. */
  readonly var95: number;
  readonly var99: number;
  /** Mean of the worst 5 of 100 years. */
  readonly expectedShortfall95: number;
  /** Loss exceedance: which loss is exceeded with which probability. */
  readonly exceedance: readonly ExceedancePoint[];
}

export interface ExceedancePoint {
  readonly probability: number;
  readonly loss: number;
}

const probabilities = [
  0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02,
  0.01, 0.005, 0.002, 0.001,
];

export function figuresOf(losses: Float64Array): LossFigures {
  const sorted = losses.slice().sort();
  const mean = meanOfYears(sorted);
  let squares = 0;
  for (let i = 0; i < sorted.length; i++) squares += ((sorted[i] ?? 0) - mean) ** 2;
  return {
    mean,
    standardError: Math.sqrt(squares) / sorted.length,
    anyLoss: sorted.length === 0 ? 0 : (sorted.length - firstAbove(sorted, 0)) / sorted.length,
    var95: exceeded(sorted, 0.05),
    var99: exceeded(sorted, 0.01),
    expectedShortfall95: meanOfYears(sorted.subarray(sorted.length - Math.ceil(sorted.length * 0.05))),
    exceedance: probabilities.map((probability) => ({ probability, loss: exceeded(sorted, probability) })),
  };
}

export function meanOfYears(losses: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < losses.length; i++) sum += losses[i] ?? 0;
  return losses.length === 0 ? 0 : sum / losses.length;
}

/** The smallest loss that at most this share of years exceeds. */
function exceeded(sorted: Float64Array, probability: number): number {
  // The sum is a hair above a whole number at times.
  const rank = Math.ceil(sorted.length * (1 - probability) - 1e-9);
  return sorted[Math.max(rank, 1) - 1] ?? 0;
}

function firstAbove(sorted: Float64Array, value: number): number {
  const index = sorted.findIndex((loss) => loss > value);
  return index < 0 ? sorted.length : index;
}
