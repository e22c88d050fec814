import type { Column } from './columns.ts';

/** RFC 4180, with a byte-order mark so that spreadsheets read it as UTF-8. */
export function toCsv<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const shown = columns.filter((column) => column.text !== undefined);
  const lines = [
    shown.map((column) => column.title),
    ...rows.map((row) => shown.map((column) => column.text?.(row) ?? '')),
  ];
  return `\uFEFF${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** A leading =, +, - or @ would be run as a formula by spreadsheets, so such a cell gets an apostrophe in front. */
function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands the text to the browser as a file. */
export function saveText(options: {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}): void {
  const url = URL.createObjectURL(new Blob([options.text], { type: options.type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = options.name;
  link.click();
  URL.revokeObjectURL(url);
}
