import { cleanText } from '../document/clean.ts';

/** Text between two tabs or line breaks, as runs of one look. */
export interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly mono: boolean;
  readonly size: number;
}

/** A paragraph: its lines, each in the parts that tabs make. */
export interface Paragraph {
  readonly lines: readonly (readonly (readonly Run[])[])[];
  readonly level: number | undefined;
  /** Before its first text. */
  readonly label: string;
  readonly page: number;
  readonly number: number;
}

/** Collects the runs of one paragraph. */
export class ParagraphDraft {
  readonly #lines: Run[][][] = [[[]]];
  styleId: string | undefined;
  numberId: string | undefined;
  numberLevel: number | undefined;
  level: number | undefined;
  /** Where it begins. */
  page: number;

  constructor(page: number) {
    this.page = page;
  }

  add(run: Run): void {
    const text = cleanText(run.text);
    if (text === '') return;
    this.#lines
      .at(-1)
      ?.at(-1)
      ?.push({ ...run, text });
  }

  tab(): void {
    this.#lines.at(-1)?.push([]);
  }

  breakLine(): void {
    this.#lines.push([[]]);
  }

  get lines(): readonly (readonly (readonly Run[])[])[] {
    return this.#lines;
  }
}

/** Text of a part, one space between words. */
export function textOf(runs: readonly Run[]): string {
  return runs
    .map(({ text }) => text)
    .join('')
    .replaceAll('\u00AD', '')
    .replace(/\s+/g, ' ')
    .trim();
}
