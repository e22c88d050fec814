import type { TextCell, TextLine } from '../../readers/document/model.ts';
import { fieldKindOf } from './field-kind.ts';

const minLines = 4;
const minLabels = 2;
/** Letters of a line of prose beside a box; the cells of a table are shorter on average. */
const proseLength = 40;

/**
 * Takes apart text and a narrow box of labels beside it ("Risk / High / Identifier / …"): the box comes first, line by line, then the
 * text. Elsewhere lines stay as they are.
 */
export function withoutSideBoxes(lines: readonly TextLine[]): readonly TextLine[] {
  const ordered: TextLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const end = boxEnd(lines, at);
    if (end === undefined) {
      const line = lines[at];
      if (line !== undefined) ordered.push(line);
      at++;
      continue;
    }
    const part = lines.slice(at, end);
    const left = part[0]?.cells.at(-1)?.x ?? 0;
    ordered.push(...side(part, (x) => x >= left - 2), ...side(part, (x) => x < left - 2));
    at = end;
  }
  return ordered;
}

/** End of the lines from `at` on that have prose on the left and, at one place on the right, mostly a box of labels. */
function boxEnd(lines: readonly TextLine[], at: number): number | undefined {
  const first = lines[at];
  const box = first?.cells.length === 2 ? first.cells[1] : undefined;
  if (first === undefined || box === undefined || first.table !== undefined) return undefined;
  let end = at;
  let labels = 0;
  let beside = 0;
  let prose = 0;
  for (; end < lines.length; end++) {
    const line = lines[end];
    const last = line?.cells.at(-1);
    if (line === undefined || last === undefined || line.page !== first.page) break;
    if (end > at && line.gap > 3.2) break;
    const inBox = Math.abs(last.x - box.x) <= 2;
    if (!inBox && last.right > box.x - 2) break;
    if (inBox && fieldKindOf(last.text) !== undefined) labels++;
    if (inBox && line.cells.length === 2) {
      beside++;
      prose += line.cells[0]?.text.length ?? 0;
    }
  }
  const wide = beside >= minLines && prose / beside >= proseLength;
  return wide && labels >= minLabels ? end : undefined;
}

function side(lines: readonly TextLine[], wanted: (x: number) => boolean): readonly TextLine[] {
  const kept: TextLine[] = [];
  for (const line of lines) {
    const cells = line.cells.filter(({ x }) => wanted(x));
    if (cells.length > 0) kept.push(cells.length === line.cells.length ? line : withCells(line, cells));
  }
  return kept;
}

function withCells(line: TextLine, cells: readonly TextCell[]): TextLine {
  return {
    ...line,
    cells,
    text: cells.map(({ text }) => text).join(' '),
    x: cells[0]?.x ?? line.x,
    right: cells.at(-1)?.right ?? line.right,
    bold: cells.every(({ bold }) => bold),
    boldLength: 0,
  };
}
