import type { WaterfallStep } from '../../../../platform/pdf/bar-charts.ts';
import { barChart, changeBars, waterfall } from '../../../../platform/pdf/bar-charts.ts';
import type { SeriesPoint } from '../../../../platform/pdf/line-chart.ts';
import { lineChart } from '../../../../platform/pdf/line-chart.ts';
import { tokens } from '../../../../platform/pdf/tokens.ts';
import { labels, severityWords } from './messages.ts';
import type { BoardPackSnapshot, Movement } from './snapshot.ts';
import { bandFloor, bands } from './snapshot.ts';
import { digits, monthNames, signed } from './words.ts';

/** A drawing and what a reader who cannot see it is told; its size follows from its content. */
export interface Drawing {
  readonly svg: string;
  readonly parts: string;
}

/** Points of the page between the margins, A4; a drawing is scaled to the width it gets. */
const fullWidth = 493;
const labelWidth = 176;
const change = { better: tokens.band.Strong, worse: tokens.severity.CRITICAL, level: '#3B4660' };

/** What moved the score; what the listed drivers leave unexplained is a bar of its own, the sum another. */
export function scoreDrivers(snapshot: BoardPackSnapshot, from: number, to: number): Drawing {
  const moved = withRest(snapshot.posture.drivers, to - from).map((driver) => ({
    label: shortened(driver.label),
    value: driver.points,
    text: signed(rounded(driver.points)),
    color: driver.points >= 0 ? change.better : change.worse,
  }));
  const bars = [
    ...moved,
    { label: labels.together, value: to - from, text: signed(to - from), color: change.level },
  ];
  return {
    svg: changeBars(bars, { width: fullWidth, height: bars.length * 26 + 4 }, labelWidth),
    parts: parts(bars),
  };
}

function withRest(drivers: readonly Movement[], total: number): readonly Movement[] {
  const rest = total - drivers.reduce((sum, driver) => sum + driver.points, 0);
  return Math.abs(rest) < 0.5 ? drivers : [...drivers, { label: labels.other, points: rest }];
}

/** Two lines of the margin. */
function shortened(label: string): string {
  return label.length <= 64 ? label : `${label.slice(0, 63)}\u2026`;
}

function rounded(points: number): number {
  return Math.abs(points) < 1 ? Math.round(points * 10) / 10 : Math.round(points);
}

function level(label: string, value: number): WaterfallStep {
  return { label, value, kind: 'LEVEL', text: digits(value), color: change.level };
}

function drawing(steps: readonly WaterfallStep[], rowHeight: number): Drawing {
  const size = { width: fullWidth, height: steps.length * rowHeight + 4 };
  return { svg: waterfall(steps, size, labelWidth), parts: parts(steps) };
}

function parts(steps: readonly { readonly label: string; readonly text: string }[]): string {
  return steps.map((step) => `${step.label} ${step.text}`).join(', ');
}

/** From what was open at the start to what is open now. */
export function flowWaterfall(snapshot: BoardPackSnapshot): Drawing {
  const { flow } = snapshot;
  const moved = (label: string, value: number): WaterfallStep => ({
    label,
    value,
    kind: 'CHANGE',
    text: signed(value),
    color: value > 0 ? change.worse : change.better,
  });
  const steps = [
    level(labels.openThen, flow.openAtStart),
    moved(labels.arrived, flow.arrived),
    moved(labels.returned, flow.returned),
    moved(labels.closed, -flow.closed),
    moved(labels.accepted, -flow.accepted),
    level(labels.openNow, flow.openNow),
  ].filter((step) => step.kind === 'LEVEL' || step.value !== 0);
  return drawing(steps, 28);
}

export function overdueBars(snapshot: BoardPackSnapshot): Drawing {
  const breached = snapshot.sla.breachedBySeverity;
  const bars = (['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const).map((severity) => ({
    label: severityWords[severity],
    value: breached[severity],
    text: digits(breached[severity]),
    color: tokens.severity[severity],
  }));
  return { svg: barChart(bars, { width: fullWidth, height: bars.length * 32 + 4 }, 70), parts: parts(bars) };
}

/** The score over time against its bands. */
export function scoreTrend(snapshot: BoardPackSnapshot, accent: string): string {
  const points = seriesOf(snapshot.scoreSeries.map(({ on, score }) => ({ on, value: score })));
  return lineChart(
    {
      points,
      max: 100,
      color: accent,
      ends: ends(points),
      zones: bands.map((name, i) => {
        const above = bands[i + 1];
        const to = above === undefined ? 100 : bandFloor[above];
        return { name: `${name}  ${bandFloor[name]}\u2013${to}`, from: bandFloor[name], to };
      }),
      marks: snapshot.events.map((event, i) => ({ atMs: msOf(event.on), text: String(i + 1) })),
      monthNames,
      formatValue: digits,
    },
    { width: fullWidth, height: 270 },
  );
}

export function exposureTrend(snapshot: BoardPackSnapshot): string {
  const points = seriesOf(snapshot.exposureSeries.map(({ on, exposure }) => ({ on, value: exposure })));
  return lineChart(
    { points, color: change.level, ends: ends(points), monthNames, formatValue: digits, fill: true },
    { width: fullWidth, height: 150 },
  );
}

function seriesOf(
  series: readonly { readonly on: string; readonly value: number }[],
): readonly SeriesPoint[] {
  return series.map(({ on, value }) => ({ atMs: msOf(on), value }));
}

function ends(points: readonly SeriesPoint[]) {
  return { first: digits(points.at(0)?.value ?? 0), last: digits(points.at(-1)?.value ?? 0) };
}

function msOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
