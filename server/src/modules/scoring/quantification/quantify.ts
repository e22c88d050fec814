import { type Correlation, factorOf } from './correlation.ts';
import type { Distribution } from './distribution.ts';
import { figuresOf, type LossFigures, meanOfYears } from './figures.ts';
import { type LossScenario, prepare, simulate } from './simulate.ts';

/** Name and version of these rules; results say by which they were made. */
export const quantificationVersion = 'fair-1';

export interface Control {
  /** What it costs a year. */
  readonly annualCost: number;
  /** Share of threat events that it keeps away, and share of every loss that it spares: 0..1. */
  readonly frequencyReduction: number;
  readonly magnitudeReduction: number;
}

export interface QuantifiedScenario extends LossScenario {
  readonly control: Control | null;
}

export interface Quantification {
  readonly scenarios: readonly QuantifiedScenario[];
  readonly correlations: readonly Correlation[];
  readonly years: number;
  readonly seed: number;
}

export interface QuantificationResult {
  readonly portfolio: LossFigures;
  readonly scenarios: readonly ScenarioShare[];
  /** With every control in place; null without one. */
  readonly withControls: ControlEffect | null;
}

export interface ScenarioShare {
  readonly id: string;
  readonly mean: number;
  /** Its mean loss in the portfolio's worst 5 of 100 years; the sum over all is the expected shortfall. */
  readonly inWorstYears: number;
}

export interface ControlEffect {
  readonly figures: LossFigures;
  readonly annualCost: number;
  readonly meanReduction: number;
  /** (reduction of the mean - cost) / cost; null when it costs nothing. */
  readonly returnOnControl: number | null;
}

/** @returns undefined when the correlations contradict each other */
export function quantify(input: Quantification): QuantificationResult | undefined {
  const scenarios = input.scenarios.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const factor = factorOf(
    scenarios.map(({ id }) => id),
    input.correlations,
  );
  if (!factor) return undefined;
  const run = (list: readonly LossScenario[]) => {
    const prepared = list.map((scenario) => prepare(scenario, input.seed));
    return simulate(prepared, factor, { from: 0, count: input.years });
  };
  const losses = run(scenarios);
  const total = sumOf(losses, input.years);
  const portfolio = figuresOf(total);
  const worst = worstYears(total);
  return {
    portfolio,
    scenarios: scenarios.map(({ id }, index) => {
      const own = losses[index] ?? total;
      return { id, mean: meanOfYears(own), inWorstYears: meanIn(own, worst) };
    }),
    withControls: scenarios.some(({ control }) => control)
      ? effectOf(scenarios, portfolio, figuresOf(sumOf(run(scenarios.map(controlled)), input.years)))
      : null,
  };
}

/** Year by year, in the order of the scenarios' ids: the sum does not depend on the order that they were given in. */
function sumOf(losses: readonly Float64Array[], years: number): Float64Array {
  const total = new Float64Array(years);
  for (const own of losses) for (let i = 0; i < years; i++) total[i] = (total[i] ?? 0) + (own[i] ?? 0);
  return total;
}

/** Numbers of the worst 5 of 100 years; of equal years the earlier ones. */
function worstYears(total: Float64Array): Float64Array {
  const count = Math.ceil(total.length * 0.05);
  const limit = total.slice().sort()[total.length - count] ?? 0;
  const years = new Float64Array(count);
  let taken = 0;
  for (const least of [true, false])
    for (let year = 0; year < total.length && taken < count; year++)
      if (least ? (total[year] ?? 0) > limit : total[year] === limit) years[taken++] = year;
  return years;
}

function meanIn(losses: Float64Array, years: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < years.length; i++) sum += losses[years[i] ?? 0] ?? 0;
  return sum / years.length;
}

function effectOf(
  scenarios: readonly QuantifiedScenario[],
  without: LossFigures,
  figures: LossFigures,
): ControlEffect {
  const annualCost = scenarios.reduce((sum, { control }) => sum + (control?.annualCost ?? 0), 0);
  const meanReduction = without.mean - figures.mean;
  return {
    figures,
    annualCost,
    meanReduction,
    returnOnControl: annualCost === 0 ? null : (meanReduction - annualCost) / annualCost,
  };
}

/** The scenario with its control in place. It draws the same numbers, so no year gets worse by it. */
function controlled(scenario: QuantifiedScenario): LossScenario {
  const { control, secondaryLoss } = scenario;
  if (!control) return scenario;
  const spared = 1 - control.magnitudeReduction;
  return {
    ...scenario,
    threatEventFrequency: scaled(scenario.threatEventFrequency, 1 - control.frequencyReduction),
    primaryLoss: scaled(scenario.primaryLoss, spared),
    secondaryLoss: secondaryLoss && {
      ...secondaryLoss,
      magnitude: scaled(secondaryLoss.magnitude, spared),
    },
  };
}

export function scaled(distribution: Distribution, factor: number): Distribution {
  if (factor === 0) return { form: 'CONSTANT', value: 0 };
  if (distribution.form === 'CONSTANT') return { form: 'CONSTANT', value: distribution.value * factor };
  const ends = { low: distribution.low * factor, high: distribution.high * factor };
  if (distribution.form === 'PERT') return { form: 'PERT', ...ends, mode: distribution.mode * factor };
  return { form: distribution.form, ...ends };
}
