import { type ParseLimits, type ParseSink, ReportError } from '../../parser.ts';
import { textWindows } from '../text/windows.ts';
import { type HtmlEvents, HtmlScanner, type HtmlTag } from './tokens.ts';

export interface HtmlCell {
  /** As it stands between the cell's tags, cut at twice the longest text. */
  readonly html: string;
  readonly isHeader: boolean;
}

export interface TableEvents {
  /** A table begins; tables inside cells are content of the cell. */
  table(): void;
  row(cells: readonly HtmlCell[], where: string): void;
  /** `<dt>` and `<dd>` outside tables, as HTML. */
  definition(term: string, value: string): void;
}

export interface HtmlReading {
  readonly source: AsyncIterable<Uint8Array>;
  readonly limits: ParseLimits;
  readonly sink: Pick<ParseSink, 'problem'>;
}

/**
 * Streams the tables and definition lists of a page. End tags may be missing, as HTML allows; one row is held at a time.
 * @returns whether the page came to its end, `</html>` or `</body>`
 */
export async function readHtmlTables(reading: HtmlReading, events: TableEvents): Promise<boolean> {
  const page = new Page(reading, events);
  const scanner = new HtmlScanner(page);
  for await (const window of textWindows(reading.source)) scanner.write(window);
  scanner.end();
  page.endRow();
  return page.hasEnded;
}

/** What text is gathered for; `undefined` where it is of no interest. */
type Place = 'CELL' | 'TERM' | 'VALUE' | undefined;

class Page implements HtmlEvents {
  hasEnded = false;
  readonly #events: TableEvents;
  readonly #reading: HtmlReading;
  readonly #maxLength: number;
  #depth = 0;
  #place: Place;
  #pieces: string[] = [];
  #length = 0;
  #cells: HtmlCell[] = [];
  #isHeader = false;
  #row = '';
  #term = '';
  #line = 1;

  constructor(reading: HtmlReading, events: TableEvents) {
    this.#reading = reading;
    this.#events = events;
    this.#maxLength = reading.limits.maxTextLength * 2;
  }

  text(text: string): void {
    if (this.#place === undefined) return;
    this.#length += text.length;
    if (this.#length - text.length < this.#maxLength) this.#pieces.push(text);
  }

  tag(tag: HtmlTag, line: number): void {
    this.#line = line;
    const { name, closes, raw } = tag;
    if (closes && (name === 'html' || name === 'body')) this.hasEnded = true;
    if (name === 'table') this.#table(closes, raw);
    else if (this.#depth === 1 && rowParts.has(name)) this.#rowPart(tag);
    else if (this.#depth === 0 && listParts.has(name)) this.#listPart(tag);
    else this.text(raw);
  }

  #table(closes: boolean, raw: string): void {
    const inner = closes ? this.#depth > 1 : this.#place === 'CELL';
    if (inner) {
      this.#depth += closes ? -1 : 1;
      this.text(raw);
      return;
    }
    this.endRow();
    this.#depth = closes ? 0 : 1;
    if (!closes) this.#events.table();
  }

  #rowPart({ name, closes }: HtmlTag): void {
    if (name !== 'td' && name !== 'th') {
      this.endRow();
      return;
    }
    this.#endCell();
    if (closes) return;
    const { maxColumns } = this.#reading.limits;
    if (this.#cells.length >= maxColumns) {
      throw new ReportError(`A row of a table has more than ${maxColumns} columns.`, {
        code: 'PAYLOAD_TOO_LARGE',
        where: this.#row,
      });
    }
    if (this.#cells.length === 0) this.#row = `line ${this.#line}`;
    this.#isHeader = name === 'th';
    this.#place = 'CELL';
  }

  #listPart({ name, closes }: HtmlTag): void {
    if (this.#place === 'TERM') this.#term = this.#take();
    else if (this.#place === 'VALUE') this.#events.definition(this.#term, this.#take());
    this.#place = closes || name === 'dl' ? undefined : name === 'dt' ? 'TERM' : 'VALUE';
  }

  #endCell(): void {
    if (this.#place !== 'CELL') return;
    this.#cells.push({ html: this.#take(), isHeader: this.#isHeader });
    this.#place = undefined;
  }

  endRow(): void {
    this.#endCell();
    if (this.#cells.length > 0) this.#events.row(this.#cells, this.#row);
    this.#cells = [];
  }

  #take(): string {
    const html = this.#pieces.join('');
    if (this.#length > this.#maxLength) {
      this.#reading.sink.problem({
        code: 'FIELD_TRUNCATED',
        message: `A part of the page is ${this.#length} characters long; the first ${this.#maxLength} were kept.`,
        where: `line ${this.#line}`,
        dropsItem: false,
      });
    }
    this.#pieces = [];
    this.#length = 0;
    return html.slice(0, this.#maxLength).toWellFormed();
  }
}

const rowParts: ReadonlySet<string> = new Set(['tr', 'td', 'th', 'thead', 'tbody', 'tfoot']);
const listParts: ReadonlySet<string> = new Set(['dl', 'dt', 'dd']);
