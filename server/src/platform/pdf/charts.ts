import { createRequire } from 'node:module';
import type * as ECharts from 'echarts';
import type { EChartsOption } from 'echarts';
import { textWidth } from './font.ts';
import { tokens } from './tokens.ts';

/** Size in points of the page; a font size of 8 in the chart is 8 points in print. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

// The package's one-file build loads in 0.2 s and 26 MB; its hundreds of modules take 1.5 s and 94 MB on the same machine.
const echarts: typeof ECharts = createRequire(import.meta.url)('echarts');

// The server has no canvas to measure with; labels are placed by the true widths of the font they are set in.
echarts.setPlatformAPI({
  measureText: (text, font = '') => ({ width: textWidth(text, Number(/([\d.]+)px/.exec(font)?.[1] ?? 12)) }),
});

/** Text of axes and marks. */
export const chartLabel = { color: tokens.text, fontFamily: tokens.font, fontSize: 8 };
const axis = {
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { ...chartLabel, color: tokens.muted, fontSize: 7.5, hideOverlap: true },
  splitLine: { lineStyle: { color: tokens.line, width: 0.6 } },
};

/** Thin lines, direct labels, one accent, nothing that moves. */
export const printTheme = {
  color: [tokens.accent],
  textStyle: { fontFamily: tokens.font, color: tokens.text, fontSize: 8 },
  categoryAxis: {
    ...axis,
    splitLine: { show: false },
    axisLine: { show: true, lineStyle: { color: tokens.strongLine, width: 0.6 } },
  },
  valueAxis: axis,
  timeAxis: {
    ...axis,
    splitLine: { show: false },
    axisLine: { show: true, lineStyle: { color: tokens.strongLine, width: 0.6 } },
  },
  line: { symbol: 'none', lineStyle: { width: 1.6 } },
  bar: { label: chartLabel },
};

/** The chart as an SVG drawing whose text stays text. Equal input gives equal bytes. */
export function renderChart(option: EChartsOption, size: ChartSize): string {
  const chart = echarts.init(null, printTheme, {
    renderer: 'svg',
    ssr: true,
    width: size.width,
    height: size.height,
  });
  try {
    chart.setOption({ animation: false, useUTC: true, ...option });
    return forPaper(chart.renderToSVGString({ useViewBox: true }));
  } finally {
    chart.dispose();
  }
}

/** Leaves out what answers a pointer, and the running numbers of instances that would make every drawing differ. */
function forPaper(svg: string): string {
  return svg
    .replaceAll(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/\bzr\d+-/g, 'zr-');
}
