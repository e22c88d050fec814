import { describe, expect, it } from 'vitest';
import { type Correlation, factorOf } from './correlation.ts';
import { type Distribution, draw, drawable, meanOf } from './distribution.ts';
import { eventThresholds } from './frequency.ts';
import { normalQuantile } from './normal.ts';
import { philox } from './philox.ts';
import { type QuantificationResult, type QuantifiedScenario, quantify } from './quantify.ts';
import { prepare, simulate } from './simulate.ts';

const years = 100_000;
const constant = (value: number): Distribution => ({ form: 'CONSTANT', value });
const loss: Distribution = { form: 'LOGNORMAL', low: 10_000, high: 1_000_000 };

function scenario(change: Partial<QuantifiedScenario> = {}): QuantifiedScenario {
  return {
    id: 'a',
    threatEventFrequency: constant(4),
    vulnerability: constant(0.25),
    primaryLoss: loss,
    secondaryLoss: null,
    control: null,
    ...change,
  };
}

function ran(
  scenarios: readonly QuantifiedScenario[],
  correlations: readonly Correlation[] = [],
  seed = 1,
): QuantificationResult {
  const result = quantify({ scenarios, correlations, years, seed });
  if (!result) throw new Error('the correlations contradict each other');
  return result;
}

/** Within five standard errors, beside what tables may be off. */
function expectNear(found: { mean: number; standardError: number }, wanted: number): void {
  expect(Math.abs(found.mean - wanted)).toBeLessThan(5 * found.standardError + wanted * 0.001);
}

describe('random numbers', () => {
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
    ],
  ] as const)('are those of Philox4x32-10: %j', ([a, b, c, d], key, wanted) => {
    const out = new Uint32Array(4);
    philox(out, [a, b, c, d], key);
    expect([...out].map((word) => word.toString(16).padStart(8, '0'))).toEqual(wanted);
  });

  it('become normal by the published quantiles', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 12);
    expect(normalQuantile(1e-12)).toBeCloseTo(-7.034483825301131, 10);
  });
});

describe('an estimate', () => {
  const forms: readonly Distribution[] = [
    constant(7),
    { form: 'UNIFORM', low: 2, high: 10 },
    { form: 'PERT', low: 0, mode: 10, high: 100 },
    { form: 'PERT', low: 0, mode: 0, high: 100 },
    { form: 'PERT', low: 5, mode: 5, high: 5 },
    loss,
  ];
  it.each(forms)('has the mean of its closed form: %j', (form) => {
    const from = drawable(form);
    const points = 200_000;
    let sum = 0;
    for (let i = 0; i < points; i++) sum += draw(from, (i + 0.5) / points);
    expect(Math.abs(sum / points / meanOf(form) - 1)).toBeLessThan(0.001);
  });

  it('PERT has the mean and the variance of its beta distribution', () => {
    expect(meanOf({ form: 'PERT', low: 0, mode: 10, high: 100 })).toBeCloseTo(140 / 6, 10);
    const from = drawable({ form: 'PERT', low: 0, mode: 10, high: 100 });
    const squares = Array.from(
      { length: 100_000 },
      (_, i) => (draw(from, (i + 0.5) / 100_000) - 140 / 6) ** 2,
    );
    const variance = squares.reduce((sum, one) => sum + one, 0) / squares.length;
    // (mean - low) × (high - mean) / 7
    expect(Math.abs(variance / (((140 / 6) * (100 - 140 / 6)) / 7) - 1)).toBeLessThan(0.002);
  });

  it('LOGNORMAL has 90 % between its ends', () => {
    const from = drawable(loss);
    expect(draw(from, 0.05)).toBeCloseTo(10_000, 3);
    expect(draw(from, 0.95)).toBeCloseTo(1_000_000, 1);
  });
});

describe('the number of loss events', () => {
  it('is Poisson with threat events × vulnerability', () => {
    const [none = 0, one = 0] = eventThresholds(constant(4), constant(0.25));
    expect(none).toBeCloseTo(normalQuantile(Math.exp(-1)), 12);
    expect(one).toBeCloseTo(normalQuantile(2 * Math.exp(-1)), 12);
    expect(eventThresholds(constant(0), constant(1))).toHaveLength(0);
  });
});

describe('annual losses', () => {
  it('of Poisson × lognormal have the mean of the closed form', () => {
    expectNear(ran([scenario()]).portfolio, meanOf(loss));
  });

  it('of uncertain rates have the product of the means', () => {
    const threatEventFrequency: Distribution = { form: 'PERT', low: 1, mode: 2, high: 9 };
    const vulnerability: Distribution = { form: 'UNIFORM', low: 0.1, high: 0.5 };
    const { portfolio } = ran([scenario({ threatEventFrequency, vulnerability })]);
    expectNear(portfolio, 3 * 0.3 * meanOf(loss));
  });

  it('add what others make of a loss', () => {
    const secondaryLoss = { probability: 0.2, magnitude: constant(50_000) };
    const { portfolio } = ran([scenario({ primaryLoss: constant(1_000), secondaryLoss })]);
    expectNear(portfolio, 11_000);
  });

  it('of constant losses have the quantiles of Poisson', () => {
    const { portfolio } = ran([scenario({ primaryLoss: constant(1_000) })]);
    expect([portfolio.var95, portfolio.var99]).toEqual([3_000, 4_000]);
    expect(Math.abs(portfolio.anyLoss - (1 - Math.exp(-1)))).toBeLessThan(0.008);
    expect(portfolio.expectedShortfall95).toBeGreaterThanOrEqual(portfolio.var95);
    const curve = portfolio.exceedance.map((point) => point.loss);
    expect(curve).toEqual(curve.toSorted((one, other) => one - other));
  });

  it('are the same bytes for the same seed, and others for another', () => {
    const two = [scenario(), scenario({ id: 'b' })];
    const correlations = [{ oneId: 'a', otherId: 'b', coefficient: 0.4 }];
    expect(JSON.stringify(ran(two, correlations))).toBe(JSON.stringify(ran(two.toReversed(), correlations)));
    expect(ran(two, correlations, 2).portfolio.mean).not.toBe(ran(two, correlations).portfolio.mean);
  });

  it('do not depend on how the years are split', () => {
    const prepared = ['a', 'b'].map((id) => prepare(scenario({ id }), 1));
    const factor = factorOf(['a', 'b'], [{ oneId: 'a', otherId: 'b', coefficient: 0.7 }]);
    if (!factor) throw new Error('no factor');
    const [, whole] = simulate(prepared, factor, { from: 0, count: 3_001 });
    const parts = [0, 1, 1_026, 2_500].map((from, i, all) =>
      simulate(prepared, factor, { from, count: (all[i + 1] ?? 3_001) - from }),
    );
    expect(parts.flatMap(([, second]) => [...(second ?? [])])).toEqual([...(whole ?? [])]);
  });
});

describe('a portfolio', () => {
  const busy = (id: string) =>
    scenario({
      id,
      threatEventFrequency: constant(100),
      vulnerability: constant(1),
      primaryLoss: constant(1),
    });

  it.each([-0.6, 0, 0.3, 0.9])('shows a correlation of %d again', (coefficient) => {
    const factor = factorOf(['a', 'b'], [{ oneId: 'a', otherId: 'b', coefficient }]);
    if (!factor) throw new Error('no factor');
    const prepared = ['a', 'b'].map((id) => prepare(busy(id), 1));
    const [one, other] = simulate(prepared, factor, { from: 0, count: 50_000 });
    expect(Math.abs(correlationOf(one, other) - coefficient)).toBeLessThan(0.02);
  });

  it('has means that add up, and a worse tail when its parts go together', () => {
    const parts = [scenario({ id: 'a' }), scenario({ id: 'b' })];
    const apart = ran(parts);
    const together = ran(parts, [{ oneId: 'a', otherId: 'b', coefficient: 0.9 }]);
    const sum = apart.scenarios.reduce((all, { mean }) => all + mean, 0);
    expect(apart.portfolio.mean).toBeCloseTo(sum, 3);
    expect(together.portfolio.expectedShortfall95).toBeGreaterThan(apart.portfolio.expectedShortfall95);
    const worst = together.scenarios.reduce((all, { inWorstYears }) => all + inWorstYears, 0);
    expect(worst).toBeCloseTo(together.portfolio.expectedShortfall95, 3);
  });

  it('refuses coefficients that contradict each other, and takes those at the edge', () => {
    const pair = (oneId: string, otherId: string, coefficient: number) => ({ oneId, otherId, coefficient });
    const ids = ['a', 'b', 'c'];
    expect(factorOf(ids, [pair('a', 'b', 0.9), pair('b', 'c', 0.9), pair('a', 'c', -0.9)])).toBeUndefined();
    expect(factorOf(ids, [pair('a', 'b', 1), pair('a', 'c', 0.5)])).toBeUndefined();
    expect(factorOf(ids, [pair('a', 'b', 1), pair('a', 'c', 1), pair('b', 'c', 1)])).toBeDefined();
  });
});

describe('what changes a scenario', () => {
  it.each([1.01, 1.5, 4])('%d times as many threats never cost less in any year', (factor) => {
    const lossesOf = (times: number) => {
      const prepared = prepare(scenario({ threatEventFrequency: constant(times) }), 5);
      return simulate([prepared], Float64Array.of(1), { from: 0, count: 20_000 })[0] ?? new Float64Array(0);
    };
    const [before, after] = [lossesOf(1), lossesOf(factor)];
    expect(after.every((one, year) => one >= (before[year] ?? 0))).toBe(true);
    expect(after.some((one, year) => one > (before[year] ?? 0))).toBe(true);
  });

  it.each([
    [0, 0],
    [0.3, 0],
    [0, 0.5],
    [1, 0],
    [0.2, 1],
  ])(
    'a control that takes %d of the threats and %d of a loss never raises a figure',
    (frequencyReduction, magnitudeReduction) => {
      const control = { annualCost: 1_000, frequencyReduction, magnitudeReduction };
      const secondaryLoss = { probability: 0.3, magnitude: loss };
      const threatEventFrequency: Distribution = { form: 'PERT', low: 1, mode: 2, high: 9 };
      const { portfolio, withControls } = ran([scenario({ control, secondaryLoss, threatEventFrequency })]);
      for (const figure of ['mean', 'var95', 'var99', 'expectedShortfall95', 'anyLoss'] as const)
        expect(withControls?.figures[figure]).toBeLessThanOrEqual(portfolio[figure]);
      const spared = portfolio.mean - (withControls?.figures.mean ?? 0);
      expect(withControls?.returnOnControl).toBeCloseTo((spared - 1_000) / 1_000, 9);
    },
  );
});

function correlationOf(
  one: Float64Array = new Float64Array(0),
  other: Float64Array = new Float64Array(0),
): number {
  const mean = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [a, b] = [mean(one), mean(other)];
  const sum = (f: (x: number, y: number) => number) =>
    one.reduce((all, x, i) => all + f(x - a, (other[i] ?? 0) - b), 0);
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_x, y) => y * y));
}
