export type CsvValue = string | number | boolean | null;

/**
 * One line of CSV (RFC 4180), with its line break. A cell that a spreadsheet would take for a formula gets an apostrophe in
 * front (OWASP "CSV Injection"): reports carry text that an attacker wrote.
 */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

const formula = /^[=+\-@\t\r\n]/;
const special = /[",\r\n]|^\s|\s$/;

function csvCell(value: CsvValue): string {
  if (value === null) return '';
  const text = String(value).toWellFormed().replaceAll('\u0000', '\uFFFD');
  const safe = formula.test(text) ? `'${text}` : text;
  return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
