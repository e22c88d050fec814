import { ReportError } from '../../parser.ts';
import type { XmlAttributes, XmlEvents } from '../xml/reader.ts';
import { attribute, isOn, wholeNumber } from './attribute.ts';
import type { Numbering } from './numbering.ts';
import { type Paragraph, ParagraphDraft } from './paragraph.ts';
import { monoFont, type StyleSheet } from './styles.ts';

export interface Cell {
  readonly paragraphs: Paragraph[];
  /** First column it takes, from 0, and how many. */
  readonly column: number;
  readonly span: number;
}

export type Row = readonly Cell[];

/** What stands in the body, in order. */
export interface BlockSink {
  paragraph(paragraph: Paragraph): void;
  table(rows: readonly Row[]): void;
}

interface OpenTable {
  readonly rows: Cell[][];
  row: Cell[] | undefined;
  cell: { paragraphs: Paragraph[]; span: number } | undefined;
}

interface Look {
  bold: boolean | undefined;
  mono: boolean | undefined;
  size: number | undefined;
  hidden: boolean;
}

/** Deleted text, codes of fields, and what older programs show instead of a shape. */
const unseen: ReadonlySet<string> = new Set([
  'del',
  'moveFrom',
  'instrText',
  'delText',
  'Fallback',
  'rPrChange',
  'pPrChange',
  'sdtPr',
  'sectPr',
]);
const maxParagraphs = 500_000;

/** Reads `word/document.xml`: paragraphs and tables; a table inside a cell becomes lines of that cell. */
export class BodyReader implements XmlEvents {
  readonly #sink: BlockSink;
  readonly #styles: StyleSheet;
  readonly #numbering: Numbering;
  readonly #paragraphs: ParagraphDraft[] = [];
  readonly #tables: OpenTable[] = [];
  #look: Look = plain();
  #inRun = false;
  #unseen = 0;
  #count = 0;
  page = 1;
  /** Whether the program that saved the file noted where its pages ended. */
  hasPages = false;

  constructor({ sink, styles, numbering }: { sink: BlockSink; styles: StyleSheet; numbering: Numbering }) {
    this.#sink = sink;
    this.#styles = styles;
    this.#numbering = numbering;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (unseen.has(name)) this.#unseen++;
    if (this.#unseen > 0) return;
    if (name === 'p') this.#beginParagraph();
    else if (name === 'tbl') this.#tables.push({ rows: [], row: undefined, cell: undefined });
    else if (name === 'tr') this.#beginRow();
    else if (name === 'tc') this.#beginCell();
    else if (name === 'gridSpan') this.#span(attributes);
    else if (name === 'r') this.#beginRun();
    else this.#content(name, attributes);
  }

  close(name: string, text: string): void {
    if (unseen.has(name)) {
      this.#unseen--;
      return;
    }
    if (this.#unseen > 0) return;
    if (name === 't') this.#text(text);
    else if (name === 'r') this.#inRun = false;
    else if (name === 'p') this.#endParagraph();
    else if (name === 'tc') this.#endCell();
    else if (name === 'tr') this.#endRow();
    else if (name === 'tbl') this.#endTable();
  }

  #content(name: string, attributes: XmlAttributes): void {
    const paragraph = this.#paragraphs.at(-1);
    if (name === 'lastRenderedPageBreak') this.#turnPage(true);
    if (paragraph === undefined) return;
    const value = attribute(attributes, 'val');
    if (this.#inRun) this.#runContent(name, attributes, paragraph);
    else if (name === 'pStyle') paragraph.styleId = value;
    else if (name === 'numId') paragraph.numberId = value;
    else if (name === 'ilvl') paragraph.numberLevel = wholeNumber(value);
    else if (name === 'outlineLvl') {
      const level = wholeNumber(value);
      if (level !== undefined && level < 9) paragraph.level = level + 1;
    }
  }

  #runContent(name: string, attributes: XmlAttributes, paragraph: ParagraphDraft): void {
    const look = this.#look;
    if (name === 'b') look.bold = isOn(attributes);
    else if (name === 'vanish') look.hidden = isOn(attributes);
    else if (name === 'rFonts') look.mono = monoFont.test(attribute(attributes, 'ascii') ?? '');
    else if (name === 'sz') look.size = (wholeNumber(attribute(attributes, 'val')) ?? 0) / 2 || undefined;
    else if (name === 'tab') paragraph.tab();
    else if (name === 'noBreakHyphen') this.#text('-');
    else if (name === 'br' || name === 'cr') {
      if (attribute(attributes, 'type') === 'page') this.#turnPage(false);
      else paragraph.breakLine();
    }
  }

  #turnPage(noted: boolean): void {
    // A break that the author set is noted once more by the program; only its notes are counted where there are any.
    if (noted && !this.hasPages) {
      this.hasPages = true;
      this.page = 1;
    }
    if (noted || !this.hasPages) this.page++;
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph?.lines.every((line) => line.every((part) => part.length === 0))) paragraph.page = this.page;
  }

  #text(text: string): void {
    if (!this.#inRun || this.#look.hidden) return;
    const style = this.#styles.styleOf(this.#paragraphs.at(-1)?.styleId);
    const { bold = style.bold ?? false, mono = style.mono ?? false, size = style.size } = this.#look;
    this.#paragraphs.at(-1)?.add({ text, bold, mono, size: size ?? this.#styles.bodySize });
  }

  #beginParagraph(): void {
    this.#count++;
    if (this.#count > maxParagraphs) {
      throw new ReportError(`The document has more than ${maxParagraphs} paragraphs. Split it.`, {
        code: 'PAYLOAD_TOO_LARGE',
      });
    }
    this.#paragraphs.push(new ParagraphDraft(this.page));
  }

  #beginRun(): void {
    this.#inRun = true;
    this.#look = plain();
  }

  #endParagraph(): void {
    const draft = this.#paragraphs.pop();
    if (draft === undefined) return;
    const style = this.#styles.styleOf(draft.styleId);
    const list = draft.numberId ?? style.numberId;
    const level = draft.level ?? style.level;
    const empty = draft.lines.every((line) => line.every((part) => part.length === 0));
    // The list of contents repeats every heading.
    if (empty || /^toc\b|^table of (?:figures|authorities)/.test(style.name)) return;
    const label =
      list === undefined || list === '0'
        ? ''
        : this.#numbering.next(list, draft.numberLevel ?? style.numberLevel ?? 0);
    this.#place({ lines: draft.lines, level, label, page: draft.page, number: this.#count });
  }

  #place(paragraph: Paragraph): void {
    const cell = this.#tables.at(-1)?.cell;
    if (cell !== undefined) cell.paragraphs.push(paragraph);
    else this.#sink.paragraph(paragraph);
  }

  #beginRow(): void {
    const table = this.#tables.at(-1);
    if (table !== undefined) table.row = [];
  }

  #beginCell(): void {
    const table = this.#tables.at(-1);
    if (table !== undefined) table.cell = { paragraphs: [], span: 1 };
  }

  #span(attributes: XmlAttributes): void {
    const cell = this.#tables.at(-1)?.cell;
    if (cell !== undefined)
      cell.span = Math.min(100, Math.max(1, wholeNumber(attribute(attributes, 'val')) ?? 1));
  }

  #endCell(): void {
    const table = this.#tables.at(-1);
    if (table?.row === undefined || table.cell === undefined) return;
    const last = table.row.at(-1);
    table.row.push({ ...table.cell, column: last === undefined ? 0 : last.column + last.span });
    table.cell = undefined;
  }

  #endRow(): void {
    const table = this.#tables.at(-1);
    if (table?.row === undefined) return;
    table.rows.push(table.row);
    table.row = undefined;
  }

  #endTable(): void {
    const table = this.#tables.pop();
    if (table === undefined) return;
    const outer = this.#tables.at(-1)?.cell;
    if (outer === undefined) this.#sink.table(table.rows);
    else for (const row of table.rows) for (const cell of row) outer.paragraphs.push(...cell.paragraphs);
  }
}

function plain(): Look {
  return { bold: undefined, mono: undefined, size: undefined, hidden: false };
}
