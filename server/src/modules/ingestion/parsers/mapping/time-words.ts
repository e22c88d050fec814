import { utcOfIso } from './time.ts';

/** Hours from UTC of zone abbreviations that mean one thing everywhere they are written; IST, CST and the like are left out. */
const hoursOfZone: Readonly<Record<string, string>> = {
  UTC: 'Z',
  UT: 'Z',
  GMT: 'Z',
  WET: 'Z',
  WEST: '+01:00',
  CET: '+01:00',
  CEST: '+02:00',
  EET: '+02:00',
  EEST: '+03:00',
  MSK: '+03:00',
  JST: '+09:00',
  AEST: '+10:00',
  AEDT: '+11:00',
  NZST: '+12:00',
  NZDT: '+13:00',
  EST: '-05:00',
  EDT: '-04:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
};

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** "Sat Sep 13 22:35:04 CEST 2014", as Java and `date` write times. */
const datePattern =
  /^(?:[a-z]{3,9},?\s+)?([a-z]{3})[a-z]*\s+(\d{1,2})\s+(\d{2}:\d{2}:\d{2})\s+([a-z]{2,5}|(?:gmt|utc)?[+-]\d{2}:?\d{2})\s+(\d{4})$/i;
/** "Tue, 05 Jan 2026 08:00:00 +0000" (RFC 5322). */
const mailPattern =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]([a-z]{3})[a-z]*[\s-](\d{4})\s+(\d{2}:\d{2}:\d{2})\s+([a-z]{2,5}|(?:gmt|utc)?[+-]\d{2}:?\d{2})$/i;

/**
 * RFC 3339 in UTC from a time written with the English name of its month and a zone; undefined when the zone is missing or its
 * abbreviation means several zones.
 */
export function utcOfWords(text: string): string | undefined {
  const trimmed = text.trim();
  const date = datePattern.exec(trimmed);
  if (date !== null) return utcOfParts(date[5], date[1], date[2], date[3], date[4]);
  const mail = mailPattern.exec(trimmed);
  return mail === null ? undefined : utcOfParts(mail[3], mail[2], mail[1], mail[4], mail[5]);
}

function utcOfParts(year = '', month = '', day = '', time = '', zone = ''): string | undefined {
  const number = months.indexOf(month.toLowerCase().slice(0, 3)) + 1;
  const offset = hoursOfZone[zone.toUpperCase()] ?? /[+-]\d{2}:?\d{2}$/.exec(zone)?.[0];
  if (number === 0 || offset === undefined) return undefined;
  return utcOfIso(`${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}T${time}${offset}`);
}
