import { expect, test } from 'vitest';
import { interFiles, interMetrics, printable, textWidth } from './font.ts';

test('Latin, Greek, Cyrillic and the signs the pages use are covered', () => {
  for (const sign of 'Zürich ŁódźΩЖ–−“”…□')
    expect(interMetrics.covers(sign.codePointAt(0) ?? 0), sign).toBe(true);
});

test('a character the font lacks is shown as a box, never dropped', () => {
  expect(printable('日本 AG \u{1F600}')).toBe('□□ AG □');
});

test('direction overrides and other inkless signs cannot disguise a name', () => {
  expect(printable('in\u202Egnp\u00AD.e\u200Bxe\u0007')).toBe('ingnp.exe');
});

test('decomposed letters are composed before they are looked up', () => {
  expect(printable('e\u0301')).toBe('é');
});

test('width is the sum of the advances at that size', () => {
  expect(textWidth('', 10)).toBe(0);
  expect(textWidth('ii', 10)).toBeCloseTo(2 * textWidth('i', 10));
  expect(textWidth('W', 10)).toBeGreaterThan(textWidth('i', 10));
  expect(textWidth('Exposure', 20)).toBeCloseTo(2 * textWidth('Exposure', 10));
});

test('the shipped fonts stay under 2 MB', () => {
  expect(interFiles.reduce((sum, file) => sum + file.length, 0)).toBeLessThan(2 * 1024 * 1024);
});
