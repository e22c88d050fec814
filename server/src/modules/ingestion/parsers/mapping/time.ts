const isoPattern =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;

/**
 * RFC 3339 in UTC from an ISO 8601 time that names its zone; undefined when it names none, because an hour of an
 * unknown zone would be an invention.
 */
export function utcOfIso(text: string): string | undefined {
  const match = isoPattern.exec(text.trim());
  if (match === null) return undefined;
  const [, date, time, fraction = '', zone = 'Z'] = match;
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : 'Z';
  const seconds = time?.length === 5 ? `${time}:00` : time;
  return utcOf(new Date(`${date}T${seconds}${fraction.slice(0, 4)}${offset}`));
}

/** RFC 3339 in UTC from seconds since 1970. */
export function utcOfEpochSeconds(text: string): string | undefined {
  return /^\d{9,11}$/.test(text.trim()) ? utcOf(new Date(Number(text) * 1_000)) : undefined;
}

/** Midnight UTC of a calendar date such as 2021-02-28 or 2021/02/28; undefined when there is no such day. */
export function utcOfDate(text: string): string | undefined {
  const match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text.trim());
  return match === null ? undefined : utcOfDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Midnight UTC of a day given in numbers; undefined when there is no such day. */
export function utcOfDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? utcOf(date) : undefined;
}

function utcOf(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  return Number.isNaN(year) || year < 1970 || year > 9_999 ? undefined : date.toISOString();
}
