import type { Severity } from '../../kernel/severity.ts';

/**
 * Design tokens of print, light only. One definition for the page templates (as `tokens.json`) and the charts.
 * Colours hold a contrast of at least 4.5 on white where they carry text, and differ in lightness so that grey print keeps the order.
 */
export const tokens = {
  font: 'Inter',
  text: '#0F172A',
  muted: '#566072',
  faint: '#7C8798',
  line: '#E4E7EC',
  strongLine: '#CBD2DC',
  sunken: '#F6F7F9',
  accent: '#3451C7',
  severity: {
    CRITICAL: '#A8122A',
    HIGH: '#CF5A1D',
    MEDIUM: '#B98900',
    LOW: '#2F74AD',
    INFO: '#667085',
  } satisfies Record<Severity, string>,
  band: { Severe: '#A8122A', Elevated: '#CF5A1D', Moderate: '#B98900', Good: '#3C8C5A', Strong: '#167353' },
} as const;

const minimumContrast = 4.5;

/** Relative luminance of an sRGB colour `#RRGGBB`, 0..1 (WCAG 2.2, definition of relative luminance). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The tenant's accent when it reads on white paper (contrast of 4.5 or more), else ours. `null` means none is set. */
export function readableAccent(hex: string | null): string {
  if (hex === null) return tokens.accent;
  return 1.05 / (luminance(hex) + 0.05) >= minimumContrast ? hex : tokens.accent;
}
