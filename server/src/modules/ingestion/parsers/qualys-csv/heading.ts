import { utcOfIso } from '../mapping/time.ts';

/** "01/18/2026 at 10:53:54 (GMT+0530)", as Qualys heads its reports, always with the month first. */
export function utcOfHeading(text: string): string | undefined {
  const match = /^(\d{2})\/(\d{2})\/(\d{4}) at (\d{2}:\d{2}:\d{2}) \(GMT([+-]\d{2}:?\d{2})?\)$/.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const [, month, day, year, time, offset = 'Z'] = match;
  return utcOfIso(`${year}-${month}-${day}T${time}${offset}`);
}
