import { severities } from '../../../../kernel/severity.ts';
import type { Band, BoardPackFacts } from './snapshot.ts';
import { bandFloor, bands } from './snapshot.ts';

/** Numbers that titles, sentences and asks share, worked out once from the facts. */
export interface Figures {
  /** Points, positive is better; null without two scores. Rounded as shown, so that the words match the picture. */
  readonly delta: number | null;
  readonly score: number | null;
  readonly previousScore: number | null;
  /** Points to the next band and its name; null in the best band or without a score. */
  readonly nextBand: { readonly band: Band; readonly points: number } | null;
  readonly previousBand: Band | null;
  readonly overdue: number;
  readonly overdueSerious: number;
  readonly openSerious: number;
  /** Open with likelihood 4 or 5 on assets of criticality 4 or 5. */
  readonly hot: number;
  readonly hotShare: number;
  readonly withoutOwner: number;
  /** No feed of exploited vulnerabilities is loaded, so that nothing found is not the same as nothing there. */
  readonly attacksUnknown: boolean;
  /** The fewest assets that hold at least 60 % of the listed top risks. */
  readonly dominantAssets: { readonly assets: number; readonly risks: number; readonly of: number } | null;
  readonly openChange: number;
  /** Share of known assets that a source covered; null when none is known. */
  readonly coverage: number | null;
  /** Exposure now against the first point of the series; null without two points or from zero. */
  readonly exposureRatio: number | null;
}

export function figuresOf(facts: BoardPackFacts): Figures {
  const score = facts.posture.score === null ? null : Math.round(facts.posture.score);
  const previousScore = facts.posture.previousScore === null ? null : Math.round(facts.posture.previousScore);
  const hot = facts.heat
    .filter((cell) => cell.likelihood >= 4 && cell.criticality >= 4)
    .reduce((sum, cell) => sum + cell.open, 0);
  const breached = facts.sla.breachedBySeverity;
  return {
    score,
    previousScore,
    delta: score === null || previousScore === null ? null : score - previousScore,
    nextBand: nextBandOf(facts),
    previousBand: previousScore === null ? null : bandOf(previousScore),
    overdue: severities.reduce((sum, severity) => sum + breached[severity], 0),
    overdueSerious: breached.CRITICAL + breached.HIGH,
    openSerious: facts.openBySeverity.CRITICAL + facts.openBySeverity.HIGH,
    hot,
    hotShare: facts.flow.openNow === 0 ? 0 : hot / facts.flow.openNow,
    withoutOwner: facts.topRisks.filter((risk) => risk.owner === null).length,
    attacksUnknown: facts.kev.basis?.feed === null,
    dominantAssets: dominantAssets(facts.topRisks.map((risk) => risk.asset)),
    openChange: facts.flow.openNow - facts.flow.openAtStart,
    coverage: facts.assets.known === 0 ? null : Math.min(1, facts.assets.assessed / facts.assets.known),
    exposureRatio: exposureRatio(facts),
  };
}

/** Band of a score, 0..100 (contract, section 4). */
export function bandOf(score: number): Band {
  return [...bands].reverse().find((band) => score >= bandFloor[band]) ?? 'Severe';
}

/** From the band the server states, so that a rounded score cannot contradict it. */
function nextBandOf(facts: BoardPackFacts): Figures['nextBand'] {
  const { score, band } = facts.posture;
  if (score === null || band === null) return null;
  const next = bands[bands.indexOf(band) + 1];
  return next === undefined ? null : { band: next, points: Math.max(1, Math.ceil(bandFloor[next] - score)) };
}

function dominantAssets(assets: readonly string[]): Figures['dominantAssets'] {
  if (assets.length < 4) return null;
  const counts = new Map<string, number>();
  for (const asset of assets) counts.set(asset, (counts.get(asset) ?? 0) + 1);
  const heaviest = [...counts.values()].sort((a, b) => b - a);
  let risks = 0;
  for (const [i, held] of heaviest.entries()) {
    risks += held;
    if (risks >= assets.length * 0.6) {
      // Saying that five assets hold six of ten risks is no concentration.
      return i + 1 <= 3 ? { assets: i + 1, risks, of: assets.length } : null;
    }
  }
  return null;
}

function exposureRatio(facts: BoardPackFacts): number | null {
  const first = facts.exposureSeries.at(0);
  const last = facts.exposureSeries.at(-1);
  if (!first || !last || first === last || first.exposure === 0) return null;
  return last.exposure / first.exposure;
}
