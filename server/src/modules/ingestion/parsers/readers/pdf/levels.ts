import type { TextLine } from '../document/model.ts';
import type { Bookmark } from './outline.ts';

/** Gives the lines that bookmarks lead to their level. A heading over several lines has it on the first. */
export function withLevels(lines: readonly TextLine[], bookmarks: readonly Bookmark[]): readonly TextLine[] {
  if (bookmarks.length === 0) return lines;
  const byPage = Map.groupBy(lines.keys(), (at) => lines[at]?.page ?? 0);
  const levels = new Map<number, number>();
  for (const { title, level, page } of bookmarks) {
    const at = [page, page + 1]
      .flatMap((number) => byPage.get(number) ?? [])
      .find((index) => !levels.has(index) && isHeading(lines, index, title));
    if (at !== undefined) levels.set(at, level);
  }
  return lines.map((line, at) => {
    const level = levels.get(at);
    return level === undefined ? line : { ...line, level };
  });
}

/** Bookmarks leave out numbers or spaces that the page shows, so letters alone are compared. */
function isHeading(lines: readonly TextLine[], at: number, title: string): boolean {
  const wanted = letters(title);
  if (wanted.length < 3) return false;
  let text = '';
  for (const { text: next } of lines.slice(at, at + 4)) {
    text += letters(next);
    if (text === wanted || text.replace(/^\d+/, '') === wanted.replace(/^\d+/, '')) return true;
    if (text.length >= wanted.length) return false;
  }
  return false;
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
