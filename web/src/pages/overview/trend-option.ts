import type { Trends } from '../../api/schema.ts';
import { formatDay, formatMonth, formatScore, formatShortDay } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import type { ChartOption } from '../../ui/chart/echarts.ts';
import { axisLook, type ChartLook, chartBase, type Palette } from '../../ui/chart/palette.ts';
import { trendEvents } from './trend-events.ts';

const bandEdges = [40, 60, 80, 90] as const;
const bandWords = ['Severe', 'Elevated', 'Moderate', 'Good', 'Strong'] as const;

/** Score line on a full 0 to 100 scale with the band edges named at the right, and the events that moved it. */
export function trendOption(trends: Trends) {
  return ({ palette, still, wide }: ChartLook): ChartOption => {
    const axis = axisLook(palette);
    const data = trends.scoreSeries.map((point): [string, number] => [point.at, point.score]);
    return {
      ...chartBase(palette, still),
      grid: { left: 30, right: 66, top: 12, bottom: 24 },
      xAxis: {
        type: 'time',
        min: trends.from,
        max: trends.to,
        ...axis,
        splitLine: { show: false },
        axisLabel: {
          ...axis.axisLabel,
          hideOverlap: true,
          formatter: (value: number) => {
            const iso = new Date(value).toISOString();
            return trends.interval === 'DAY' ? formatShortDay(iso) : formatMonth(iso);
          },
        },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: 100,
        ...axis,
        axisLine: { show: false },
        splitLine: { show: false },
        axisLabel: { ...axis.axisLabel, customValues: [0, ...bandEdges, 100] },
      },
      tooltip: {
        ...chartBase(palette, still).tooltip,
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.lineStrong } },
        formatter: (points) => tooltipText(points),
      },
      series: [
        {
          type: 'line',
          name: t('overview.score'),
          data,
          symbol: 'circle',
          symbolSize: data.length === 1 ? 8 : 5,
          showSymbol: data.length < 40,
          lineStyle: { color: palette.accent, width: 2 },
          itemStyle: { color: palette.accent },
          areaStyle: { color: palette.accent, opacity: 0.06 },
          label: {
            show: data.length === 1,
            position: 'left',
            formatter: (point) => formatScore(scoreOf(point.value)),
            color: palette.text,
            fontWeight: 600,
            fontSize: 13,
          },
          endLabel: {
            show: data.length > 1,
            formatter: (point) => formatScore(scoreOf(point.value)),
            color: palette.text,
            fontWeight: 600,
            fontSize: 13,
            distance: 6,
          },
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: palette.line, type: 'solid', width: 1 },
            label: { show: false },
            data: bandEdges.map((edge) => ({
              yAxis: edge,
              lineStyle: { type: 'dashed' as const, color: palette.lineStrong },
            })),
          },
          markPoint: {
            silent: false,
            symbol: 'triangle',
            symbolSize: 8,
            itemStyle: { color: palette.muted },
            label: { show: wide, color: palette.muted, fontSize: 11, formatter: '{b}' },
            data: trendEvents(trends).map((event) => ({
              name: event.text,
              coord: [event.at, 0],
              symbolOffset: [0, -4],
              label: event.late
                ? { position: 'left' as const, offset: [0, -10] }
                : { position: 'top' as const, width: 110, overflow: 'truncate' as const },
            })),
          },
        },
        bandNames(palette, trends.to, trends.scoreSeries.at(-1)?.score),
      ],
    };
  };
}

/** Names of the bands at the right edge: direct labels instead of a legend. */
function bandNames(palette: Palette, at: string, lastScore: number | undefined) {
  const edges = [0, ...bandEdges, 100];
  return {
    type: 'line' as const,
    silent: true,
    symbol: 'none',
    lineStyle: { width: 0 },
    tooltip: { show: false },
    data: bandWords.map((word, index) => ({
      value: [at, besides(((edges[index] ?? 0) + (edges[index + 1] ?? 100)) / 2, lastScore)] satisfies [
        string,
        number,
      ],
      symbol: 'circle',
      symbolSize: 0.1,
      label: {
        show: true,
        position: 'right' as const,
        distance: 10,
        color: palette.faint,
        fontSize: 11,
        formatter: t(`band.${word}`),
      },
    })),
  };
}

/** Points of the scale that two labels need to stand apart. */
const apart = 7;

/** Moved up or down where the number at the end of the line stands. */
function besides(middle: number, lastScore: number | undefined): number {
  if (lastScore === undefined || Math.abs(middle - lastScore) >= apart) return middle;
  return middle >= lastScore ? lastScore + apart : lastScore - apart;
}

function tooltipText(points: unknown): HTMLElement {
  const first: unknown = Array.isArray(points) ? points[0] : points;
  const value = first && typeof first === 'object' && 'value' in first ? first.value : undefined;
  const box = document.createElement('div');
  if (Array.isArray(value)) {
    box.textContent = t('trend.tooltip', {
      day: formatDay(String(value[0])),
      score: formatScore(scoreOf(value)),
    });
  }
  return box;
}

function scoreOf(value: unknown): number {
  return Array.isArray(value) ? Number(value[1]) : 0;
}
