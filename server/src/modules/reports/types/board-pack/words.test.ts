import { expect, test } from 'vitest';
import {
  changeWords,
  dateWords,
  dayAfter,
  digits,
  monthsBetween,
  percent,
  signed,
  timeWords,
} from './words.ts';

test.each([
  [0, 'fell to nothing'],
  [0.664, 'fell by a third'],
  [0.5, 'fell by half'],
  [0.63, 'fell by 37 %'],
  [0.98, 'held steady'],
  [1.02, 'held steady'],
  [1.25, 'rose by a quarter'],
  [1.97, 'doubled'],
  [3.1, 'tripled'],
  [5.44, 'grew 5.4-fold'],
])('a ratio of %d %s', (ratio, words) => {
  expect(changeWords(ratio)).toBe(words);
});

test('nearly all is not all, nearly none is not none', () => {
  expect(percent(0.999)).toBe('99 %');
  expect(percent(0.001)).toBe('1 %');
  expect(percent(1)).toBe('100 %');
  expect(percent(0)).toBe('0 %');
});

test('numbers, signs and dates as the style asks', () => {
  expect(digits(1_234_567)).toBe('1,234,567');
  expect(digits(336)).toBe('336');
  expect(signed(-4)).toBe('\u22124');
  expect(signed(0.6)).toBe('+0.6');
  expect(signed(0)).toBe('0');
  expect(dateWords('2026-11-23')).toBe('23 Nov 2026');
  expect(timeWords('2026-06-30T06:00:00Z')).toBe('30 Jun 2026, 06:00 UTC');
});

test('days and months count over the ends of months and years', () => {
  expect(dayAfter('2026-12-25T23:59:59Z', 14)).toBe('2027-01-08');
  expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29');
  expect(monthsBetween('2025-06-30', '2026-06-30')).toBe(12);
});
