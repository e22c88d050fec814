import { philox } from '../server/src/modules/scoring/quantification/philox.ts';
import { quantify } from '../server/src/modules/scoring/quantification/quantify.ts';
import type { Measurement } from './bench.ts';

const years = 100_000;
const ids = Array.from({ length: 50 }, (_, i) => `scenario-${i}`);
const rounds = 3;

/**
 * 100,000 years of 50 scenarios, each tied to every other, on one core. The floor is the raw generator: as many blocks of random numbers as
 * scenarios and years, and nothing made of them.
 */
export async function bench(): Promise<Measurement> {
  const value = best(portfolio);
  const floor = best(rawDraws);
  return {
    name: 'loss-100k',
    value,
    unit: 'ms',
    floor,
    ratio: floor / value,
    goal: 'less than 1000 ms',
    met: value < 1_000,
  };
}

function best(work: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}

function portfolio(): void {
  const scenarios = ids.map((id) => ({
    id,
    threatEventFrequency: { form: 'PERT', low: 0.1, mode: 0.5, high: 2 } as const,
    vulnerability: { form: 'UNIFORM', low: 0.2, high: 0.8 } as const,
    primaryLoss: { form: 'LOGNORMAL', low: 10_000, high: 1_000_000 } as const,
    secondaryLoss: {
      probability: 0.2,
      magnitude: { form: 'LOGNORMAL', low: 10_000, high: 10_000_000 } as const,
    },
    control: null,
  }));
  const correlations = ids.flatMap((oneId, i) =>
    ids.slice(i + 1).map((otherId) => ({ oneId, otherId, coefficient: 0.3 })),
  );
  const result = quantify({ scenarios, correlations, years, seed: 1 });
  if (!result || !(result.portfolio.var99 > result.portfolio.mean)) throw new Error('the run gave nothing');
}

function rawDraws(): void {
  const out = new Uint32Array(4);
  for (let scenario = 0; scenario < ids.length; scenario++)
    for (let year = 0; year < years; year++) philox(out, [year, 0, 0, scenario], [1, 2]);
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
