import type { EChartsOption, LineSeriesOption } from 'echarts';
import type { ChartSize } from './charts.ts';
import { renderChart } from './charts.ts';
import { tokens } from './tokens.ts';

export interface SeriesPoint {
  /** Milliseconds since 1970, UTC. */
  readonly atMs: number;
  readonly value: number;
}

export interface LineChart {
  readonly points: readonly SeriesPoint[];
  /** Top of the value axis, which starts at zero; by default a round number above the highest point. */
  readonly max?: number;
  readonly color: string;
  /** What stands at the first and the last point. */
  readonly ends: { readonly first: string; readonly last: string };
  /** Horizontal zones with their names in the left margin, lowest first; they take the place of the value axis. */
  readonly zones?: readonly { readonly from: number; readonly to: number; readonly name: string }[];
  /** Dates worth knowing, marked by number; the words stand beside the chart. */
  readonly marks?: readonly { readonly atMs: number; readonly text: string }[];
  readonly monthNames: readonly string[];
  readonly formatValue: (value: number) => string;
  readonly fill?: boolean;
}

/** A line over time on a value axis that starts at zero, labelled at both ends. */
export function lineChart(chart: LineChart, size: ChartSize): string {
  const option: EChartsOption = {
    grid: { left: chart.zones ? 78 : 34, right: 44, top: 14, bottom: 18 },
    xAxis: {
      type: 'time',
      axisLabel: { formatter: (ms: number) => monthLabel(ms, chart.monthNames), showMaxLabel: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      ...(chart.max === undefined ? {} : { max: chart.max }),
      splitNumber: 3,
      // Zones carry their own names and limits in the margin.
      splitLine: { show: !chart.zones },
      axisLabel: { show: !chart.zones, formatter: chart.formatValue },
    },
    series: [lineSeries(chart)],
  };
  return renderChart(option, size);
}

function lineSeries(chart: LineChart): LineSeriesOption {
  const last = chart.points.length - 1;
  return {
    type: 'line',
    lineStyle: { color: chart.color, width: 1.8 },
    itemStyle: { color: chart.color },
    ...(chart.fill ? { areaStyle: { color: chart.color, opacity: 0.1 } } : {}),
    symbol: 'circle',
    data: chart.points.map((point, i) => ({
      value: [point.atMs, point.value],
      symbolSize: i === 0 || i === last ? 5 : 0,
      label: {
        show: i === last || (i === 0 && last > 0),
        position: i === last ? ('right' as const) : ([6, -12] as [number, number]),
        formatter: i === last ? chart.ends.last : chart.ends.first,
        fontWeight: 600,
        fontSize: i === last ? 10 : 8,
        color: i === last ? chart.color : tokens.muted,
        ...(i === 0 ? { align: 'left' } : {}),
      },
    })),
    markArea: { silent: true, data: zoneAreas(chart) },
    markLine: { silent: true, symbol: ['none', 'none'], data: markLines(chart), animation: false },
  };
}

type ZoneAreas = NonNullable<NonNullable<LineSeriesOption['markArea']>['data']>;

function zoneAreas(chart: LineChart): ZoneAreas {
  return (chart.zones ?? []).map((zone, i) => [
    {
      yAxis: zone.from,
      name: zone.name,
      itemStyle: { color: i % 2 === 0 ? tokens.sunken : '#FFFFFF' },
      label: { position: 'left', color: tokens.muted, fontSize: 7.5, fontFamily: tokens.font, distance: 8 },
    },
    { yAxis: zone.to },
  ]);
}

function markLines(chart: LineChart) {
  return (chart.marks ?? []).map((mark) => ({
    xAxis: mark.atMs,
    lineStyle: { color: tokens.faint, width: 0.6, type: [2, 2] },
    label: {
      formatter: mark.text,
      position: 'end' as const,
      color: tokens.muted,
      fontSize: 7.5,
      fontWeight: 600,
      distance: 2,
    },
  }));
}

function monthLabel(ms: number, monthNames: readonly string[]): string {
  const at = new Date(ms);
  const month = monthNames[at.getUTCMonth()] ?? '';
  return at.getUTCMonth() === 0 ? `${month} ${at.getUTCFullYear()}` : month;
}
