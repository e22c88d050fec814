import { expect, test } from 'vitest';
import { classOfOutcome } from './check-outcome.ts';

test.each([
  ['FAIL', 'EXPOSURE_SIGNAL'],
  ['NON_COMPLIANT', 'EXPOSURE_SIGNAL'],
  ['Passed', 'NEGATIVE_RESULT'],
  ['NOT_AVAILABLE', 'INFORMATIONAL'],
  ['manual', 'INFORMATIONAL'],
  ['', undefined],
  [undefined, undefined],
])('%s is %s', (word, resultClass) => {
  expect(classOfOutcome(word)).toBe(resultClass);
});
