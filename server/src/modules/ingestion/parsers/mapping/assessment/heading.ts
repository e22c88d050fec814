import type { TextDocument, TextLine } from '../../readers/document/model.ts';
import { type FindingId, leadingId, trailingId } from './finding-id.ts';
import { type StatedSeverity, splitSeverity, statedSeverity } from './severity-text.ts';
import { type SourceStatus, statedStatus } from './status-text.ts';

/** The parts of a line that may head a finding. */
export interface Heading {
  /** "4.1.2", without the last dot. */
  readonly number: string | undefined;
  readonly id: FindingId | undefined;
  readonly title: string;
  readonly stated: StatedSeverity | undefined;
  readonly status: SourceStatus | undefined;
}

const outlineNumber = /^(\d{1,3}(?:\.\d{1,3}){0,5}|[A-Z]\.\d{1,3}(?:\.\d{1,3})*)[.)]?[\s:|·–—-]+(?=\S)/u;

type Cells = Pick<TextLine, 'cells'>;

/** Takes a heading of one line apart. */
export function headingOf(line: Cells): Heading {
  return headingOfLines([line], (texts) => texts.join(' '));
}

/** Takes a heading apart: number, id, title, severity and state, wherever they stand in it. */
export function headingOfLines(lines: readonly Cells[], join: (texts: readonly string[]) => string): Heading {
  const parts = lines.map(({ cells }) => withoutBadges(cells.map((cell) => cell.text)));
  const text = join(parts.map((part) => part.text).filter((part) => part !== ''));
  const badge = parts.map((part) => part.stated).find((stated) => stated !== undefined);
  const status = parts.map((part) => part.status).find((one) => one !== undefined);
  const number = outlineNumber.exec(text);
  let rest = number === null ? text : text.slice(number[0].length);
  let split = splitSeverity(rest);
  const leading = leadingId(split.title);
  rest = leading?.rest ?? split.title;
  const stated = badge ?? split.stated;
  const { behind } = split;
  if (stated === undefined) {
    split = splitSeverity(rest);
    rest = split.title;
  }
  const trailing = leading === undefined ? trailingId(rest) : undefined;
  return {
    number: number?.[1],
    id: leading?.id ?? trailing?.id,
    title: (trailing?.rest ?? rest).replace(/^[\s:–—|-]+|[\s:–—|-]+$/g, ''),
    stated: stated ?? split.stated,
    status: status ?? (behind === '' ? undefined : statedStatus(behind)),
  };
}

interface Badges {
  readonly text: string;
  readonly stated: StatedSeverity | undefined;
  readonly status: SourceStatus | undefined;
}

/** Severity and state in cells of their own beside the title, as coloured labels are. */
function withoutBadges(cells: readonly string[]): Badges {
  const kept: string[] = [];
  let stated: StatedSeverity | undefined;
  let status: SourceStatus | undefined;
  for (const cell of cells) {
    const found = cells.length > 1 ? statedSeverity(cell) : undefined;
    if (found !== undefined && stated === undefined) stated = found;
    else if (cells.length > 1 && cell.length <= 24 && isStatusBadge(cell)) status = statedStatus(cell);
    else kept.push(cell);
  }
  return { text: kept.join(' '), stated, status };
}

function isStatusBadge(cell: string): boolean {
  return /^\W*(?:fixed|resolved|open|closed|unresolved|unfixed|not fixed|acknowledged|partially (?:fixed|resolved|addressed)|mitigated|remediated|accepted|risk accepted)\W*$/i.test(
    cell,
  );
}

export type HeadingStyle = Pick<TextDocument, 'bodySize'>;

const maxHeading = 220;

/** Whether a line looks like a heading: by the document's own word, by size, or by weight with some space above. */
export function looksLikeHeading(line: TextLine, { bodySize }: HeadingStyle): boolean {
  if (line.mono || line.text.length > maxHeading || !/\p{L}{2}/u.test(line.text)) return false;
  if (line.level !== undefined) return true;
  if (/^[•●▪■◦○*]\s/u.test(line.text) || /[,;]$/.test(line.text)) return false;
  if (line.size >= bodySize * 1.08 && line.text.length <= maxHeading) return true;
  return line.bold && line.gap >= 1.25 && line.cells.length <= 3;
}

/** Larger or bolder counts as higher, for telling where a section ends. */
export function weightOf(line: TextLine, { bodySize }: HeadingStyle): number {
  return Math.round(line.size * 2) / 2 + (line.bold && line.size <= bodySize * 1.08 ? 0.4 : 0);
}

interface HeadingLines {
  readonly lines: readonly TextLine[];
  /** Where full lines end. */
  readonly rightEdge: number;
  /** Whether the line at a place begins something else. */
  readonly isOther: (at: number) => boolean;
}

/** First line behind the heading at `at`: its later lines have its style, stand close below, and begin nothing else. */
export function headingEnd({ lines, rightEdge, isOther }: HeadingLines, at: number): number {
  const first = lines[at];
  if (first === undefined) return at + 1;
  let end = at + 1;
  for (; end < at + 4; end++) {
    const next = lines[end];
    const before = lines[end - 1];
    if (next === undefined || before === undefined || next.page !== first.page) break;
    // A wide setting leaves more space, but then the line above is full.
    if (next.gap > (before.right >= rightEdge * 0.75 ? 2.3 : 1.75)) break;
    if (Math.abs(next.size - first.size) > 0.3 || next.bold !== first.bold || next.mono) break;
    if (next.level !== undefined && next.level !== first.level) break;
    if (isOther(end)) break;
  }
  return end;
}
