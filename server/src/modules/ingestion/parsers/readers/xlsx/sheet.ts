import { type ParseLimits, type ParseSink, ReportError } from '../../parser.ts';
import { readXml, type XmlAttributes } from '../xml/reader.ts';
import { columnOf, dayText, numberText, unescaped } from './cell-text.ts';
import type { XlsxReading } from './relations.ts';
import { RichText } from './shared-strings.ts';
import type { Workbook } from './workbook.ts';

export interface SheetReading extends XlsxReading {
  readonly workbook: Workbook;
  readonly strings: readonly string[];
  readonly part: string;
}

/** Takes a row with at least one cell that holds something; false ends the reading. */
export type TakeRow = (cells: readonly string[], row: number) => boolean;

/** Ends the reading of a sheet that is no longer wanted. */
class Enough extends Error {}

/** Streams the rows of a sheet (ECMA-376 part 1, 18.3). Formulas count by the value stored with them. */
export async function readSheet(reading: SheetReading, takeRow: TakeRow): Promise<void> {
  const { archive, limits, sink, part } = reading;
  const rows = new SheetRows(reading, takeRow);
  try {
    await readXml(
      { source: archive.read(part), limits, sink, roots: ['worksheet'], formatName: 'a sheet' },
      () => rows,
    );
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
}

class SheetRows {
  readonly #workbook: Workbook;
  readonly #strings: readonly string[];
  readonly #limits: ParseLimits;
  readonly #sink: Pick<ParseSink, 'problem'>;
  readonly #takeRow: TakeRow;
  #row = 0;
  #cells: string[] = [];
  #length = 0;
  #next = 0;
  #cell: XmlAttributes = {};
  #value: string | undefined;
  #hasFormula = false;
  readonly #inline = new RichText();

  constructor({ workbook, strings, limits, sink }: SheetReading, takeRow: TakeRow) {
    this.#workbook = workbook;
    this.#strings = strings;
    this.#limits = limits;
    this.#sink = sink;
    this.#takeRow = takeRow;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'row') {
      const stated = Number(attributes.r);
      this.#row = Number.isInteger(stated) && stated > 0 ? stated : this.#row + 1;
      this.#cells = [];
      this.#length = 0;
      this.#next = 0;
    } else if (name === 'c') {
      this.#cell = attributes;
      this.#value = undefined;
      this.#hasFormula = false;
    } else this.#inline.open(name);
  }

  close(name: string, text: string): void {
    if (name === 'v') this.#value = text;
    else if (name === 'is') this.#value = this.#inline.take();
    else if (name === 'f') this.#hasFormula = true;
    else if (name === 'c') this.#endCell();
    else if (name === 'row') this.#endRow();
    else this.#inline.close(name, text);
  }

  #endCell(): void {
    const column = columnOf(this.#cell.r ?? '') ?? this.#next;
    const { maxColumns, maxItemBytes } = this.#limits;
    this.#next = column + 1;
    if (this.#value === undefined) {
      if (this.#hasFormula) this.#noteFormula();
      return;
    }
    const text = this.#textOf(this.#value);
    if (text === '') return;
    if (column >= maxColumns) {
      throw new ReportError(`Row ${this.#row} of the spreadsheet has more than ${maxColumns} columns.`, {
        code: 'PAYLOAD_TOO_LARGE',
        where: `row ${this.#row}`,
      });
    }
    this.#length += text.length;
    if (this.#length > maxItemBytes) {
      throw new ReportError(
        `Row ${this.#row} of the spreadsheet is longer than ${maxItemBytes} characters.`,
        {
          code: 'PAYLOAD_TOO_LARGE',
          where: `row ${this.#row}`,
        },
      );
    }
    while (this.#cells.length < column) this.#cells.push('');
    this.#cells[column] = text;
  }

  #endRow(): void {
    if (this.#cells.every((cell) => cell.trim() === '')) return;
    if (!this.#takeRow(this.#cells, this.#row)) throw new Enough();
  }

  #textOf(value: string): string {
    switch (this.#cell.t) {
      case 's':
        return this.#strings[Number(value)] ?? '';
      case 'inlineStr':
        return value;
      case 'b':
        return value === '1' ? 'TRUE' : 'FALSE';
      case 'd':
        return value.replace(/T00:00(?::00(?:\.0+)?)?$/, '').replace('T', ' ');
      case 'str':
      case 'e':
        return unescaped(value);
      default:
        return this.#number(value);
    }
  }

  #number(value: string): string {
    const isDay = this.#workbook.isDay(Number(this.#cell.s ?? 0));
    const day = isDay ? dayText(Number(value), this.#workbook.epoch1904) : undefined;
    return day ?? numberText(value);
  }

  #noteFormula(): void {
    const where = this.#cell.r ?? `row ${this.#row}`;
    this.#sink.problem({
      code: 'FORMULA_WITHOUT_VALUE',
      message:
        'A cell holds a formula without a stored value and was read as empty. Open the file in a spreadsheet program, save it, and upload it again.',
      where,
      dropsItem: false,
    });
  }
}
