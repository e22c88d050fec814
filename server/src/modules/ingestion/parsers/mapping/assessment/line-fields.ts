import type { TextCell, TextLine } from '../../readers/document/model.ts';
import { type FieldKind, fieldKindOf, labelWords } from './field-kind.ts';
import { statedScore, statedSeverity } from './severity-text.ts';
import { statedStatus } from './status-text.ts';

/** A label with what stands beside it on the same line. */
export interface LineField {
  readonly kind: FieldKind;
  /** As the report writes it, without the colon. */
  readonly label: string;
  /** Empty when the value stands below. */
  readonly value: string;
  /** Left edge of the label, in points. */
  readonly x: number;
  /** A colon, a weight or a cell of its own says that it is a label. */
  readonly marked: boolean;
}

const maxLabel = 48;
const colon = /[:：]/;

/** Labelled parts of a line: "Severity: High   Difficulty: Low", cells in pairs, a bold word before its value, a label alone. */
export function fieldsOf(line: TextLine): readonly LineField[] {
  if (line.mono) return [];
  const { cells } = line;
  const paired = pairsOf(cells);
  if (paired !== undefined) return paired;
  const fields: LineField[] = [];
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at];
    if (cell === undefined) break;
    const found = fieldsOfCell(cell, at === 0 ? line.boldLength : 0, cells.length > 1 || line.bold);
    const last = found.at(-1);
    if (last !== undefined && last.value === '') {
      const value: string[] = [];
      while (at + 1 < cells.length && !startsField(cells[at + 1])) value.push(cells[++at]?.text ?? '');
      found[found.length - 1] = { ...last, value: value.join(' ').trim() };
    } else if (last === undefined && fields.length > 0) found.push(besideFields(cell));
    fields.push(...found);
  }
  return fields;
}

/**
 * Label, value, label, value …, where a value may be a word that is a label elsewhere ("Status | Fixed", "Category | Access"). Undefined
 * when the odd cells are no labels, or when all cells are: that is a row of labels, and the values stand below.
 */
function pairsOf(cells: readonly TextCell[]): readonly LineField[] | undefined {
  if (cells.length < 2 || cells.length % 2 !== 0) return undefined;
  const pairs: LineField[] = [];
  let plain = false;
  for (let at = 0; at + 1 < cells.length; at += 2) {
    const [label, value] = [cells[at], cells[at + 1]];
    const kind = label === undefined ? undefined : fieldKindOf(label.text);
    if (label === undefined || value === undefined || kind === undefined || colon.test(value.text.slice(-1)))
      return undefined;
    if (fieldKindOf(value.text) === undefined && afterColon(value.text, 0).length > 0) return undefined;
    plain ||=
      fieldKindOf(value.text) === undefined || (kind === 'STATUS' && statedStatus(value.text) !== undefined);
    pairs.push({ kind, label: labelWords(label.text), value: value.text, x: label.x, marked: true });
  }
  return plain ? pairs : undefined;
}

const ownLabel = /^[\s•●▪*-]*(\p{Lu}[\p{L}\p{N} /()&-]{1,36}?)\s*:\s+(\S.*)$/su;

/** A cell beside labels of ours, under a label that we do not know or none: it is kept under its own name. */
function besideFields({ text, x }: TextCell): LineField {
  const [, label = 'beside', value = text] = ownLabel.exec(text) ?? [];
  return { kind: 'OTHER', label, value, x, marked: true };
}

function startsField(cell: TextCell | undefined): boolean {
  return cell !== undefined && fieldsOfCell(cell, 0, true).length > 0;
}

function fieldsOfCell(cell: TextCell, boldLength: number, apart: boolean): LineField[] {
  const { text, x, bold } = cell;
  const alone = endsSentence(text) ? undefined : fieldKindOf(text);
  if (alone !== undefined) {
    const marked = bold || apart || colon.test(text.slice(-1));
    return [{ kind: alone, label: labelWords(text), value: '', x, marked }];
  }
  const withColon = afterColon(text, x);
  if (withColon.length > 0) return withColon;
  if (boldLength > 1 && boldLength < text.length) {
    const kind = fieldKindOf(text.slice(0, boldLength));
    if (kind !== undefined) {
      const value = text.slice(boldLength).replace(/^[\s:–—-]+/, '');
      return [{ kind, label: labelWords(text.slice(0, boldLength)), value, x, marked: true }];
    }
  }
  return besideLabel(text, x);
}

/** The last word of a sentence stands alone on its line and may be any ("vulnerability."); "No." and "Ref." are labels. */
function endsSentence(text: string): boolean {
  return /[.,;!?]$/.test(text) && text.length > 5;
}

/** "Label: value", and further labels behind it on the same line where all values are short. */
function afterColon(text: string, x: number): LineField[] {
  const at = text.slice(0, maxLabel + 2).search(colon);
  // A vector begins like a label.
  if (at < 1 || /^CVSS:\d/.test(text)) return [];
  const kind = fieldKindOf(text.slice(0, at));
  if (kind === undefined) return [];
  const label = labelWords(text.slice(0, at));
  const rest = text.slice(at + 1).trim();
  const [value, more] = rest.length <= 160 ? splitAtNextLabel(rest) : [rest, ''];
  return [{ kind, label, value, x, marked: true }, ...(more === '' ? [] : afterColon(more, x))];
}

const nextLabel = /\s+(?=(\p{Lu}[\p{L}#./() -]{1,30}?)\s*[:：])/gu;

function splitAtNextLabel(rest: string): readonly [string, string] {
  for (const match of rest.matchAll(nextLabel)) {
    const words = match[1] ?? '';
    // What separates the two ("High | CVSS: 8.1") belongs to neither.
    if (fieldKindOf(words) !== undefined)
      return [rest.slice(0, match.index).replace(/[\s|•·;,/–-]+$/u, ''), rest.slice(match.index).trim()];
  }
  return [rest, ''];
}

/** "Risk High", "CVSS Score 9.8": a label without a mark counts only before a value that can be nothing else. */
function besideLabel(text: string, x: number): LineField[] {
  if (text.length > 80) return [];
  const words = text.split(' ');
  for (let count = Math.min(4, words.length - 1); count > 0; count--) {
    const kind = fieldKindOf(words.slice(0, count).join(' '));
    if (kind !== 'SEVERITY' && kind !== 'CVSS') continue;
    const value = words.slice(count).join(' ');
    if (statedSeverity(value) === undefined && statedScore(value) === undefined) continue;
    return [{ kind, label: words.slice(0, count).join(' '), value, x, marked: false }];
  }
  return [];
}
