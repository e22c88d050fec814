import { describe, expect, test } from 'vitest';
import { utcOfWords } from './time-words.ts';

describe('utcOfWords', () => {
  test.each([
    ['Sat Sep 13 22:35:04 CEST 2014', '2014-09-13T20:35:04.000Z'],
    ['Mon Jan 05 08:00:00 GMT 2026', '2026-01-05T08:00:00.000Z'],
    ['Mon Jan 05 08:00:00 GMT+01:00 2026', '2026-01-05T07:00:00.000Z'],
    ['Mon, 05 Jan 2026 08:00:00 +0130', '2026-01-05T06:30:00.000Z'],
    ['5 January 2026 08:00:00 UTC', '2026-01-05T08:00:00.000Z'],
  ])('%s', (text, utc) => {
    expect(utcOfWords(text)).toBe(utc);
  });

  test.each(['Mon Jan 05 08:00:00 IST 2026', 'Mon Jan 05 08:00:00 2026', 'Mon Foo 05 08:00:00 GMT 2026', ''])(
    'no zone that means one thing: %s',
    (text) => {
      expect(utcOfWords(text)).toBeUndefined();
    },
  );
});
