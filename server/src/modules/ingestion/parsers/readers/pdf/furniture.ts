import type { PlacedLine } from './lines.ts';

/** Share of a page's height, from either edge, in which headers and footers stand. */
const zone = 0.13;
const minPages = 3;
const maxDepth = 6;
/** Shares of all pages on which a line must stand: at the same height with the same words, or counting with the pages. */
const sameShare = 0.2;
const countedShare = 0.5;
/** Of those that look like headings or rows of a table. */
const prominentShare = 0.6;

/**
 * Leaves out what repeats at the edges of pages: running titles, classifications, page numbers. Counted from the edge inwards
 * and ending at the first line that does not repeat, so that the first words of a section stay.
 */
export function withoutFurniture(
  pages: readonly (readonly PlacedLine[])[],
  bodySize: number,
): readonly (readonly PlacedLine[])[] {
  const seen = new Map<string, number>();
  const edges = pages.map((lines) => [...edgeLines(lines, 'TOP'), ...edgeLines(lines, 'BOTTOM')]);
  for (const lines of edges) {
    const keys = new Set(lines.flatMap((line) => [sameKey(line), countedKey(line), countedOfKey(line)]));
    for (const key of keys) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const filled = pages.filter((lines) => lines.length > 0).length;
  const often = (key: string, share: number): boolean =>
    (seen.get(key) ?? 0) >= Math.max(minPages, filled * share);
  const repeats = (line: PlacedLine): boolean => {
    if (isPageNumber(line)) return true;
    const prominent =
      line.size > bodySize * 1.05 || line.cells.length > 2 || (line.bold && line.size >= bodySize);
    if (often(sameKey(line), prominent ? prominentShare : sameShare)) return true;
    // A heading that counts its findings, one a page, looks like a page number but for its size.
    if (line.size > bodySize * 1.05) return false;
    return often(countedKey(line), countedShare) || often(countedOfKey(line), countedShare);
  };
  return pages.map((lines) => {
    const dropped = new Set([
      ...whileRepeating(edgeLines(lines, 'TOP'), repeats),
      ...whileRepeating(edgeLines(lines, 'BOTTOM'), repeats),
    ]);
    return lines.filter((line) => !dropped.has(line));
  });
}

/** Lines of a zone, the one at the edge first. */
function edgeLines(lines: readonly PlacedLine[], edge: 'TOP' | 'BOTTOM'): readonly PlacedLine[] {
  const inZone = lines.filter(({ y, pageHeight }) =>
    edge === 'TOP' ? y < pageHeight * zone : y > pageHeight * (1 - zone),
  );
  const ordered = inZone.toSorted((a, b) => (edge === 'TOP' ? a.y - b.y : b.y - a.y));
  return ordered.slice(0, maxDepth);
}

function whileRepeating(
  lines: readonly PlacedLine[],
  repeats: (line: PlacedLine) => boolean,
): readonly PlacedLine[] {
  const end = lines.findIndex((line) => !repeats(line));
  return end === -1 ? lines : lines.slice(0, end);
}

function sameKey({ text, y }: PlacedLine): string {
  return `${Math.round(y / 4)} ${text.toLowerCase()}`;
}

/** How far a printed page number may be from the page's own place in the file. */
const maxOffset = 30;

/** Numbers near the page's own told by their distance to it, so that "Report | 16" on page 17 is "Report | 17" on page 18. */
function countedKey({ text, y, page }: PlacedLine): string {
  const counted = text.toLowerCase().replace(/\d+/g, (digits) => {
    const offset = Number(digits) - page;
    return Math.abs(offset) <= maxOffset ? `<${offset}>` : digits;
  });
  return `${Math.round(y / 4)} ${counted}`;
}

/** The same for "1 / 40" and "page 1 of 40": the last number is that of all pages. */
function countedOfKey(line: PlacedLine): string {
  const [, start, total] = /^(.*\D)(\d+)\D*$/.exec(line.text) ?? [];
  if (start === undefined || total === undefined) return countedKey(line);
  return `${countedKey({ ...line, text: start })} of ${total}`;
}

function isPageNumber({ text }: PlacedLine): boolean {
  return /^(?:page|seite|p\.)?\s*[-–|]?\s*\d{1,4}\s*(?:(?:\/|of|von|de)\s*\d{1,4})?\s*[-–|]?$/i.test(text);
}
