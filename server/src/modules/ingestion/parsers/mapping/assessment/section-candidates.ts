import type { FieldKind } from './field-kind.ts';
import { wholeId } from './finding-id.ts';
import { headingOf } from './heading.ts';
import type { LineField } from './line-fields.ts';
import { type SectionStart, startOfField, startOfHeading } from './section-start.ts';
import { type GroupHeadings, groupOf } from './severity-groups.ts';
import { ratingOf } from './severity-text.ts';
import type { Structure } from './structure.ts';
import type { Summary, SummaryTable } from './summary.ts';
import { isGeneric } from './title-kind.ts';
import { TitleIndex } from './title-text.ts';

/** Kinds that describe a finding in sentences or say where it is. */
export const described: readonly FieldKind[] = [
  'DESCRIPTION',
  'IMPACT',
  'REMEDIATION',
  'EVIDENCE',
  'TARGET',
  'REFERENCES',
];

/** Every place where the description of a finding may begin, in order; of two at one line the one that a field states. */
export function findStarts(
  structure: Structure,
  { tables, taken }: Summary,
  groups: GroupHeadings,
): readonly SectionStart[] {
  const listed = new TitleIndex(tables.flatMap(({ rows }) => rows.map(({ title }) => title)));
  const starts = new Map<number, SectionStart>();
  for (const start of [
    ...fieldStarts(structure, taken),
    ...headingStarts(structure, { taken, groups, listed }),
    ...tables.flatMap((table) => startOfTable(structure, table)),
  ]) {
    const known = starts.get(start.at);
    if (known === undefined || (known.ratedBy !== 'FIELD' && start.ratedBy === 'FIELD'))
      starts.set(start.at, start);
  }
  return [...starts.values()].toSorted((a, b) => a.at - b.at);
}

function fieldStarts(structure: Structure, taken: ReadonlySet<number>): readonly SectionStart[] {
  const found: SectionStart[] = [];
  for (const [at, fields] of structure.fields.entries()) {
    if (taken.has(at) || structure.contents.has(at)) continue;
    const anchor = fields.find(isAnchor);
    const start = anchor === undefined ? undefined : startOfField(structure, at);
    if (start !== undefined && !taken.has(start.at)) {
      found.push(anchor?.kind === 'ID' ? { ...start, ratedBy: undefined } : start);
    }
  }
  return found;
}

/** Words that rate other things as well: a task has a priority, an asset a level. */
const weak = /^(?:priority|priorität|prioridad|level|rating|einstufung)$/i;

/** Fields that only the description of a finding has. */
function isAnchor({ kind, label, value }: LineField): boolean {
  if (kind === 'SEVERITY') return !weak.test(label) && ratingOf(value) !== undefined;
  if (kind === 'CVSS') return ratingOf(value) !== undefined || /\bAV:[NALP]\b/.test(value);
  return kind === 'ID' && (wholeId(value)?.family ?? '') !== '';
}

interface HeadingSearch {
  readonly taken: ReadonlySet<number>;
  readonly groups: GroupHeadings;
  readonly listed: TitleIndex;
}

/** Headings that carry an id, a severity, a title of a list, or stand below the heading of a severity. */
function headingStarts(
  structure: Structure,
  { taken, groups, listed }: HeadingSearch,
): readonly SectionStart[] {
  const found: SectionStart[] = [];
  // Lines that a heading takes beside its first begin nothing.
  let within = 0;
  for (const at of structure.lines.keys()) {
    if (at < within || taken.has(at) || structure.contents.has(at) || groups.has(at)) continue;
    const isHeading = structure.isHeading(at);
    if (!isHeading && !beginsWithId(structure, at)) continue;
    const { heading, bodyAt } = startOfHeading(structure, at, undefined);
    within = bodyAt;
    if (!/\p{L}{3}/u.test(heading.title) || isGeneric(heading.title)) continue;
    if (heading.stated !== undefined && (isHeading || heading.id !== undefined)) {
      found.push(startOfHeading(structure, at, 'HEADING'));
    } else if (isHeading && groupOf(structure, at, groups) !== undefined) {
      found.push(startOfHeading(structure, at, 'GROUP'));
    } else if (isHeading && listed.has(heading.title)) {
      found.push(startOfHeading(structure, at, 'LIST'));
    } else if (heading.id !== undefined && heading.id.family !== '') {
      found.push(startOfHeading(structure, at, undefined));
    }
  }
  return found;
}

/** A short line with space above, which begins with an id. */
function beginsWithId({ lines, fields }: Structure, at: number): boolean {
  const line = lines[at];
  if (line === undefined || line.mono || line.gap < 1.5 || line.text.length > 160) return false;
  if (/[.;,]$/.test(line.text) || (fields[at] ?? []).length > 0) return false;
  return /^[\s([•●]*(?:[A-Z][A-Z0-9]*[-_.#]?\d|[A-Z][A-Z0-9]*[-_]|(?:Finding|Issue|Vulnerability)\b)/u.test(
    line.text,
  );
}

/** A table of a single row right above labels is the head of one finding. */
function startOfTable(structure: Structure, { rows, at, end }: SummaryTable): readonly SectionStart[] {
  const [row, another] = rows;
  const labelled = (structure.fields[end] ?? []).some(({ kind }) => described.includes(kind));
  if (row === undefined || another !== undefined || !labelled) return [];
  const heading = headingOf({ cells: [{ text: row.title, x: 0, right: 0, bold: false }] });
  const stated = row.stated === undefined ? {} : { stated: row.stated };
  return [
    { at, bodyAt: end, heading: { ...heading, ...stated }, id: row.id, title: row.title, ratedBy: 'LIST' },
  ];
}
