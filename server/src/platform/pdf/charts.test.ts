import { expect, test } from 'vitest';
import { barChart, changeBars, waterfall } from './bar-charts.ts';
import { lineChart } from './line-chart.ts';

const size = { width: 400, height: 100 };
const bars = [
  { label: 'Zwölf', value: 3, text: '3', color: '#CF5A1D' },
  { label: 'Two', value: 1, text: '1', color: '#2F74AD' },
];

test('words stay text in our font', () => {
  const svg = barChart(bars, size, 80);
  expect(svg).toMatch(/<text[^>]*>Zwölf<\/text>/);
  expect(svg).toContain('font-family:Inter');
});

test('equal input gives equal bytes, though the chart library counts its instances', () => {
  expect(barChart(bars, size, 80)).toBe(barChart(bars, size, 80));
});

test('bars start at zero, so that their lengths compare', () => {
  const widths = barWidths(barChart(bars, size, 80));
  expect(widths['#CF5A1D']).toBeCloseTo(3 * (widths['#2F74AD'] ?? 0), 0);
});

test('losses reach left of zero, gains right, on one scale', () => {
  const svg = changeBars(
    [
      { label: 'Gain', value: 4, text: '+4', color: '#167353' },
      { label: 'Loss', value: -2, text: '−2', color: '#A8122A' },
    ],
    size,
    80,
  );
  const widths = barWidths(svg);
  expect(Math.abs(widths['#167353'] ?? 0)).toBeCloseTo(2 * Math.abs(widths['#A8122A'] ?? 0), 0);
});

test('a change starts where the level before it ended', () => {
  const svg = waterfall(
    [
      { label: 'Then', value: 10, kind: 'LEVEL', text: '10', color: '#111111' },
      { label: 'Closed', value: -4, kind: 'CHANGE', text: '−4', color: '#222222' },
      { label: 'Now', value: 6, kind: 'LEVEL', text: '6', color: '#333333' },
    ],
    size,
    80,
  );
  const right = barEnds(svg);
  expect(right['#222222']).toBeCloseTo(right['#111111'] ?? 0, 0);
});

test('a line of one point and a line without change are drawn', () => {
  const chart = {
    color: '#3451C7',
    ends: { first: '5', last: '5' },
    monthNames: ['Jan'],
    formatValue: String,
  };
  expect(lineChart({ ...chart, points: [{ atMs: 0, value: 5 }] }, size)).toContain('>5</text>');
  const flat = [0, 86_400_000].map((atMs) => ({ atMs, value: 0 }));
  expect(lineChart({ ...chart, points: flat }, size)).not.toContain('NaN');
});

/** Signed width of the rectangle of each colour, from its path `M x y l dx 0 …`. */
function barWidths(svg: string): Record<string, number> {
  const entries = rectangles(svg).map(({ color, dx }): [string, number] => [color, dx]);
  return Object.fromEntries(entries);
}

function barEnds(svg: string): Record<string, number> {
  const entries = rectangles(svg).map(({ color, x, dx }): [string, number] => [color, Math.max(x, x + dx)]);
  return Object.fromEntries(entries);
}

function rectangles(svg: string) {
  return [...svg.matchAll(/<path d="M([\d.-]+) [\d.-]+l([\d.-]+) 0[^"]*"[^>]*fill="(#\w+)"/g)].map(
    ([, x, dx, color]) => ({
      x: Number(x),
      dx: Number(dx),
      color: color ?? '',
    }),
  );
}
