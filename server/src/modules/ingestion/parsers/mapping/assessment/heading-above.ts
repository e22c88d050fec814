import type { TextLine } from '../../readers/document/model.ts';
import { fieldKindOf } from './field-kind.ts';
import { type Heading, headingEnd, headingOf, headingOfLines } from './heading.ts';
import { statedSeverity } from './severity-text.ts';
import type { Structure } from './structure.ts';

/** Heading over all its lines, taken apart. */
export function headingAt(structure: Structure, at: number): Heading {
  const { lines, vocabulary } = structure;
  return headingOfLines(lines.slice(at, endOfHeading(structure, at)), (texts) => vocabulary.join(texts));
}

/** First line behind a heading. */
export function endOfHeading(structure: Structure, at: number): number {
  const { document, lines, fields } = structure;
  const line = lines[at];
  const distinct =
    line !== undefined && (line.bold || line.level !== undefined || line.size > document.bodySize * 1.05);
  if (!distinct) return at + 1;
  const { rightEdge } = structure;
  const isOther = (next: number): boolean =>
    (fields[next] ?? []).length > 0 || beginsAnew(lines[next]) || badgeAlone(lines[next]);
  return headingEnd({ lines, rightEdge, isOther }, at);
}

function badgeAlone(line: TextLine | undefined): boolean {
  return line !== undefined && statedSeverity(line.text) !== undefined;
}

/** A number or id of its own at the start. */
function beginsAnew(line: TextLine | undefined): boolean {
  if (line === undefined) return true;
  const { number, id } = headingOf(line);
  return id !== undefined || (number !== undefined && /^\d/.test(number));
}

const near = 3;

/** First line of the nearest heading above, passing over what belongs to the finding. */
export function headingAbove(structure: Structure, below: number, maxLines: number): number | undefined {
  const far = headingLineAbove(structure, below, maxLines);
  const named = namedLineAbove(structure, below);
  // Between the heading and the fields a numbered line is the finding's own title.
  if (named !== undefined && named > (far ?? -1)) return named;
  return far === undefined ? lineApartAbove(structure, below) : firstLineOfHeading(structure, far);
}

/** A title that nothing but its number or id tells from text, right above the fields. */
function namedLineAbove({ lines, contents }: Structure, below: number): number | undefined {
  for (let at = below - 1; at >= Math.max(0, below - near); at--) {
    const line = lines[at];
    if (line === undefined || line.mono || contents.has(at)) return undefined;
    if (line.gap >= 1.6 && line.text.length <= 200 && isNamed({ lines }, at)) return at;
  }
  return undefined;
}

/** A title that only its place tells from text: short, with space above, and no heading anywhere near. */
function lineApartAbove({ lines }: Structure, below: number): number | undefined {
  const above = lines[below - 1];
  if (above === undefined || above.mono || above.text.length > 120) return undefined;
  if (/[.;,:]$|^(?:figure|table|listing|abbildung|tabelle)\b/i.test(above.text)) return undefined;
  const apart = above.gap >= 1.8 && (lines[below]?.gap ?? 0) <= 3;
  const isTitleLine = fieldKindOf(above.text) === undefined && /\p{L}{3}/u.test(above.text);
  return apart && isTitleLine ? below - 1 : undefined;
}

function isNamed({ lines }: Pick<Structure, 'lines'>, at: number): boolean {
  const { number, id, title } = headingOf(lines[at] ?? { cells: [] });
  return (number !== undefined || id !== undefined) && /\p{L}{3}/u.test(title);
}

function firstLineOfHeading(structure: Structure, at: number): number {
  for (let first = Math.max(0, at - 3); first < at; first++) {
    if (structure.isHeading(first) && endOfHeading(structure, first) > at) return first;
  }
  return at;
}

function headingLineAbove({ isHeading }: Structure, below: number, maxLines: number): number | undefined {
  for (let at = below - 1; at >= Math.max(0, below - maxLines); at--) if (isHeading(at)) return at;
  return undefined;
}
