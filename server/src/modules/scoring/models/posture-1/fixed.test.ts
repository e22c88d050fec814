import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bigDiv, decimal, mulDiv } from './fixed.ts';

it('multiplies and divides exactly, half to even, on both sides of 2^53', () => {
  const factor = fc.oneof(fc.nat(1_000_000), fc.integer({ min: 0, max: 9_000_000_000_000 }));
  fc.assert(
    fc.property(factor, factor, fc.integer({ min: 1, max: 1_000_000_000_000 }), (a, b, c) => {
      const numerator = BigInt(a) * BigInt(b);
      fc.pre(numerator / BigInt(c) < 2n ** 53n - 1n);
      expect(mulDiv(a, b, c)).toBe(bigDiv(numerator, BigInt(c)));
    }),
    { numRuns: 2_000 },
  );
});

it('is exact where the double quotient would round up to the next integer', () => {
  const c = 2 ** 26 - 1;
  for (let step = 0; step < 1_000; step += 1) {
    const a = Math.floor(2 ** 52 / c) - step;
    expect(mulDiv(a, c, c)).toBe(a);
    expect(mulDiv(a * c - 1, 1, c)).toBe(a);
  }
});

it.each([
  [5, 1, 2, 2],
  [7, 1, 2, 4],
  [1, 1, 3, 0],
  [2, 1, 3, 1],
  [0, 9, 4, 0],
])('%i × %i ÷ %i = %i', (a, b, c, expected) => {
  expect(mulDiv(a, b, c)).toBe(expected);
  expect(bigDiv(BigInt(a) * BigInt(b), BigInt(c))).toBe(expected);
});

it('refuses a sum that left the exact range instead of rounding it', () => {
  expect(() => mulDiv(2 ** 53 - 1, 2 ** 53 - 1, 1)).toThrow(RangeError);
});

it('writes fixed-point numbers as decimals', () => {
  expect([decimal(65_720, 3), decimal(7, 2), decimal(0, 6), decimal(-150, 2)]).toEqual([
    '65.720',
    '0.07',
    '0.000000',
    '-1.50',
  ]);
});
