/** English words for numbers, changes and dates. Pure; no locale data of the machine enters. */

export const monthNames = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

const small = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
] as const;

/** 1,204 */
export function digits(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "no", "one" … "twelve", then digits. */
export function numberWord(value: number): string {
  return small[value] ?? digits(value);
}

/** "three weaknesses", "one weakness", "no weaknesses". */
export function countOf(value: number, one: string, many: string): string {
  return `${numberWord(value)} ${value === 1 ? one : many}`;
}

export function capitalised(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

export function plural(value: number, one: string, many: string): string {
  return value === 1 ? one : many;
}

/** 0.873 is "87 %"; never 100 % or 0 % for what is only nearly so. */
export function percent(value: number): string {
  const rounded = Math.round(value * 100);
  if (rounded === 100 && value < 1) return '99 %';
  if (rounded === 0 && value > 0) return '1 %';
  return `${rounded} %`;
}

const fractions: readonly (readonly [number, string])[] = [
  [0.1, 'a tenth'],
  [0.2, 'a fifth'],
  [0.25, 'a quarter'],
  [1 / 3, 'a third'],
  [0.4, 'two fifths'],
  [0.5, 'half'],
  [2 / 3, 'two thirds'],
  [0.75, 'three quarters'],
];

/** "a third" when the share is within two points of it, else "37 %". */
export function shareWords(value: number): string {
  return fractions.find(([fraction]) => Math.abs(fraction - value) <= 0.02)?.[1] ?? percent(value);
}

/** "fell by a third", "held steady" (within 3 %), "doubled", "rose by 12 %", "grew 3.4-fold", "fell to nothing". */
export function changeWords(ratio: number): string {
  if (ratio === 0) return 'fell to nothing';
  if (Math.abs(ratio - 1) <= 0.03) return 'held steady';
  if (ratio < 1) return `fell by ${shareWords(1 - ratio)}`;
  if (Math.abs(ratio - 2) <= 0.1) return 'doubled';
  if (Math.abs(ratio - 3) <= 0.15) return 'tripled';
  if (ratio > 2) return `grew ${ratio.toFixed(1)}-fold`;
  return `rose by ${shareWords(ratio - 1)}`;
}

/** `2026-11-23` or an RFC 3339 time is "23 Nov 2026". */
export function dateWords(day: string): string {
  const [year, month, dayOfMonth] = day.slice(0, 10).split('-');
  return `${Number(dayOfMonth)} ${monthNames[Number(month) - 1] ?? ''} ${year}`;
}

/** "23 Nov 2026, 06:00 UTC" */
export function timeWords(time: string): string {
  return `${dateWords(time)}, ${time.slice(11, 16)} UTC`;
}

/** The day so many days after, as `YYYY-MM-DD`. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Whole months between two days, rounded. */
export function monthsBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / (86_400_000 * 30.44));
}

/** "+6", "−9", "0": a true minus sign. */
export function signed(value: number): string {
  const text = Number.isInteger(value) ? digits(Math.abs(value)) : Math.abs(value).toFixed(1);
  return value > 0 ? `+${text}` : value < 0 ? `\u2212${text}` : '0';
}
