import { defines, isAppendix, reviewsFixes } from './chapter-kind.ts';
import type { FieldKind } from './field-kind.ts';
import { wholeId } from './finding-id.ts';
import { headingOf, looksLikeHeading, weightOf } from './heading.ts';
import type { LineField } from './line-fields.ts';
import { partsOf, type SectionParts } from './section-parts.ts';
import { type SectionStart, startOfField, startOfHeading } from './section-start.ts';
import { ratingOf, type StatedSeverity, severityOf } from './severity-text.ts';
import { type SourceStatus, statedStatus, statusInSentence } from './status-text.ts';
import type { Structure } from './structure.ts';
import type { Summary, SummaryTable } from './summary.ts';
import { TitleIndex } from './title-text.ts';

/** The part of a document that describes one finding. */
export interface Section {
  readonly start: SectionStart;
  readonly end: number;
  readonly where: string;
  readonly parts: SectionParts;
  readonly stated: StatedSeverity | undefined;
  readonly status: SourceStatus | undefined;
  /** Parts with a label of their own: description, recommendation, target … */
  readonly labels: number;
  /** True in a part on repairs: it adds a state to a finding that is described elsewhere. */
  readonly review: boolean;
}

const described: readonly FieldKind[] = [
  'DESCRIPTION',
  'IMPACT',
  'REMEDIATION',
  'EVIDENCE',
  'TARGET',
  'REFERENCES',
];

/** Every part of the document that is built like the description of a finding, or headed like a row of its lists, in order. */
export function findSections(structure: Structure, { tables, taken }: Summary): readonly Section[] {
  const listed = new TitleIndex(tables.flatMap(({ rows }) => rows.map(({ title }) => title)));
  const starts = new Map<number, SectionStart>();
  const groups = groupHeadings(structure);
  for (const start of [
    ...fieldStarts(structure, taken),
    ...headingStarts(structure, { taken, groups, listed }),
    ...tables.flatMap((table) => startOfTable(structure, table)),
  ]) {
    const known = starts.get(start.at);
    if (known === undefined || (known.ratedBy !== 'FIELD' && start.ratedBy === 'FIELD'))
      starts.set(start.at, start);
  }
  const ordered = [...starts.values()].toSorted((a, b) => a.at - b.at);
  const all = ordered.map((start, index) => sectionOf(structure, start, ordered[index + 1]?.at, groups));
  // A report on a retest as a whole describes its findings in what elsewhere would be a review.
  const retest = all.every(({ review }) => review);
  const sections = all
    .map((section) => (retest ? { ...section, review: false } : section))
    .filter((section) => isFinding(structure, section));
  return sections.filter((section) => section.review || !standsAlone(structure, section, sections));
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

/** A single heading with a severity in or below it, and no other sign of a finding, is a figure or a sentence. */
function standsAlone(structure: Structure, section: Section, all: readonly Section[]): boolean {
  const { start } = section;
  if (start.ratedBy !== 'HEADING' || start.id !== undefined || start.heading.number !== undefined)
    return false;
  if (hasLabelledPart(section)) return false;
  const style = (one: Section): number => {
    const line = structure.lines[one.start.at];
    return line === undefined ? 0 : weightOf(line, structure.document);
  };
  return all.filter((one) => one.start.ratedBy === 'HEADING' && style(one) === style(section)).length < 2;
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
  readonly groups: ReadonlyMap<number, StatedSeverity>;
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

const generic =
  /^(?:\W|\d)*(?:(?:detailed|technical|security|identified|key|notable|main|all|other|new|open|list of|summary of|number of|total)\s+)*(?:findings?|issues?|vulnerabilit(?:y|ies)|weakness(?:es)?|observations?|risks?|results?|details?|severity|rating|total|recommendations?)(?:\s+(?:summary|details?|overview|list|by severity|found|identified|ratings?))?\W*$/i;

/** Chapters of every report, which may well state an overall risk. */
const chapter =
  /^(?:\W|\d)*(?:(?:executive|management|technical|general|high[- ]level)\s+)?(?:summary|overview|introduction|conclusions?|scope|methodology|approach|objectives?|background|limitations|disclaimer|recommendations|results?|graphical summary|overall .{0,40}|risk (?:rating|summary|overview|assessment|level|profile)s?|security (?:posture|rating|level)|findings (?:overview|summary|by .{1,30})|(?:summary|overview|list|statistics|breakdown) of .{1,40}|recommendations? by .{1,30}|(?:document|report|project|engagement|assessment|test(?:ing)?|audit|contact|client) (?:control|history|information|overview|summary|details?|scope|goals|timeline|targets|coverage|team|dashboard)|about .{1,60}|scope of .{1,40}|vulnerability (?:overview|statistics|summary)|statistics)\W*$/i;

/** "High Medium Low": the head of a table of counts. */
function isScale(title: string): boolean {
  return title.split(/[\s,/|]+/).every((word) => severityOf(word) !== undefined || !/\p{L}{3}/u.test(word));
}

function isGeneric(title: string): boolean {
  return generic.test(title) || chapter.test(title);
}

const group =
  /^(?:[\d.]+\s+)?([\p{L} ]{3,16}?)[\s-]*(?:(?:risk|severity|priority|impact|rated|threat)\b[\s-]*)*(?:level\s*)?(?:findings?|issues?|vulnerabilit(?:y|ies)|weakness(?:es)?|observations?|risks?|bugs?)?(?:\s*\(\d+\))?:?$/iu;

/** Headings of all findings of one severity: "High risk findings", or the bare words where several of the scale stand alike. */
function groupHeadings(structure: Structure): ReadonlyMap<number, StatedSeverity> {
  const found = new Map<number, StatedSeverity>();
  const bare = new Map<number, StatedSeverity>();
  for (const [at, line] of structure.lines.entries()) {
    if (!structure.isHeading(at) || line.text.length > 60) continue;
    const word = group.exec(line.text)?.[1]?.trim();
    const severity = severityOf(word);
    if (word === undefined || severity === undefined) continue;
    (groupWords.test(line.text) ? found : bare).set(at, { word, severity });
  }
  const scale = new Set([...bare.values()].map(({ severity }) => severity));
  return scale.size < 2 ? found : new Map([...found, ...bare]);
}

const groupWords =
  /risk|severity|priority|impact|threat|finding|issue|vulnerabilit|weakness|observation|bug/i;

/** Severity of the group a heading stands in, directly below its heading. */
function groupOf(
  { lines, isHeading, document }: Structure,
  at: number,
  groups: ReadonlyMap<number, StatedSeverity>,
): StatedSeverity | undefined {
  const line = lines[at];
  if (line === undefined || groups.size === 0) return undefined;
  const weight = weightOf(line, document);
  let lowest = Number.POSITIVE_INFINITY;
  for (let above = at - 1; above >= 0; above--) {
    const other = lines[above];
    if (other === undefined || !isHeading(above)) continue;
    const otherWeight = weightOf(other, document);
    if (otherWeight <= weight || otherWeight >= lowest) continue;
    const stated = groups.get(above);
    if (stated !== undefined) return stated;
    lowest = otherWeight;
    return undefined;
  }
  return undefined;
}

function sectionOf(
  structure: Structure,
  start: SectionStart,
  next: number | undefined,
  groups: ReadonlyMap<number, StatedSeverity>,
): Section {
  const end = endOf(structure, start, Math.min(next ?? structure.lines.length, structure.lines.length));
  const parts = partsOf(structure, start.bodyAt, end);
  const own = ratedField(parts);
  const stated = own.word ?? start.heading.stated ?? own.score ?? groupOf(structure, start.at, groups);
  const chapters = structure.chaptersOf(start.at);
  const statusText = parts.texts.get('STATUS') ?? '';
  const description = parts.texts.get('DESCRIPTION') ?? '';
  const review = reviewsFixes(chapters);
  return {
    start: own.word === undefined || start.ratedBy === 'FIELD' ? start : { ...start, ratedBy: 'FIELD' },
    end,
    where: structure.lines[start.at]?.where ?? '',
    parts,
    stated,
    status:
      statusInSentence(statusText) ??
      start.heading.status ??
      (review ? statedStatus(description) : undefined),
    labels: described.filter((kind) => parts.texts.has(kind)).length,
    review,
  };
}

/** Where the section stops: the next one, or a heading that is no lower than its own. */
function endOf(structure: Structure, start: SectionStart, limit: number): number {
  const { lines, document, isHeading } = structure;
  const first = lines[start.at];
  if (first === undefined) return limit;
  const headed = looksLikeHeading(first, document);
  const weight = headed ? weightOf(first, document) : document.bodySize * 1.15;
  for (let at = start.bodyAt; at < limit; at++) {
    const line = lines[at];
    if (line === undefined || !isHeading(at)) continue;
    if (isAppendix(line.text)) return at;
    if (headed && first.level !== undefined && line.level !== undefined) {
      if (line.level <= first.level) return at;
      continue;
    }
    if (weightOf(line, document) >= weight && at > start.bodyAt) return at;
  }
  return limit;
}

const firstChoice = /severity|schweregrad|severidad|sévérité|severità|severidade|gravedad|gravité/i;
const secondChoice = /overall|total|final|risk|threat|criticality|criticité|criticidad|risiko/i;

interface Rated {
  /** Of the field that names the severity, else the risk as a whole. */
  readonly word: StatedSeverity | undefined;
  /** Of a CVSS score alone; a word anywhere goes before it. */
  readonly score: StatedSeverity | undefined;
}

function ratedField({ ratings }: SectionParts): Rated {
  const words = ratings.filter(({ kind }) => kind === 'SEVERITY');
  const chosen =
    words.find(({ label }) => firstChoice.test(label)) ??
    words.find(({ label }) => secondChoice.test(label)) ??
    words[0];
  const score = ratings.find(({ kind }) => kind === 'CVSS');
  return {
    word: chosen === undefined ? undefined : ratingOf(chosen.value),
    score: score === undefined ? undefined : ratingOf(score.value),
  };
}

function isFinding(structure: Structure, section: Section): boolean {
  const { start, labels, review, stated } = section;
  if (!/\p{L}{3}/u.test(start.title) || isGeneric(start.title) || isScale(start.title)) return false;
  const lines = section.end - start.bodyAt;
  if (review) return lines > 0;
  const chapters = structure.chaptersOf(start.at);
  if (defines([...chapters, start.title]) && labels < 2) return false;
  switch (start.ratedBy) {
    case 'FIELD':
      return true;
    case 'HEADING':
      return lines >= 1 || start.id !== undefined;
    case 'GROUP':
      return lines >= 2 && stated !== undefined;
    case 'LIST':
      return lines >= 1;
    case undefined:
      return labels > 0 && hasLabelledPart(section);
  }
}

/** A part under a label of its own, not only text that follows the heading. */
function hasLabelledPart({ parts }: Section): boolean {
  return described.some((kind) => kind !== 'DESCRIPTION' && parts.texts.has(kind)) || parts.others.size > 0;
}
