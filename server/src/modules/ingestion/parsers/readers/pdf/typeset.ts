import type { MadePage, MadeText } from './made-pdf.ts';

/** A cell of a row: left edge, text, and whether it is bold. */
export type MadeCell = readonly [x: number, text: string, weight?: 'BOLD'];

interface HeadingStyle {
  readonly size?: number;
  readonly font?: MadeText['font'];
  readonly x?: number;
}

const left = 72;
const top = 90;
const bottom = 720;
const lettersPerLine = 92;

/** Sets lines, paragraphs and tables one below the other over as many pages as they take; for reports that tests make. */
export class Typesetter {
  readonly #pages: MadeText[][] = [[]];
  #y = top;

  /** Pages with a running title and a number, as reports have them. */
  pages(running = 'Example Assessors - confidential'): readonly MadePage[] {
    return this.#pages.map((texts, index) => ({
      texts: [
        { x: left, y: 40, text: running, size: 8 },
        ...texts,
        { x: 500, y: 760, text: `Page ${index + 1}`, size: 8 },
      ],
    }));
  }

  newPage(): this {
    this.#pages.push([]);
    this.#y = top;
    return this;
  }

  heading(text: string, { size = 16, font = 'BOLD', x = left }: HeadingStyle = {}): this {
    this.#y += size * 0.8;
    for (const line of wrapped(text, Math.floor((lettersPerLine * 11) / size)))
      this.#line([[x, line]], size, font);
    this.#y += 4;
    return this;
  }

  paragraph(text: string, x = left): this {
    this.#y += 6;
    for (const line of wrapped(text, lettersPerLine - Math.round((x - left) / 6)))
      this.#line([[x, line]], 11, 'PLAIN');
    return this;
  }

  /** Lines of code, close together. */
  code(...lines: readonly string[]): this {
    this.#y += 6;
    for (const line of lines) this.#line([[left + 6, line]], 9, 'MONO');
    return this;
  }

  /** A label alone, bold, of the size of the text. */
  label(text: string): this {
    this.#y += 6;
    this.#line([[left, text]], 11, 'BOLD');
    return this;
  }

  /** Cells on one line, as close below the last as lines of a paragraph are. */
  line(...cells: readonly MadeCell[]): this {
    this.#room(14);
    for (const [x, text, weight] of cells) this.#put(x, text, 11, weight ?? 'PLAIN');
    this.#y += 13.75;
    return this;
  }

  /** A row of a table; a cell with a line break in it takes several lines. */
  row(...cells: readonly MadeCell[]): this {
    this.#y += 7;
    const parts = cells.map(([x, text, weight]) => ({ x, lines: text.split('\n'), weight }));
    const height = Math.max(...parts.map(({ lines }) => lines.length));
    this.#room(height * 13);
    for (let line = 0; line < height; line++) {
      for (const { x, lines, weight } of parts) {
        const text = lines[line];
        if (text !== undefined) this.#put(x, text, 11, weight ?? 'PLAIN');
      }
      this.#y += 13;
    }
    return this;
  }

  /** The same with every cell centred from top to bottom, as word processors can. */
  centredRow(...cells: readonly MadeCell[]): this {
    this.#y += 7;
    const parts = cells.map(([x, text, weight]) => ({ x, lines: text.split('\n'), weight }));
    const height = Math.max(...parts.map(({ lines }) => lines.length));
    this.#room(height * 13);
    const start = this.#y;
    for (const { x, lines, weight } of parts) {
      this.#y = start + ((height - lines.length) * 13) / 2;
      for (const text of lines) {
        this.#put(x, text, 11, weight ?? 'PLAIN');
        this.#y += 13;
      }
    }
    this.#y = start + height * 13;
    return this;
  }

  #line(cells: readonly (readonly [number, string])[], size: number, font: MadeText['font'] & {}): void {
    this.#room(size * 1.25);
    for (const [x, text] of cells) this.#put(x, text, size, font);
    this.#y += size * 1.25;
  }

  #room(height: number): void {
    if (this.#y + height > bottom) this.newPage();
  }

  #put(x: number, text: string, size: number, font: MadeText['font'] & {}): void {
    this.#pages.at(-1)?.push({ x, y: this.#y, text, size, font });
  }
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
