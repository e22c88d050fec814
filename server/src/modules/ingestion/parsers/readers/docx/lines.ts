import type { TextCell, TextLine } from '../document/model.ts';
import { tooLarge } from '../pdf/bounds.ts';
import type { BlockSink, Row } from './body.ts';
import { type Paragraph, type Run, textOf } from './paragraph.ts';

/** Distances between lines as a page would show them: within a paragraph or a row, between them, above a heading. */
const gaps = { within: 1.3, row: 2, between: 2.6, heading: 3.2 } as const;
const columnWidth = 120;
const letterWidth = 0.5;
const maxCharacters = 20_000_000;

/** Turns blocks into the lines that a page would show: one for each line of a paragraph, and for each line of a row. */
export class LineCollector implements BlockSink {
  readonly lines: TextLine[] = [];
  /** Whether pages are known and can be named; asked at the end. */
  #tables = 0;
  #characters = 0;

  paragraph(paragraph: Paragraph): void {
    this.#lines(paragraph, { x: 0, where: `paragraph ${paragraph.number}` });
  }

  table(rows: readonly Row[]): void {
    this.#tables++;
    for (const [index, row] of rows.entries()) {
      const where = `table ${this.#tables}, row ${index + 1}`;
      const filled = row.filter(({ paragraphs }) => paragraphs.length > 0);
      const [only] = filled;
      if (row.length === 1 && only !== undefined) {
        for (const paragraph of only.paragraphs) this.#lines(paragraph, { x: 0, where });
      } else this.#row(row, where);
    }
  }

  #lines(paragraph: Paragraph, { x, where }: { readonly x: number; readonly where: string }): void {
    for (const [index, parts] of paragraph.lines.entries()) {
      const cells = cellsOf(parts, x, index === 0 ? paragraph.label : '');
      const gap = index > 0 ? gaps.within : paragraph.level === undefined ? gaps.between : gaps.heading;
      const level = index === 0 ? paragraph.level : undefined;
      this.#add({ cells, runs: parts.flat(), gap, level, where, page: paragraph.page, table: undefined });
    }
  }

  /** Line by line, so that a value of several paragraphs stays in its column. */
  #row(row: Row, where: string): void {
    const columns = row.map(({ paragraphs, column }) => ({
      x: column * columnWidth,
      lines: paragraphs.flatMap((paragraph) =>
        paragraph.lines.map((parts, index) => ({
          runs: parts.flat(),
          text: [index === 0 ? paragraph.label : '', ...parts.map(textOf)]
            .filter((part) => part !== '')
            .join(' '),
        })),
      ),
    }));
    const page = row.flatMap(({ paragraphs }) => paragraphs)[0]?.page ?? 0;
    const height = Math.max(0, ...columns.map(({ lines }) => lines.length));
    for (let at = 0; at < height; at++) {
      const cells: TextCell[] = [];
      const runs: Run[] = [];
      for (const { x, lines } of columns) {
        const line = lines[at];
        if (line === undefined || line.text === '') continue;
        cells.push({ text: line.text, x, right: x + widthOf(line.text), bold: isBold(line.runs) });
        runs.push(...line.runs);
      }
      const gap = at === 0 ? gaps.row : gaps.within;
      this.#add({ cells, runs, gap, level: undefined, where, page, table: this.#tables });
    }
  }

  #add({ cells, runs, gap, level, where, page, table }: Added): void {
    const [first] = cells;
    if (first === undefined) return;
    const bold = isBold(runs);
    const text = cells.map((cell) => cell.text).join(' ');
    this.#characters += text.length;
    if (this.#characters > maxCharacters) {
      throw tooLarge(
        `The document holds more than ${maxCharacters / 1_000_000} million characters. Split it.`,
      );
    }
    this.lines.push({
      text,
      cells,
      where,
      page,
      size: sizeOf(runs),
      bold,
      mono: runs.length > 0 && runs.every((run) => run.mono),
      boldLength: bold ? 0 : boldStart(runs),
      x: first.x,
      right: cells.at(-1)?.right ?? first.right,
      gap,
      ...(level === undefined ? {} : { level }),
      ...(table === undefined ? {} : { table }),
    });
  }
}

interface Added {
  readonly cells: readonly TextCell[];
  readonly runs: readonly Run[];
  readonly gap: number;
  readonly level: number | undefined;
  readonly where: string;
  readonly page: number;
  readonly table: number | undefined;
}

/** Parts that tabs make are cells; the label of a list belongs to the first. */
function cellsOf(parts: readonly (readonly Run[])[], x: number, label: string): readonly TextCell[] {
  const cells: TextCell[] = [];
  for (const [index, runs] of parts.entries()) {
    const text = [cells.length === 0 ? label : '', textOf(runs)].filter((part) => part !== '').join(' ');
    if (textOf(runs) === '') continue;
    const start = x + index * columnWidth;
    cells.push({ text, x: start, right: start + widthOf(text), bold: isBold(runs) });
  }
  return cells;
}

/** No wider than a column: how wide a cell really is only the program knows that shows it. */
function widthOf(text: string): number {
  return Math.min(columnWidth - 20, text.length * letterWidth * 10);
}

function isBold(runs: readonly Run[]): boolean {
  const letters = (some: readonly Run[]): number =>
    some.reduce((sum, { text }) => sum + text.trim().length, 0);
  const all = letters(runs);
  return all > 0 && letters(runs.filter(({ bold }) => bold)) >= all * 0.9;
}

function boldStart(runs: readonly Run[]): number {
  const end = runs.findIndex(({ bold, text }) => !bold && text.trim() !== '');
  return textOf(runs.slice(0, end === -1 ? runs.length : end)).length;
}

function sizeOf(runs: readonly Run[]): number {
  const counts = new Map<number, number>();
  for (const { size, text } of runs) counts.set(size, (counts.get(size) ?? 0) + text.length);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [11, 0])[0];
}
