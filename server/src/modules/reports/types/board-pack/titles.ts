import type { Figures } from './figures.ts';
import { titles } from './messages.ts';
import type { BoardPackFacts } from './snapshot.ts';
import { capitalised, monthsBetween } from './words.ts';

/** What a title is worded from. */
export interface TitleInput {
  readonly facts: BoardPackFacts;
  readonly figures: Figures;
}

/** The one sentence of the cover: where the score stands, and the one thing that matters most beside it. */
export function coverTitle(input: TitleInput): string {
  const position = standing(input);
  return position === null ? titles.nothing : titles.join(position, concern(input));
}

function standing({ facts, figures }: TitleInput): string | null {
  const { score, delta } = figures;
  const band = facts.posture.band;
  if (score === null || band === null) return null;
  if (delta === null) return titles.scoreFirst(score, band);
  return delta === 0 ? titles.scoreHolds(score, band) : titles.scoreMoved(delta, score, band);
}

/** In this order: used by attackers, overdue, concentrated. */
function concern({ facts, figures }: TitleInput): string {
  if (facts.kev.open > 0) return titles.kevConcern(facts.kev.open);
  if (figures.overdueSerious > 0) return titles.overdueConcern(figures.overdueSerious);
  if (figures.dominantAssets) return titles.dominantConcern(figures.dominantAssets.assets);
  return titles.calm;
}

/** Says the change of band when there is one, else the way to the next band. */
export function scoreTitle(input: TitleInput): string {
  const { facts, figures } = input;
  const position = standing(input) ?? titles.nothing;
  const { band } = facts.posture;
  if (figures.delta && figures.previousBand && band && figures.previousBand !== band) {
    return titles.bandCrossed(figures.delta, figures.previousBand, band);
  }
  const next = figures.nextBand;
  return next ? titles.join(position, titles.short(next.points, next.band)) : position;
}

/** Exposure when it is measured over time, else the score. */
export function trendTitle({ facts, figures }: TitleInput): string {
  const first = facts.scoreSeries.at(0);
  const last = facts.scoreSeries.at(-1);
  if (figures.exposureRatio !== null) {
    const from = facts.exposureSeries.at(0)?.on ?? facts.period.from;
    const to = facts.exposureSeries.at(-1)?.on ?? facts.period.to;
    return titles.exposure(figures.exposureRatio, Math.max(1, monthsBetween(from, to)));
  }
  if (!first || !last) return titles.nothing;
  const months = Math.max(1, monthsBetween(first.on, last.on));
  return titles.scoreRange(Math.round(first.score), Math.round(last.score), months);
}

export function heatTitle({ figures }: TitleInput): string {
  return figures.hot === 0 ? titles.noneHot : titles.hot(figures.hot);
}

export function topRisksTitle({ facts, figures }: TitleInput): string {
  const dominant = figures.dominantAssets;
  const message = dominant
    ? titles.dominant(dominant.assets, dominant.risks, dominant.of)
    : titles.spread(facts.topRisks.length);
  return figures.withoutOwner > 0 ? titles.join(message, titles.withoutOwner(figures.withoutOwner)) : message;
}

export function slaTitle({ facts, figures }: TitleInput): string {
  if (facts.kev.open > 0 && figures.overdue > 0) return titles.kevAndOverdue(facts.kev.open, figures.overdue);
  if (facts.kev.open > 0) return titles.kevOnly(facts.kev.open);
  const { overdue, attacksUnknown } = figures;
  if (attacksUnknown)
    return overdue > 0 ? titles.overdueAttacksUnknown(overdue) : titles.onTimeAttacksUnknown;
  return overdue > 0 ? titles.overdueOnly(overdue) : titles.onTime;
}

export function fixedTitle({ facts }: TitleInput): string {
  const { closed, arrived, returned } = facts.flow;
  const came = arrived + returned;
  const isFirst = facts.previousPeriod === null && facts.flow.openAtStart === 0;
  if (isFirst && closed === 0 && came > 0) return titles.firstLook(came);
  if (closed === 0) return came === 0 ? titles.quiet : titles.nothingClosed(came);
  if (closed === came) return titles.even(closed);
  return closed > came ? titles.moreFixed(closed, came) : titles.moreFound(closed, came);
}

export function asksTitle(asked: number): string {
  return capitalised(titles.asks(asked));
}

export function methodTitle({ facts }: TitleInput): string {
  const { sourcesTotal, assets } = facts;
  return sourcesTotal === 0 ? titles.methodEmpty : titles.method(sourcesTotal, assets.assessed, assets.known);
}
