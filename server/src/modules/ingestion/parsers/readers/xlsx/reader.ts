import { ReportError } from '../../parser.ts';
import type { XlsxReading } from './relations.ts';
import { readSharedStrings } from './shared-strings.ts';
import { readSheet, type SheetReading } from './sheet.ts';
import { readWorkbook } from './workbook.ts';

export interface TableEvents {
  /** Offered the first rows of each sheet in turn until one is taken as the header (return true). */
  header(cells: readonly string[], where: string): boolean;
  /** Rows below the header in which at least one cell holds something. */
  row(cells: readonly string[], where: string): void;
  /** No sheet has a header; throw a ReportError that names the columns it takes. */
  noHeader(firstRow: readonly string[], where: string): never;
}

const maxRowsBeforeHeader = 50;

/**
 * Streams the table in a spreadsheet: the first sheet that has a header, to its end. Only the shared texts are held.
 * @throws ReportError when the file is no spreadsheet, or crosses a bound
 */
export async function readTable(reading: XlsxReading, events: TableEvents): Promise<void> {
  const workbook = await readWorkbook(reading);
  if (workbook.sheets.length === 0) throw new ReportError('The spreadsheet has no sheet with cells.');
  const strings = await readSharedStrings(reading, workbook.strings);
  const first: { cells: readonly string[]; where: string }[] = [];
  for (const [index, { name, part }] of workbook.sheets.entries()) {
    const place = (row: number) => (index === 0 ? `row ${row}` : `row ${row} of "${name.slice(0, 60)}"`);
    const found = await readOne({ ...reading, workbook, strings, part }, { events, place, first });
    if (!found) continue;
    noteOthers(reading, { names: workbook.sheets.map((sheet) => sheet.name), read: index });
    return;
  }
  events.noHeader(first[0]?.cells ?? [], first[0]?.where ?? 'row 1');
}

interface Sheet {
  readonly events: TableEvents;
  readonly place: (row: number) => string;
  readonly first: { cells: readonly string[]; where: string }[];
}

/** @returns whether the sheet has a header */
async function readOne(reading: SheetReading, { events, place, first }: Sheet): Promise<boolean> {
  let hasHeader = false;
  let offered = 0;
  await readSheet(reading, (cells, row) => {
    if (hasHeader) {
      events.row(cells, place(row));
      return true;
    }
    if (first.length === 0) first.push({ cells, where: place(row) });
    hasHeader = events.header(cells, place(row));
    offered += 1;
    return hasHeader || offered < maxRowsBeforeHeader;
  });
  return hasHeader;
}

function noteOthers(
  { sink }: XlsxReading,
  { names, read }: { readonly names: readonly string[]; readonly read: number },
): void {
  const others = names.filter((_, index) => index !== read);
  if (others.length === 0) return;
  const listed = others.slice(0, 10).map((name) => `"${name.slice(0, 60)}"`);
  sink.problem({
    code: 'SHEET_NOT_READ',
    message: `Only the sheet "${(names[read] ?? '').slice(0, 60)}" was read; it is the first with the header. Not read: ${listed.join(', ')}.`,
    where: `sheet ${read + 1}`,
    dropsItem: false,
  });
}
