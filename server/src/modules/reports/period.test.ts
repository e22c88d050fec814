import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '../../kernel/time.ts';
import { reportTime } from './period.ts';

const dayBefore = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - dayMs).toISOString().slice(0, 10);

describe('the period of a report', () => {
  it('is the last three months up to today, against the three before', () => {
    expect(reportTime('2026-11-23T10:00:00.000Z', undefined)).toEqual({
      period: { from: '2026-08-24', to: '2026-11-23' },
      previous: { from: '2026-05-24', to: '2026-08-23' },
      asOf: '2026-11-23T10:00:00.000Z',
    });
  });

  it('begins the day after the same day three months ago, or after the last day of a shorter month', () => {
    expect(reportTime('2026-05-31T00:00:00.000Z', undefined).period.from).toBe('2026-03-01');
    expect(reportTime('2024-05-30T00:00:00.000Z', undefined).period.from).toBe('2024-03-01');
    expect(reportTime('2026-01-15T00:00:00.000Z', undefined).period.from).toBe('2025-10-16');
  });

  it('touches the period before without gap or overlap, at any time', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (now) => {
          const { period, previous } = reportTime(now.toISOString(), undefined);
          expect(previous.to).toBe(dayBefore(period.from));
          expect(period.to >= period.from && previous.to >= previous.from).toBe(true);
        },
      ),
    );
  });

  it('is told as it ended when it has ended, and as of now when it has not', () => {
    const now = '2026-05-10T12:00:00.000Z';
    expect(reportTime(now, { from: '2026-01-01', to: '2026-03-31' })).toEqual({
      period: { from: '2026-01-01', to: '2026-03-31' },
      previous: { from: '2025-10-03', to: '2025-12-31' },
      asOf: '2026-03-31T23:59:59.999Z',
    });
    expect(reportTime(now, { from: '2026-04-01', to: '2026-06-30' }).asOf).toBe(now);
  });

  it.each([
    ['a day that does not exist', { from: '2026-02-30', to: '2026-03-31' }],
    ['an end before the beginning', { from: '2026-03-31', to: '2026-03-30' }],
    ['a future', { from: '2026-05-11', to: '2026-06-30' }],
    ['more than five years', { from: '2020-01-01', to: '2026-03-31' }],
  ])('refuses %s', (_, period) => {
    expect(() => reportTime('2026-05-10T12:00:00.000Z', period)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    );
  });
});
