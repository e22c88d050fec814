/**
 * Base score of a CVSS vector where a report gives the vector alone: 2.0 by the equations of section 3.2.1 of its guide, 3.0
 * and 3.1 by section 7.1 of their specification. Undefined for 4.0, whose scores come from a table, and for a vector that
 * lacks a base metric.
 */
export function cvssBaseScore(vector: string): number | undefined {
  const metrics = new Map<string, string>();
  for (const part of vector.slice(0, 300).split('/')) {
    const [name = '', value = ''] = part.split(':');
    metrics.set(name, value);
  }
  if (vector.startsWith('CVSS:3.')) return scoreOfVersion3(metrics);
  return metrics.has('Au') ? scoreOfVersion2(metrics) : undefined;
}

type Weights = Readonly<Record<string, number>>;
const impact2: Weights = { N: 0, P: 0.275, C: 0.66 };
const access2 = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
} as const satisfies Readonly<Record<string, Weights>>;

function scoreOfVersion2(metrics: ReadonlyMap<string, string>): number | undefined {
  const weight = (name: string, weights: Weights): number => weightOf(metrics, name, weights);
  const impact =
    10.41 * (1 - (1 - weight('C', impact2)) * (1 - weight('I', impact2)) * (1 - weight('A', impact2)));
  const exploitability = 20 * weight('AV', access2.AV) * weight('AC', access2.AC) * weight('Au', access2.Au);
  const score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact === 0 ? 0 : 1.176);
  return Number.isNaN(score) ? undefined : Math.round(score * 10) / 10;
}

const impact3: Weights = { H: 0.56, L: 0.22, N: 0 };
const exploit3 = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
} as const satisfies Readonly<Record<string, Weights>>;
const privileges3 = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
} as const satisfies Readonly<Record<string, Weights>>;

function scoreOfVersion3(metrics: ReadonlyMap<string, string>): number | undefined {
  const weight = (name: string, weights: Weights): number => weightOf(metrics, name, weights);
  const scope = metrics.get('S');
  if (scope !== 'U' && scope !== 'C') return undefined;
  const base = 1 - (1 - weight('C', impact3)) * (1 - weight('I', impact3)) * (1 - weight('A', impact3));
  const impact = scope === 'U' ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15;
  const exploitability =
    8.22 *
    weight('AV', exploit3.AV) *
    weight('AC', exploit3.AC) *
    weight('PR', privileges3[scope]) *
    weight('UI', exploit3.UI);
  if (Number.isNaN(impact) || Number.isNaN(exploitability)) return undefined;
  if (base === 0) return 0;
  return roundedUp(Math.min((scope === 'U' ? 1 : 1.08) * (impact + exploitability), 10));
}

function weightOf(metrics: ReadonlyMap<string, string>, name: string, weights: Weights): number {
  const value = metrics.get(name) ?? '';
  return Object.hasOwn(weights, value) ? (weights[value] ?? Number.NaN) : Number.NaN;
}

/** Up to one decimal, as appendix A of 3.1 does it without the errors of binary fractions. */
function roundedUp(score: number): number {
  const scaled = Math.round(score * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
}
