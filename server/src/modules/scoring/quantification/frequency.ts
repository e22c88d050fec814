import { type Distribution, draw, drawable } from './distribution.ts';
import { normalQuantile } from './normal.ts';

/** Points at which an uncertain rate is looked at; the rate of a year is a mixture of them. */
const points = 48;
const tableSteps = 768;
const certain = 1 - 1e-12;
/** A year has at most this many loss events of a scenario; see `maxRate` in the shapes. */
const mostEvents = 2_000;

/**
 * How many loss events a year has, as thresholds of a standard normal number: it has as many as there are thresholds below the number.
 * Poisson with rate threat event frequency × vulnerability, mixed over what is believed of both.
 */
export function eventThresholds(
  threatEventFrequency: Distribution,
  vulnerability: Distribution,
): Float64Array {
  const rates = midpoints(threatEventFrequency).flatMap((frequency) =>
    midpoints(vulnerability).map((share) => frequency * share),
  );
  const terms = Float64Array.from(rates, (rate) => Math.exp(-rate));
  const thresholds: number[] = [];
  let cumulated = 0;
  for (let events = 0; events < mostEvents; events++) {
    let sum = 0;
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] ?? 0;
      sum += term;
      terms[i] = (term * (rates[i] ?? 0)) / (events + 1);
    }
    cumulated += sum / rates.length;
    if (cumulated >= certain) break;
    thresholds.push(normalQuantile(cumulated));
  }
  return Float64Array.from(thresholds);
}

function midpoints(distribution: Distribution): readonly number[] {
  if (distribution.form === 'CONSTANT') return [distribution.value];
  const from = drawable(distribution, tableSteps);
  return Array.from({ length: points }, (_, i) => draw(from, (i + 0.5) / points));
}
