import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contrast, contrastChecks, requiredContrast } from './contrast.ts';

it('gives the ratios of WCAG', () => {
  expect(contrast('#000000', '#FFFFFF')).toBe(21);
  expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.54, 2);
  expect(contrast('#FFFFFF', '#FFFFFF')).toBe(1);
});

it('always offers a shade that is readable, and the tenant’s own where it is', () => {
  const colour = fc
    .integer({ min: 0, max: 0xffffff })
    .map((value) => `#${value.toString(16).padStart(6, '0').toUpperCase()}`);
  fc.assert(
    fc.property(colour, (own) => {
      for (const check of contrastChecks(own)) {
        expect(contrast(check.used, check.on)).toBeGreaterThanOrEqual(requiredContrast);
        expect(check.passes).toBe(check.used === own);
      }
    }),
  );
});
