import { expect, test } from 'vitest';
import { utcOfClock } from './time-clock.ts';

test.each([
  ['Jan 5, 2021 10:24:08 MST', '2021-01-05T17:24:08.000Z'],
  ['12 Mar 2020 04:42PM GMT-0400', '2020-03-12T20:42:00.000Z'],
  ['04 Feb 2026 12:00AM GMT-0500', '2026-02-04T05:00:00.000Z'],
  ['Mar 12, 2020 12:30 PM (GMT+0100)', '2020-03-12T11:30:00.000Z'],
  ['Sep 3, 2020 04:42 PM UTC', '2020-09-03T16:42:00.000Z'],
  ['Sat Sep 13 22:35:04 CEST 2014', '2014-09-13T20:35:04.000Z'],
])('%s', (text, utc) => expect(utcOfClock(text)).toBe(utc));

test.each(['Feb 03, 2026 07:00 AM', 'Jan 5, 2021 10:24:08 CST', '05/13/2021 07:08:28', 'N/A', ''])(
  '%j names no zone that means one thing',
  (text) => expect(utcOfClock(text)).toBeUndefined(),
);
