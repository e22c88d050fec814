import { expect, test } from 'vitest';
import { cvssBaseScore } from './cvss-score.ts';

/** Scores of the examples that FIRST publishes with the specifications. */
test.each([
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
  ['CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N/E:P', 5.3],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C', 7.8],
  ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 10],
  ['AV:L/AC:H/Au:N/C:C/I:C/A:C', 6.2],
  ['AV:N/AC:L/Au:N/C:N/I:N/A:N', 0],
])('%s is %d', (vector, score) => {
  expect(cvssBaseScore(vector)).toBe(score);
});

test.each(['', 'CVSS:3.1/AV:N', 'CVSS:4.0/AV:N/AC:L/AT:N', 'AV:N/AC:L/Au:N', 'CVSS:3.1/S:__proto__'])(
  '"%s" has none',
  (vector) => {
    expect(cvssBaseScore(vector)).toBeUndefined();
  },
);
