import { exposureTrend, scoreDrivers, scoreTrend } from './drawings.ts';
import { alt, say } from './messages.ts';
import type { Page, PageInput } from './page.ts';
import { nextFloor } from './page.ts';
import type { BoardPackSnapshot } from './snapshot.ts';
import { bandFloor, bands } from './snapshot.ts';
import { scoreTitle, trendTitle } from './titles.ts';
import { dateWords, digits, monthsBetween, signed, timeWords } from './words.ts';

export function scorePage(input: PageInput): Page {
  const { facts, figures } = input;
  const score = figures.score ?? 0;
  const band = facts.posture.band ?? 'Severe';
  const drawing =
    figures.previousScore !== null && facts.posture.drivers.length > 0
      ? scoreDrivers(facts, figures.previousScore, score)
      : null;
  return {
    ...(drawing ? { drawings: { 'score.svg': drawing.svg } } : {}),
    page: {
      kind: 'score',
      title: scoreTitle(input),
      say: scoreSentences(input),
      score,
      band,
      bandLevel: bands.indexOf(band) + 1,
      change:
        figures.delta === null
          ? null
          : {
              points: signed(figures.delta),
              direction: Math.sign(figures.delta),
              since: say.since(sinceDay(facts)),
            },
      noChange: say.noChange,
      scale: bands.map((name, i) => ({ name, from: bandFloor[name], to: nextFloor(i) })),
      scaleAlt: alt.scale(score, band),
      chart: drawing
        ? { file: 'score.svg', alt: alt.drivers(figures.previousScore ?? 0, score, drawing.parts) }
        : null,
      contributions: facts.posture.contributions.map(({ label, points }) => ({
        label,
        points: signed(Math.round(points * 10) / 10),
        share: Math.abs(points),
      })),
      source: say.scoreSource(facts.posture.formulaVersion, timeWords(facts.asOf)),
    },
  };
}

function sinceDay(facts: BoardPackSnapshot): string {
  return facts.previousPeriod?.to ?? facts.period.from;
}

function scoreSentences({ facts, figures }: PageInput): string[] {
  const next = figures.nextBand ? say.nextBand(figures.nextBand.points, figures.nextBand.band) : say.best;
  if (figures.delta === null) {
    return [say.noPrevious, next, ...(facts.scoreSeries.length > 1 ? [] : [say.noTrend])];
  }
  const heaviest = (sign: 1 | -1) =>
    facts.posture.drivers
      .filter((driver) => Math.sign(driver.points) === sign)
      .sort((a, b) => sign * (b.points - a.points))[0];
  const up = heaviest(1);
  const down = heaviest(-1);
  const sentences = [
    ...(up ? [say.driverUp(up.label, Math.round(up.points))] : []),
    ...(down ? [say.driverDown(down.label, Math.round(down.points))] : []),
  ];
  return [...(figures.delta < 0 ? sentences.reverse() : sentences), next];
}

export function trendPage(input: PageInput): Page {
  const { facts } = input;
  const [first, last] = [facts.scoreSeries.at(0), facts.scoreSeries.at(-1)];
  const exposure = facts.exposureSeries;
  const from = Math.round(first?.score ?? 0);
  const to = Math.round(last?.score ?? 0);
  const months = Math.max(1, monthsBetween(first?.on ?? facts.period.from, last?.on ?? facts.period.to));
  const hasExposure = exposure.length > 1;
  return {
    drawings: {
      'trend.svg': scoreTrend(facts, input.accent),
      ...(hasExposure ? { 'exposure.svg': exposureTrend(facts) } : {}),
    },
    page: {
      kind: 'trend',
      title: trendTitle(input),
      say: [
        say.scoreLine(from, to, first?.on ?? facts.period.from),
        ...(hasExposure ? [facts.exposureSummary] : []),
      ],
      chart: { file: 'trend.svg', alt: alt.scoreTrend(from, to, months) },
      exposure: hasExposure
        ? {
            file: 'exposure.svg',
            alt: alt.exposureTrend(
              digits(exposure.at(0)?.exposure ?? 0),
              digits(exposure.at(-1)?.exposure ?? 0),
            ),
          }
        : null,
      events: facts.events.map(({ on, label }, i) => ({ number: i + 1, on: dateWords(on), label })),
      source: say.scoreSource(facts.posture.formulaVersion, timeWords(facts.asOf)),
    },
  };
}
