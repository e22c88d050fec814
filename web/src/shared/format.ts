/** How numbers, sizes, times and durations read on every page. All pure; the clock is passed in. */

const locale = 'en-GB';
const numbers = new Intl.NumberFormat('en');
const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const months = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric' });
const shortDays = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const times = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** A share 0..1 as a whole percentage. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** A score 0..100 without needless decimals. */
export function formatScore(score: number): string {
  return String(Math.round(score));
}

/** Signed, with a true minus sign: "+4", "−2", "0". */
export function formatDelta(delta: number, digits = 0): string {
  const rounded = Number(delta.toFixed(digits));
  if (rounded === 0) return '0';
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded).toFixed(digits)}`;
}

/** "23 Nov 2026" */
export function formatDay(iso: string): string {
  return days.format(new Date(iso));
}

/** "23 Nov" */
export function formatShortDay(iso: string): string {
  return shortDays.format(new Date(iso));
}

/** "Nov 2026" */
export function formatMonth(iso: string): string {
  return months.format(new Date(iso));
}

/** "23 Nov 2026, 14:05 UTC", in the reader's zone. */
export function formatTime(iso: string): string {
  return times.format(new Date(iso));
}

const relativeSteps = [
  { unit: 'year', seconds: 31_536_000 },
  { unit: 'month', seconds: 2_592_000 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** "3 minutes ago", "in 4 days"; under a minute is "now". */
export function formatRelative(iso: string, nowMs: number): string {
  const seconds = (Date.parse(iso) - nowMs) / 1_000;
  for (const step of relativeSteps) {
    if (Math.abs(seconds) >= step.seconds)
      return relative.format(Math.trunc(seconds / step.seconds), step.unit);
  }
  return 'now';
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as operating systems show upload sizes: "118 MB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < byteUnits.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${byteUnits[unit]}`;
}

/** "45 s", "3 min", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** Whole days from now until the calendar day or time; negative when past. */
export function daysUntil(iso: string, nowMs: number): number {
  return Math.ceil((Date.parse(iso) - nowMs) / 86_400_000);
}

/** "Ada Lovelace" → "AL" */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.charAt(0) ?? ''}${words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : ''}`.toUpperCase();
}
