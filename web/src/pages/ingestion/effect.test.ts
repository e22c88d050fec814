import { describe, expect, it } from 'vitest';
import { effectWords, shownTiles } from './effect.ts';

const nothing = {
  NEW: 0,
  CHANGED: 0,
  UNCHANGED: 0,
  REOPENED: 0,
  RECURRING: 0,
  WOULD_CLOSE: 0,
  FIX_CONFIRMED: 0,
  RECORDED: 0,
};

describe('the finalize button', () => {
  it('says what it will do', () => {
    expect(effectWords({ ...nothing, NEW: 128, REOPENED: 2, RECURRING: 1 })).toBe(
      'Add 128, reopen 3, close 0',
    );
    expect(effectWords({ ...nothing, CHANGED: 6, WOULD_CLOSE: 1_200 })).toBe(
      'Add 0, update 6, reopen 0, close 1,200',
    );
  });

  it('says so when the register stays as it is', () => {
    expect(effectWords({ ...nothing, UNCHANGED: 44 })).toBe('Finalize without any change');
  });
});

describe('the counts of the preview', () => {
  it('are five, and the rare ones only where there are any', () => {
    expect(shownTiles(nothing).map((tile) => tile.id)).toEqual([
      'new',
      'changed',
      'reopened',
      'wouldClose',
      'unchanged',
    ]);
    expect(shownTiles({ ...nothing, FIX_CONFIRMED: 1 })).toHaveLength(6);
  });
});
