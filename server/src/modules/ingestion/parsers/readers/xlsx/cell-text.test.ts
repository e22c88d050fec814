import { expect, test } from 'vitest';
import { columnOf, dayText, numberText, showsDay, unescaped } from './cell-text.ts';

test.each([
  [1, '1900-01-01'],
  [59, '1900-02-28'],
  [61, '1900-03-01'],
  [25_569, '1970-01-01'],
  [46_053, '2026-01-31'],
  [46_053.4375, '2026-01-31 10:30:00'],
  [2_958_465, '9999-12-31'],
])('day %d counts from 1900, false leap day and all: %s', (serial, text) => {
  expect(dayText(serial, false)).toBe(text);
});

test('days may count from 1904; a time alone and what is no day are none', () => {
  expect(dayText(44_591, true)).toBe('2026-01-31');
  for (const serial of [0, 0.5, -1, 3_000_000, Number.NaN]) expect(dayText(serial, false)).toBeUndefined();
});

test.each([
  [14, undefined, true],
  [22, undefined, true],
  [0, undefined, false],
  [21, undefined, false],
  [164, 'dd/mm/yyyy', true],
  [164, '[$-409]d\\ mmm', true],
  [164, '[Red]0.00', false],
  [164, '0 "days"', false],
  [164, '[h]:mm:ss', false],
  [164, 'General', false],
  [164, '0.0\\d', false],
])('format %d %s shows a day: %s', (id, code, shows) => {
  expect(showsDay(id, code)).toBe(shows);
});

test('numbers have the digits that a person sees', () => {
  expect(['9.8000000000000007', '0.30000000000000004', '1E3', '-0', 'x', ''].map(numberText)).toEqual([
    '9.8',
    '0.3',
    '1000',
    '0',
    'x',
    '',
  ]);
});

test('escaped characters are undone, and none that a text cannot hold comes out', () => {
  expect(unescaped('a_x000D__x005F_b')).toBe('a\r_b');
  expect(unescaped('a_x0000_b_xD800_c')).toBe('a\uFFFDb\uFFFDc');
});

test('columns have letters', () => {
  expect(['A1', 'Z9', 'AA1', 'XFD1048576', '1', 'A', 'ABCD1'].map(columnOf)).toEqual([
    0,
    25,
    26,
    16_383,
    undefined,
    undefined,
    undefined,
  ]);
});
