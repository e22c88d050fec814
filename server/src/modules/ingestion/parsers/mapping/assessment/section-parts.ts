import type { TextLine } from '../../readers/document/model.ts';
import type { FieldKind } from './field-kind.ts';
import type { LineField } from './line-fields.ts';
import { ratingOf } from './severity-text.ts';
import { statedStatus } from './status-text.ts';
import type { Structure } from './structure.ts';

/** What one finding says, by kind of part. */
export interface SectionParts {
  readonly texts: ReadonlyMap<FieldKind, string>;
  /** Fields that no kind stands for, under their own names: difficulty, likelihood, effort … */
  readonly others: ReadonlyMap<string, string>;
  /** Every rated field in its order: the label and what it says. */
  readonly ratings: readonly LineField[];
}

const maxPart = 200_000;
const maxOthers = 60;

/** Kinds whose value is prose; the others are short and end with the line or the paragraph. */
const prose: ReadonlySet<FieldKind> = new Set([
  'DESCRIPTION',
  'IMPACT',
  'REMEDIATION',
  'EVIDENCE',
  'REFERENCES',
]);

/** Sorts the lines of a section into its parts. What stands before the first label that asks for prose is the description. */
export function partsOf(structure: Structure, from: number, to: number): SectionParts {
  const collector = new Collector(structure);
  for (let at = from; at < to; at++) collector.take(at);
  return collector.parts();
}

interface Part {
  readonly kind: FieldKind;
  readonly label: string;
  /** Left edge of the label; a value in the column beside it stands further right. */
  readonly x: number;
  /** True while only a column or a close line below may still belong to it. */
  readonly short: boolean;
  readonly paragraphs: string[][];
  length: number;
}

class Collector {
  readonly #structure: Structure;
  readonly #parts: Part[] = [];
  readonly #ratings: LineField[] = [];
  #current: Part | undefined;
  /** Parts that the last line of labels opened side by side. */
  #beside: readonly Part[] = [];

  constructor(structure: Structure) {
    this.#structure = structure;
  }

  take(at: number): void {
    const line = this.#structure.lines[at];
    if (line === undefined || this.#structure.consumed.has(at)) return;
    const fields = (this.#structure.fields[at] ?? []).filter((field) => this.#isLabel(field, line));
    if (fields.length === 0) {
      this.#continue(line, at);
      return;
    }
    this.#beside = fields.map((field) => this.#open(field));
  }

  /** A word in running text is none, however it is written: it has no mark, no space above, or goes on in small letters. */
  #isLabel(field: LineField, line: TextLine): boolean {
    if (field.value !== '' || field.marked) return true;
    if (!/^[\p{Lu}\p{N}•●]/u.test(line.text)) return false;
    return (
      line.gap >= 1.7 || line.size > this.#structure.document.bodySize * 1.05 || line.level !== undefined
    );
  }

  #open(field: LineField): Part {
    const { kind, label, value, x } = field;
    const rating = kind === 'SEVERITY' || kind === 'CVSS' ? ratingOf(value) : undefined;
    if (rating !== undefined) this.#ratings.push(field);
    const actual = actualKind(field, rating !== undefined);
    const part: Part = { kind: actual, label, x, short: !prose.has(actual), paragraphs: [], length: 0 };
    if (value !== '') add(part, value, true);
    this.#parts.push(part);
    this.#current = part;
    return part;
  }

  #continue(line: TextLine, at: number): void {
    if (this.#continueBeside(line)) return;
    const part = this.#current;
    if (part === undefined || (part.short && !continuesValue(part, line))) {
      this.#current = this.#description();
    }
    const text = line.mono ? line.text : lineText(line);
    const before = this.#structure.lines[at - 1];
    const paragraph = line.mono || before?.mono === true || line.gap > 1.8 || startsItem(line);
    if (this.#current !== undefined) add(this.#current, text, paragraph);
  }

  /** Cells below fields that stand side by side go on in their columns. */
  #continueBeside(line: TextLine): boolean {
    if (this.#beside.length < 2 || line.gap > 1.9) return false;
    const owners = line.cells.map(({ x }) => this.#beside.findLast((part) => part.x + 12 < x));
    if (owners.some((part) => part === undefined)) return false;
    for (const [index, part] of owners.entries()) {
      if (part !== undefined) add(part, line.cells[index]?.text ?? '', !part.short && startsItem(line));
    }
    return true;
  }

  #description(): Part {
    const part: Part = { kind: 'DESCRIPTION', label: '', x: 0, short: false, paragraphs: [], length: 0 };
    this.#parts.push(part);
    return part;
  }

  parts(): SectionParts {
    const texts = new Map<FieldKind, string>();
    const others = new Map<string, string>();
    for (const part of this.#parts) {
      const text = part.paragraphs
        .map((lines) => this.#structure.vocabulary.join(lines))
        .join('\n')
        .trim();
      if (text === '') continue;
      const kind = part.kind === 'TITLE' && isProse(text) ? 'DESCRIPTION' : part.kind;
      if (kind === 'OTHER') {
        if (others.size < maxOthers && !others.has(part.label)) others.set(part.label, text.slice(0, 2_000));
        continue;
      }
      const before = texts.get(kind);
      // A label that repeats a kind ("Details" after "Summary") is kept as a heading inside the text.
      const named = before === undefined || part.label === '' ? text : `${part.label}: ${text}`;
      texts.set(kind, before === undefined ? text : `${before}\n\n${named}`.slice(0, maxPart));
    }
    return { texts, others, ratings: this.#ratings };
  }
}

/** Words that are a label of one thing with a short value and of another with a long one. */
function actualKind({ kind, value }: LineField, rated: boolean): FieldKind {
  if (kind === 'SEVERITY' && !rated) return value === '' || value.length > 60 ? 'IMPACT' : 'OTHER';
  if (kind === 'TITLE' && /^CWE\b/.test(value)) return 'CWE';
  if (kind === 'TITLE' && (value === '' || value.length > 250)) return 'DESCRIPTION';
  if (kind === 'STATUS' && value.length > 60 && statedStatus(value) === undefined) return 'REMEDIATION';
  if (kind === 'STATUS' && value === '') return 'STATUS';
  if (kind === 'IMPACT' && ratingOf(value) !== undefined) return 'OTHER';
  return kind;
}

/** The value of a short field goes on in its column, or close below while it is a list of places. */
function continuesValue(part: Part, line: TextLine): boolean {
  if (part.paragraphs.length === 0) return true;
  const column = line.x > part.x + 12 && line.gap <= 1.9;
  const last = part.paragraphs.at(-1)?.at(-1) ?? '';
  const close = line.gap <= 1.6 && part.length < 600 && (last.length > 50 || part.kind === 'TARGET');
  return (column || close) && part.length < 4_000;
}

/** What stands under "Finding" or "Vulnerability" is the title in one report and the description in another. */
function isProse(text: string): boolean {
  return text.length > 200 || /[.!?]\s+\p{Lu}/u.test(text);
}

function startsItem({ text }: TextLine): boolean {
  return /^(?:[•●▪■◦○*–-]|\d{1,2}[.)]|[a-z][.)])\s/u.test(text);
}

function lineText({ cells }: TextLine): string {
  const [first, ...others] = cells;
  const bullet = first !== undefined && /^[•●▪■◦○*–-]$/u.test(first.text);
  if (bullet) return `${first.text} ${others.map(({ text }) => text).join(' ')}`;
  return cells.map(({ text }) => text).join(cells.length > 2 ? ' | ' : ' ');
}

function add(part: Part, text: string, paragraph: boolean): void {
  if (part.length > maxPart) return;
  const last = part.paragraphs.at(-1);
  if (last === undefined || paragraph) part.paragraphs.push([text]);
  else last.push(text);
  part.length += text.length;
}
