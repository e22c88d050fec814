import { invalidField } from '../../kernel/errors.ts';
import { dayMs } from '../../kernel/time.ts';

/** Days in UTC, both included, YYYY-MM-DD. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export interface ReportTime {
  readonly period: Period;
  /** As long, right before. */
  readonly previous: Period;
  /** RFC 3339: the moment the figures speak of. */
  readonly asOf: string;
}

const longestDays = 5 * 366;

/**
 * Period and moment of a report asked for at `now`. Without a period: the last three months up to today, against the three
 * before. A period that has ended is told as it stood at its last instant; one that has not, as it stands now.
 * @throws AppError VALIDATION_FAILED for a day that does not exist, an order that is none, a period in the future or over 5 years
 */
export function reportTime(now: string, given: Period | undefined): ReportTime {
  const today = now.slice(0, 10);
  if (!given) {
    const period = { from: monthsBefore(today, 3), to: today };
    return { period, previous: { from: monthsBefore(today, 6), to: shifted(period.from, -1) }, asOf: now };
  }
  const days =
    Math.round((startOf('body.period.to', given.to) - startOf('body.period.from', given.from)) / dayMs) + 1;
  if (days < 1) throw invalidField('body.period', 'ends before it begins');
  if (days > longestDays) throw invalidField('body.period', 'is longer than five years');
  if (given.from > today) throw invalidField('body.period.from', 'lies in the future');
  const previous = { from: shifted(given.from, -days), to: shifted(given.from, -1) };
  return { period: given, previous, asOf: given.to < today ? `${given.to}T23:59:59.999Z` : now };
}

/** First instant of a day that exists. */
function startOf(path: string, day: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(ms) || dayOf(ms) !== day) throw invalidField(path, 'is not a day that exists');
  return ms;
}

function shifted(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * dayMs);
}

/** The day after the same day so many months before, so that the period is whole months long; 31 May counts as 28 February. */
function monthsBefore(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1);
  const daysInMonth = new Date(
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months + 1, 0),
  ).getUTCDate();
  return dayOf(first + Math.min(date.getUTCDate(), daysInMonth) * dayMs);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
