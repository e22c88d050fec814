import { defines, isAppendix, reviewsFixes } from './chapter-kind.ts';
import { looksLikeHeading, weightOf } from './heading.ts';
import { described, findStarts } from './section-candidates.ts';
import { partsOf, type SectionParts } from './section-parts.ts';
import type { SectionStart } from './section-start.ts';
import { type GroupHeadings, groupHeadings, groupOf } from './severity-groups.ts';
import { ratingOf, type StatedSeverity } from './severity-text.ts';
import { type SourceStatus, statedStatus, statusInSentence } from './status-text.ts';
import type { Structure } from './structure.ts';
import type { Summary } from './summary.ts';
import { isGeneric, isScale } from './title-kind.ts';

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

/** Every part of the document that is built like the description of a finding, or headed like a row of its lists, in order. */
export function findSections(structure: Structure, summary: Summary): readonly Section[] {
  const groups = groupHeadings(structure);
  const ordered = findStarts(structure, summary, groups);
  const all = ordered.map((start, index) => sectionOf(structure, start, ordered[index + 1]?.at, groups));
  // A report on a retest as a whole describes its findings in what elsewhere would be a review.
  const retest = all.every(({ review }) => review);
  const sections = all
    .map((section) => (retest ? { ...section, review: false } : section))
    .filter((section) => isFinding(structure, section));
  return sections.filter((section) => section.review || !standsAlone(structure, section, sections));
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

function sectionOf(
  structure: Structure,
  start: SectionStart,
  next: number | undefined,
  groups: GroupHeadings,
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
