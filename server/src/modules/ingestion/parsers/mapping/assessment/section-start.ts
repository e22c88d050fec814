import type { FieldKind } from './field-kind.ts';
import { type FindingId, wholeId } from './finding-id.ts';
import { type Heading, headingOf } from './heading.ts';
import { endOfHeading, headingAbove, headingAt } from './heading-above.ts';
import type { LineField } from './line-fields.ts';
import { ratingOf, statedSeverity } from './severity-text.ts';
import { statedStatus } from './status-text.ts';
import type { Structure } from './structure.ts';

/** Where the description of one finding begins, and what is known of it there. */
export interface SectionStart {
  /** First line of the heading, or of the first field where there is no heading. */
  readonly at: number;
  /** First line after the heading. */
  readonly bodyAt: number;
  readonly heading: Heading;
  readonly id: FindingId | undefined;
  readonly title: string;
  /** Whether a field states the severity, its heading does, or the heading of its group; or a list names its title. */
  readonly ratedBy: 'FIELD' | 'HEADING' | 'GROUP' | 'LIST' | undefined;
}

const maxBack = 60;
const maxBlock = 12;

/** The start that belongs to a rated field at a line: its title field, or the nearest heading above. */
export function startOfField(structure: Structure, anchor: number): SectionStart | undefined {
  const block = blockAround(structure, anchor);
  const inBlock = range(block.from, block.to).flatMap((at) =>
    (structure.fields[at] ?? []).map((field) => ({ field, at })),
  );
  const id = inBlock
    .filter(({ field }) => field.kind === 'ID' || field.kind === 'TITLE')
    .map(({ field }) => wholeId(field.value))
    .find((found) => found !== undefined);
  const title = inBlock
    .map(({ field, at }) => titleOf(structure, at, field))
    .find((found) => found !== undefined);
  if (title !== undefined) return titledStart(structure, { title, id, from: block.from });
  const above = titleFieldAbove(structure, block.from);
  if (above !== undefined) return titledStart(structure, { ...above, id });
  const headed = headingAbove(structure, block.from, maxBack);
  if (headed === undefined) return undefined;
  const heading = headingAt(structure, headed);
  return {
    at: headed,
    bodyAt: endOfHeading(structure, headed),
    heading,
    id: heading.id ?? id,
    title: heading.title,
    ratedBy: 'FIELD',
  };
}

interface Titled {
  readonly title: string;
  readonly id: FindingId | undefined;
  /** First line of its fields. */
  readonly from: number;
}

function titledStart(structure: Structure, { title, id, from }: Titled): SectionStart {
  const heading = headingOf({ cells: [{ text: title, x: 0, right: 0, bold: false }] });
  const headed = headingAbove(structure, from, 3);
  return {
    at: headed ?? from,
    bodyAt: headed === undefined ? from : endOfHeading(structure, headed),
    heading,
    id: id ?? heading.id ?? (headed === undefined ? undefined : headingAt(structure, headed).id),
    title: heading.title,
    ratedBy: 'FIELD',
  };
}

/** A title field further up, with prose between it and the rating, but no heading and no other rating. */
function titleFieldAbove(
  structure: Structure,
  below: number,
): { readonly title: string; readonly from: number } | undefined {
  for (let at = below - 1; at >= Math.max(0, below - maxBack); at--) {
    const fields = structure.fields[at] ?? [];
    const title = fields.map((field) => titleOf(structure, at, field)).find((found) => found !== undefined);
    if (title !== undefined) return { title, from: at };
    if (
      structure.isHeading(at) ||
      fields.some(({ kind, value }) => kind === 'SEVERITY' && ratingOf(value) !== undefined)
    )
      return undefined;
  }
  return undefined;
}

/** A value with the lines it goes on over: in its column, or at the left edge below a line that is full. */
function wholeValue(
  { lines, fields, isHeading, vocabulary }: Structure,
  at: number,
  field: LineField,
): string {
  const parts = [field.value];
  for (let next = at + 1; next < at + 6; next++) {
    const line = lines[next];
    if (line === undefined || line.gap > 1.75 || line.mono || isHeading(next)) break;
    if ((fields[next] ?? []).length > 0 || line.cells.length > 1 || line.text.length > 160) break;
    const inColumn = line.x > field.x + 12;
    if (!inColumn && (lines[next - 1]?.text.length ?? 0) < 60) break;
    parts.push(line.text);
  }
  return vocabulary.join(parts);
}

/** The value of a title field; a text under "Finding" or "Vulnerability" that goes on in sentences is no title. */
function titleOf(structure: Structure, at: number, field: LineField): string | undefined {
  if (field.kind !== 'TITLE' || !isTitle(field.value)) return undefined;
  const whole = wholeValue(structure, at, field);
  return isTitle(whole) && !/[.!?]\s+\p{Lu}/u.test(whole) ? whole : undefined;
}

/** The start made by a heading itself, rated by the labels in it or right below it. */
export function startOfHeading(
  structure: Structure,
  at: number,
  ratedBy: SectionStart['ratedBy'],
): SectionStart {
  const bodyAt = endOfHeading(structure, at);
  const plain = headingAt(structure, at);
  const heading = plain.stated === undefined ? { ...plain, ...badgesAt(structure, bodyAt) } : plain;
  return { at, bodyAt, heading, id: heading.id, title: heading.title, ratedBy };
}

const maxBadge = 32;

/** A line of short words, one of them a severity, as coloured labels below a title: "Security  High  Version 1  Fixed". */
function badgesAt(structure: Structure, at: number): Partial<Pick<Heading, 'stated' | 'status'>> {
  const line = structure.lines[at];
  if (line === undefined || line.mono || line.gap > 3.5 || line.cells.length > 6) return {};
  if ((structure.fields[at] ?? []).length > 0) return {};
  const texts = line.cells.map(({ text }) => text);
  if (texts.some((text) => text.length > maxBadge || !/\p{L}/u.test(text))) return {};
  const [stated, another] = texts.map(statedSeverity).filter((one) => one !== undefined);
  if (stated === undefined || another !== undefined) return {};
  const status = texts.map(statedStatus).find((one) => one !== undefined);
  return status === undefined ? { stated } : { stated, status };
}

/** Kinds that a finding has once: met again, another finding begins. */
const single: ReadonlySet<FieldKind> = new Set(['SEVERITY', 'ID', 'TITLE']);
/** Kinds that come after the short fields; above them they are the end of the finding before. */
const later: ReadonlySet<FieldKind> = new Set([
  'DESCRIPTION',
  'IMPACT',
  'REMEDIATION',
  'EVIDENCE',
  'REFERENCES',
]);

/** Lines of the short fields around a line, with the continuations between them. */
function blockAround(structure: Structure, anchor: number): { from: number; to: number } {
  const seen = new Set(kindsAt(structure, anchor).filter((kind) => single.has(kind)));
  const above = reach(structure, anchor, -1, seen);
  const below = reach(structure, anchor, 1, seen);
  return { from: above, to: below + 1 };
}

function kindsAt({ fields }: Structure, at: number): readonly FieldKind[] {
  return (fields[at] ?? []).filter(({ value }) => value !== '').map(({ kind }) => kind);
}

/** The last line with fields of the same finding in one direction. */
function reach(structure: Structure, anchor: number, step: 1 | -1, seen: Set<FieldKind>): number {
  let last = anchor;
  let between = 0;
  for (let at = anchor + step; Math.abs(at - anchor) <= maxBlock && at >= 0; at += step) {
    const kinds = kindsAt(structure, at);
    if (kinds.length === 0) {
      if (at >= structure.lines.length || structure.isHeading(at) || ++between > 2) break;
      continue;
    }
    if (kinds.some((kind) => seen.has(kind) || later.has(kind))) break;
    for (const kind of kinds) if (single.has(kind)) seen.add(kind);
    last = at;
    between = 0;
  }
  return last;
}

function isTitle(value: string): boolean {
  return (
    /\p{L}{3}/u.test(value) &&
    value.length <= 250 &&
    !/^(?:CWE|CVE|CAPEC|OWASP)\b/.test(value) &&
    wholeId(value) === undefined &&
    ratingOf(value) === undefined
  );
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
