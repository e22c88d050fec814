import { invalidField } from './errors.ts';

export const dayMs = 86_400_000;

/**
 * Whether an RFC 3339 time that has the right form also exists: no 30 February, no 25 o'clock. The schema's pattern cannot
 * say this, and the database would fail on it.
 * @throws AppError VALIDATION_FAILED naming the field
 */
export function realTime(path: string, text: string): string {
  const ms = Date.parse(text);
  // Date.parse takes 30 February for 2 March, and knows a year 0, which the calendar of the database does not.
  if (
    !Number.isNaN(ms) &&
    !text.startsWith('0000') &&
    new Date(ms).toISOString().startsWith(text.slice(0, 19))
  )
    return text;
  throw invalidField(path, 'is not a time that exists; send for example 2026-05-31T12:00:00Z');
}
