import type { TextDocument, TextLine } from '../../readers/document/model.ts';

const title =
  /^(?:\d+\.?\s*)?(?:table of )?contents?(?: page)?$|^(?:inhalts(?:verzeichnis)?|inhalt|index|sommaire|table des matières|(?:tabla de )?contenidos?|[íi]ndice(?: general)?|sommario|sumário|inhoud(?:sopgave)?)$/i;
const leaders = /(?:\.\s?|…\s?|_){4,}\s*\d{0,4}$/;

/** Numbers of the lines that list what stands on which page: those with dots before the number, and the pages under "Contents". */
export function contentsLines({ lines, pages }: TextDocument): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [at, line] of lines.entries()) {
    if (leaders.test(line.text)) found.add(at);
    // An entry too long for one line has its dots on the second.
    if (/^[.\s…_]{4,}\d{0,4}$/.test(line.text)) found.add(at - 1);
    if (title.test(line.text.trim())) for (const inside of listBelow(lines, at, pages)) found.add(inside);
  }
  return found;
}

/** From the title over as many pages as are mostly entries. */
function listBelow(lines: readonly TextLine[], start: number, pages: number): readonly number[] {
  const first = lines[start]?.page ?? 0;
  const inside: number[] = [];
  for (let page = first; ; page++) {
    const onPage: number[] = [];
    for (let at = start + 1; at < lines.length && onPage.length < 400; at++) {
      const number = lines[at]?.page ?? 0;
      if (number > page) break;
      if (number === page) onPage.push(at);
    }
    const listed = entriesAtStart(onPage, (at) => isEntry(lines[at], pages));
    inside.push(...onPage.slice(0, listed));
    if (pages === 0 || listed < onPage.length - 3) return inside;
  }
}

/** Lines that an entry may take, and that may stand between two: a heading of the list's own. */
const maxMisses = 3;

/** How many of the first lines belong to the list: to its last entry before several lines that are none. */
function entriesAtStart(onPage: readonly number[], isListed: (at: number) => boolean): number {
  let end = 0;
  for (const [index, at] of onPage.entries()) {
    if (isListed(at)) end = index + 1;
    else if (index - end >= maxMisses) break;
  }
  return end;
}

/** Words, then the number of a page of this document. */
function isEntry(line: TextLine | undefined, pages: number): boolean {
  if (line === undefined) return false;
  if (leaders.test(line.text)) return true;
  const number = /\D\s*(\d{1,4})$/.exec(line.text)?.[1];
  if (number === undefined || !/\p{L}{2}/u.test(line.text)) return false;
  const apart = line.cells.length > 1 && line.cells.at(-1)?.text === number;
  return apart
    ? Number(number) <= Math.max(pages, 1_000)
    : /\s\d{1,4}$/.test(line.text) && Number(number) <= pages;
}
