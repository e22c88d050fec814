import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { type CursorKind, decodeCursor, encodeCursor, sortTerms } from './pagination.ts';

const id = '019cadc6-0000-7000-8000-000000000000';
const kinds: readonly CursorKind[] = ['text', 'small-integer', 'integer', 'number', 'time', 'uuid'];
const good = ['a "title", ü', '4', '123456789', '0.97531', '2026-03-02 09:00:00.123456+00', id];

describe('a cursor', () => {
  it('gives back the place that it was made of', () => {
    expect(decodeCursor(encodeCursor('list:a', good), 'list:a', kinds)).toEqual(good);
    expect(decodeCursor(encodeCursor('list:a', ['infinity']), 'list:a', ['time'])).toEqual(['infinity']);
  });

  it.each([
    ['another order', encodeCursor('list:b', good)],
    ['too few values', encodeCursor('list:a', good.slice(1))],
    ['a number that is none', encodeCursor('list:a', good.with(3, '1e400'))],
    ['an integer beyond its type', encodeCursor('list:a', good.with(1, '99999'))],
    ['a day that does not exist', encodeCursor('list:a', good.with(4, '2026-02-30 09:00:00+00'))],
    ['an hour that does not exist', encodeCursor('list:a', good.with(4, '2026-02-20 25:00:00+00'))],
    ['a NUL, which the database refuses', encodeCursor('list:a', good.with(0, 'a\u0000b'))],
    ['an id that is none', encodeCursor('list:a', good.with(5, "' or 1=1"))],
    [
      'values that are not text',
      Buffer.from(JSON.stringify(['list:a', {}, 1, 2, 3, 4, 5])).toString('base64url'),
    ],
  ])('with %s is refused', (_name, cursor) => {
    expect(() => decodeCursor(cursor, 'list:a', kinds)).toThrow(AppError);
  });

  it('that somebody made up is refused with VALIDATION_FAILED, never another error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text, 'list:a', kinds)).toThrow(
          expect.objectContaining({ code: 'VALIDATION_FAILED' }),
        );
      }),
    );
  });
});

describe('an order', () => {
  it('counts each word once, the first time', () => {
    expect(sortTerms(['-title', 'status', 'title'])).toEqual([
      { word: 'title', descending: true },
      { word: 'status', descending: false },
    ]);
  });
});
