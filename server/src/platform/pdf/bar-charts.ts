import type { EChartsOption } from 'echarts';
import type { ChartSize } from './charts.ts';
import { chartLabel, renderChart } from './charts.ts';
import { tokens } from './tokens.ts';

export interface WaterfallStep {
  readonly label: string;
  /** Positive raises, negative lowers; the first and last step are levels counted from zero. */
  readonly value: number;
  readonly kind: 'LEVEL' | 'CHANGE';
  /** What stands at the bar, for example "+4" or "65". */
  readonly text: string;
  readonly color: string;
}

/**
 * A level, the changes that lead away from it, and the level they lead to, as horizontal bars from the top down.
 * The value axis starts at zero unless `from` cuts it, which the caller must say in words.
 */
export function waterfall(steps: readonly WaterfallStep[], size: ChartSize, labelWidth: number): string {
  const spans = waterfallSpans(steps);
  const highest = Math.max(1, ...spans.map((span) => span.end));
  const option: EChartsOption = {
    grid: { left: labelWidth, right: 34, top: 2, bottom: 2 },
    xAxis: { type: 'value', min: 0, max: highest, show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: steps.map((step) => step.label),
      axisLine: { show: true, lineStyle: { color: tokens.strongLine, width: 0.6 } },
      axisLabel: {
        ...chartLabel,
        fontSize: 8.5,
        width: labelWidth - 10,
        overflow: 'break',
        lineHeight: 10,
        align: 'right',
        interval: 0,
      },
    },
    series: [
      {
        type: 'bar',
        stack: 'span',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: spans.map((span) => span.start),
        label: { show: false },
      },
      {
        type: 'bar',
        stack: 'span',
        barWidth: '56%',
        data: steps.map((step, i) => ({
          value: (spans[i]?.end ?? 0) - (spans[i]?.start ?? 0),
          itemStyle: { color: step.color },
          label: { formatter: step.text, fontWeight: step.kind === 'LEVEL' ? 600 : 500 },
        })),
        label: { ...chartLabel, show: true, position: 'right', distance: 4, fontSize: 8.5 },
      },
    ],
  };
  return renderChart(option, size);
}

function waterfallSpans(
  steps: readonly WaterfallStep[],
): readonly { readonly start: number; readonly end: number }[] {
  let level = 0;
  return steps.map((step) => {
    const from = step.kind === 'LEVEL' ? 0 : level;
    const to = step.kind === 'LEVEL' ? step.value : level + step.value;
    level = to;
    return { start: Math.max(0, Math.min(from, to)), end: Math.max(0, from, to) };
  });
}

/** Gains to the right of zero, losses to the left, each with its own number at its outer end. */
export function changeBars(bars: readonly Bar[], size: ChartSize, labelWidth: number): string {
  const reach = Math.max(1, ...bars.map((bar) => Math.abs(bar.value)));
  const hasLoss = bars.some((bar) => bar.value < 0);
  const option: EChartsOption = {
    grid: { left: labelWidth + (hasLoss ? 34 : 0), right: 40, top: 2, bottom: 2 },
    xAxis: {
      type: 'value',
      min: hasLoss ? Math.min(0, ...bars.map((bar) => bar.value)) : 0,
      max: Math.max(reach * 0.15, ...bars.map((bar) => bar.value)),
      show: false,
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map((bar) => bar.label),
      axisLine: { show: false, onZero: false },
      axisLabel: {
        ...chartLabel,
        fontSize: 8.5,
        width: labelWidth - 10,
        overflow: 'break',
        lineHeight: 10,
        align: 'right',
        margin: hasLoss ? 44 : 10,
        interval: 0,
      },
    },
    series: {
      type: 'bar',
      barWidth: '56%',
      data: bars.map((bar) => ({
        value: bar.value,
        itemStyle: { color: bar.color },
        label: {
          ...chartLabel,
          show: true,
          fontSize: 8.5,
          fontWeight: 600,
          position: bar.value < 0 ? 'left' : 'right',
          distance: 4,
          formatter: bar.text,
        },
      })),
      markLine: {
        silent: true,
        symbol: ['none', 'none'],
        label: { show: false },
        lineStyle: { color: tokens.strongLine, width: 0.8, type: 'solid' },
        data: [{ xAxis: 0 }],
      },
    },
  };
  return renderChart(option, size);
}

export interface Bar {
  readonly label: string;
  /** Zero or more, except in {@link changeBars}. */
  readonly value: number;
  readonly text: string;
  readonly color: string;
}

/** Horizontal bars from zero, largest wherever the caller puts it, each with its own number. */
export function barChart(bars: readonly Bar[], size: ChartSize, labelWidth: number): string {
  return waterfall(
    bars.map((bar) => ({ ...bar, kind: 'LEVEL' })),
    size,
    labelWidth,
  );
}
