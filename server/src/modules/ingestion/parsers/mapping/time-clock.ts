import { utcOfWords } from './time-words.ts';

const clock = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AP]M)?`;
const zone = String.raw`\(?((?:GMT|UTC)?[+-]\d{2}:?\d{2}|[A-Z]{2,5})\)?`;
/** "Jan 5, 2021 10:24:08 MST" and "Mar 12, 2020 04:42 PM GMT". */
const monthFirst = new RegExp(
  String.raw`^([A-Z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4}),?\s+(?:at\s+)?${clock}\s*${zone}$`,
  'i',
);
/** "12 Mar 2020 04:42PM GMT-0400". */
const dayFirst = new RegExp(
  String.raw`^(\d{1,2})\s+([A-Z]{3,9})\.?,?\s+(\d{4}),?\s+(?:at\s+)?${clock}\s*${zone}$`,
  'i',
);

const maxLength = 100;

/**
 * RFC 3339 in UTC from a date in English words and a clock of 12 or 24 hours with a zone, as Tenable and Qualys write
 * them. Undefined without a zone, or when its abbreviation means several.
 */
export function utcOfClock(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > maxLength) return undefined;
  const month = monthFirst.exec(trimmed);
  const day = dayFirst.exec(trimmed);
  const parts = month ?? day;
  if (parts === null) return utcOfWords(trimmed);
  const [, first = '', second = '', year = '', hour = '', minute = '', seconds = '00', half, place] = parts;
  const date = month === null ? `${first} ${second}` : `${second} ${first}`;
  const time = `${hourOf(Number(hour), half?.toUpperCase())}:${minute}:${seconds}`;
  return utcOfWords(`${date} ${year} ${time} ${place}`);
}

function hourOf(hour: number, half: string | undefined): string {
  const late = half === 'PM' ? 12 : 0;
  return String(half === undefined ? hour : (hour % 12) + late).padStart(2, '0');
}
