/** WCAG 2.2, 1.4.3: text of normal size. */
export const requiredContrast = 4.5;

/** Surfaces that the accent stands on as text: white paper and light screens, and the dark canvas. */
export const surfaces = ['#FFFFFF', '#0B0E14'] as const;

export interface ContrastCheck {
  readonly on: string;
  readonly ratio: number;
  readonly required: number;
  readonly passes: boolean;
  readonly used: string;
}

/** How readable text in `colour` is on each surface, and the shade that is used instead where it is not. */
export function contrastChecks(colour: string): ContrastCheck[] {
  return surfaces.map((on) => {
    const ratio = contrast(colour, on);
    const passes = ratio >= requiredContrast;
    return {
      on,
      ratio: Math.floor(ratio * 100) / 100,
      required: requiredContrast,
      passes,
      used: passes ? colour.toUpperCase() : nearestReadable(colour, on),
    };
  });
}

/** Contrast ratio of two sRGB colours #RRGGBB, 1..21 (WCAG 2.2, definition of contrast ratio). */
export function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Mixes towards black on a light surface, towards white on a dark one, in the smallest of 100 steps that is readable. */
function nearestReadable(colour: string, on: string): string {
  const target = luminance(on) > 0.5 ? 0 : 255;
  for (let step = 1; step <= 100; step++) {
    const mixed = hex(
      channels(colour).map((channel) => Math.round(channel + ((target - channel) * step) / 100)),
    );
    if (contrast(mixed, on) >= requiredContrast) return mixed;
  }
  return target === 0 ? '#000000' : '#FFFFFF';
}

function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function hex(values: readonly number[]): string {
  return `#${values
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()}`;
}
