import type { TextLine } from './model.ts';
import { Vocabulary } from './text.ts';

/** Stands for a glyph whose font does not say which letters it is. */
export const unmapped = '\uFFFD';

/** What such a glyph nearly always is: letters that a typeface joins. */
const ligatures = ['ff', 'fi', 'fl', 'ffi', 'ffl', 'ft', 'tt', 'ti', 'tf', 'fj', 'th'];

/** Puts the letters back where the word that they make stands elsewhere in the document; otherwise the mark stays. */
export function withLigatures<T extends TextLine>(lines: readonly T[]): readonly T[] {
  if (!lines.some(({ text }) => text.includes(unmapped))) return lines;
  const vocabulary = new Vocabulary();
  for (const { text } of lines) if (!text.includes(unmapped)) vocabulary.add(text);
  const repair = (text: string): string =>
    text.replace(/[\p{L}\uFFFD]*\uFFFD[\p{L}\uFFFD]*/gu, (word) => {
      const candidates = ligatures.map((letters) => word.replaceAll(unmapped, letters));
      return candidates.find((candidate) => vocabulary.has(candidate)) ?? word;
    });
  return lines.map((line) =>
    line.text.includes(unmapped)
      ? {
          ...line,
          text: repair(line.text),
          cells: line.cells.map((cell) => ({ ...cell, text: repair(cell.text) })),
        }
      : line,
  );
}
