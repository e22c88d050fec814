/** Characters that XML cannot hold are written as _x000D_ (ECMA-376 part 1, 22.4.2.4, ST_Xstring). */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  const plain = text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return plain.replaceAll('\u0000', '\uFFFD').toWellFormed();
}

/** A number as a spreadsheet shows it: 15 digits, so that 0.1 + 0.2 is 0.3; other text as it is. */
export function numberText(text: string): string {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? text : String(Number(number.toPrecision(15)));
}

const dayMs = 86_400_000;
/** 1970-01-01 in days since 1899-12-30, where the count of 1900 starts once its false leap day is passed. */
const epochDay = 25_569;
const days1904 = 1_462;
const lastDay = 2_958_465;

/**
 * Calendar day, with the time where there is one, of a day number (ECMA-376 part 1, 18.17.4): "2026-01-31", "2026-01-31 10:30:00". No
 * zone, because a spreadsheet has none. Undefined for a time without a day and for numbers that are no day.
 */
export function dayText(serial: number, epoch1904: boolean): string | undefined {
  if (!(serial >= 1 && serial <= lastDay + 1)) return undefined;
  // Before 1900-03-01 the count of 1900 is one day behind, because it believes in 1900-02-29.
  const shift = epoch1904 ? days1904 : serial < 60 ? 1 : 0;
  const date = new Date(Math.round((serial + shift - epochDay) * dayMs));
  const text = date.toISOString();
  return serial % 1 === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** Built-in formats of days (ECMA-376 part 1, 18.8.30); those of times alone are none. */
const dayFormats: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);

/** Whether a number format shows a day: one of the built-in ones, or a code with years or days in it. */
export function showsDay(formatId: number, code: string | undefined): boolean {
  if (code === undefined) return dayFormats.has(formatId);
  const letters = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '');
  return /[yd]/i.test(letters) && !/general/i.test(letters);
}

/** 0-based column of a cell reference such as "AB12"; undefined when it is none. */
export function columnOf(reference: string): number | undefined {
  const letters = /^([A-Za-z]{1,3})\d{1,7}$/.exec(reference)?.[1];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
