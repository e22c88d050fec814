/** Our tokens as the chart library needs them: plain colours. */
export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly faint: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly raised: string;
  readonly accent: string;
  readonly critical: string;
  readonly high: string;
  readonly medium: string;
  readonly low: string;
  readonly info: string;
  readonly good: string;
  readonly strong: string;
}

/** What a chart has to fit: colours of the theme, no motion where none is wanted, no small words where there is no room. */
export interface ChartLook {
  readonly palette: Palette;
  readonly still: boolean;
  readonly wide: boolean;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token('text'),
    muted: token('muted'),
    faint: token('faint'),
    line: token('line'),
    lineStrong: token('line-strong'),
    raised: token('raised'),
    accent: token('accent'),
    critical: token('critical'),
    high: token('high'),
    medium: token('medium'),
    low: token('low'),
    info: token('info'),
    good: token('good'),
    strong: token('strong'),
  };
}

export const chartFont = '"Inter Variable", system-ui, sans-serif';

/** What every chart of ours shares: no decoration, quiet axes, a tooltip that looks like our menus. */
export function chartBase(palette: Palette, still: boolean) {
  return {
    animation: !still,
    animationDuration: 150,
    textStyle: { fontFamily: chartFont, fontSize: 12, color: palette.muted },
    tooltip: {
      backgroundColor: palette.raised,
      borderColor: palette.lineStrong,
      borderWidth: 1,
      padding: 8,
      textStyle: { color: palette.text, fontSize: 12, fontFamily: chartFont },
      extraCssText: 'box-shadow: var(--shadow); border-radius: 6px;',
    },
  } as const;
}

export function axisLook(palette: Palette) {
  return {
    axisLine: { lineStyle: { color: palette.lineStrong } },
    axisTick: { show: false },
    axisLabel: { color: palette.muted, fontSize: 12 },
    splitLine: { lineStyle: { color: palette.line } },
  } as const;
}
