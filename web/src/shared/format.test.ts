import { describe, expect, it } from 'vitest';
import {
  daysUntil,
  formatBytes,
  formatDay,
  formatDelta,
  formatDuration,
  formatRelative,
  formatShare,
  initials,
} from './format.ts';

const now = Date.parse('2026-11-23T12:00:00Z');

describe('format', () => {
  it('writes days as in prose', () => {
    expect(formatDay('2026-11-23T12:00:00Z')).toBe('23 Nov 2026');
  });

  it('says how long ago in the largest whole unit', () => {
    expect(formatRelative('2026-11-23T11:59:30Z', now)).toBe('now');
    expect(formatRelative('2026-11-23T11:15:00Z', now)).toBe('45 minutes ago');
    expect(formatRelative('2026-11-25T13:00:00Z', now)).toBe('in 2 days');
  });

  it('shows sizes in decimal units', () => {
    expect([999, 820_000, 1_240_000, 118_400_000].map(formatBytes)).toEqual([
      '999 B',
      '820 kB',
      '1.2 MB',
      '118 MB',
    ]);
  });

  it('shows durations no finer than one can use', () => {
    expect([4.4, 200, 3_600, 7_500].map(formatDuration)).toEqual(['4 s', '3 min', '1 h', '2 h 5 min']);
  });

  it('signs changes, and calls what rounds to nothing 0', () => {
    expect([4, -2.04, 0.04].map((delta) => formatDelta(delta, 1))).toEqual(['+4.0', '−2.0', '0']);
  });

  it('rounds shares to whole percent', () => {
    expect(formatShare(0.205)).toBe('21%');
  });

  it('counts days until a time, negative when past', () => {
    expect(daysUntil('2026-11-30T00:00:00Z', now)).toBe(7);
    expect(daysUntil('2026-11-20T12:00:00Z', now)).toBe(-3);
  });

  it('makes initials of first and last word', () => {
    expect([initials('Naledi van der Mokoena'), initials('ops'), initials('')]).toEqual(['NM', 'O', '']);
  });
});
