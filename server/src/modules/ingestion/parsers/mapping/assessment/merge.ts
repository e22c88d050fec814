import { type FindingId, sameId } from './finding-id.ts';
import type { Section } from './sections.ts';
import type { StatedSeverity } from './severity-text.ts';
import type { SourceStatus } from './status-text.ts';
import type { Summary, SummaryRow } from './summary.ts';
import { titleLikeness } from './title-text.ts';

/** One finding with everything the document says of it in different places. */
export interface AssessedFinding {
  readonly rows: readonly SummaryRow[];
  readonly section: Section | undefined;
  /** Further parts of the document with its id or title: an executive summary, a fix review. */
  readonly also: readonly Section[];
}

interface Draft {
  readonly rows: SummaryRow[];
  section: Section | undefined;
  readonly also: Section[];
}

interface Named {
  readonly ids: readonly FindingId[];
  readonly title: string;
}

/** From here two names are the same finding's. */
const enough = 0.75;

/**
 * Joins rows of lists, descriptions and fix reviews by id and title. A rated list makes findings, a description makes one, a list
 * of states or a review only adds to those there are.
 */
export function mergeFindings(summary: Summary, sections: readonly Section[]): readonly AssessedFinding[] {
  const drafts: Draft[] = [];
  for (const { rows } of summary.tables.filter(({ rated, review }) => rated && !review))
    joinRows(drafts, rows, true);
  const described = sections.filter(({ review }) => !review);
  const listed = drafts.length > 0;
  for (const section of byStrength(described)) joinSection(drafts, section, true);
  const makes = drafts.length === 0;
  for (const { rows } of summary.tables.filter(({ rated, review }) => rated && review))
    joinRows(drafts, rows, makes);
  for (const { rows } of summary.tables.filter(({ rated }) => !rated))
    joinRows(drafts, rows, drafts.length === 0);
  for (const section of sections.filter(({ review }) => review)) joinSection(drafts, section, false);
  const order = new Map(
    drafts.map((draft, index) => [draft, listed && draft.rows.length > 0 ? index : placeOf(draft)]),
  );
  return listed ? drafts : drafts.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}

function placeOf({ section, rows }: Draft): number {
  return section?.start.at ?? rows[0]?.at ?? 0;
}

/** The fullest description of a finding first, so that a mention elsewhere joins it and not the other way round. */
function byStrength(sections: readonly Section[]): readonly Section[] {
  const strength = ({ start, labels, stated, parts }: Section): number =>
    (start.ratedBy === 'FIELD' ? 4 : 0) +
    (stated === undefined ? 0 : 2) +
    labels * 2 +
    Math.min(2, parts.others.size);
  return sections.toSorted((a, b) => strength(b) - strength(a) || a.start.at - b.start.at);
}

function joinRows(drafts: Draft[], rows: readonly SummaryRow[], makes: boolean): void {
  const taken = new Set<Draft>();
  for (const row of rows) {
    const match = bestMatch(drafts, { ids: row.id === undefined ? [] : [row.id], title: row.title }, taken);
    if (match !== undefined) {
      match.rows.push(row);
      taken.add(match);
    } else if (makes) {
      const draft: Draft = { rows: [row], section: undefined, also: [] };
      drafts.push(draft);
      taken.add(draft);
    }
  }
}

function joinSection(drafts: Draft[], section: Section, makes: boolean): void {
  const match = bestMatch(drafts, nameOfSection(section), new Set());
  if (match === undefined) {
    if (makes) drafts.push({ rows: [], section, also: [] });
    return;
  }
  if (match.section === undefined && !section.review) match.section = section;
  else match.also.push(section);
}

function nameOfSection({ start }: Section): Named {
  const { number } = start.heading;
  const last = Number(number?.split('.').at(-1));
  const ids: FindingId[] = start.id === undefined ? [] : [start.id];
  if (number !== undefined && Number.isInteger(last))
    ids.push({ id: number, number: last, family: '', strong: false });
  return { ids, title: start.title };
}

function namesOf({ rows, section }: Draft): readonly Named[] {
  const names = rows.map(({ id, title }): Named => ({ ids: id === undefined ? [] : [id], title }));
  return section === undefined ? names : [...names, nameOfSection(section)];
}

function bestMatch(drafts: readonly Draft[], name: Named, taken: ReadonlySet<Draft>): Draft | undefined {
  let best: Draft | undefined;
  let bestScore = 0;
  for (const draft of drafts) {
    if (taken.has(draft)) continue;
    const score = Math.max(...namesOf(draft).map((other) => likeness(name, other)));
    if (score > bestScore) {
      best = draft;
      bestScore = score;
    }
  }
  return bestScore >= enough ? best : undefined;
}

/**
 * 0..1. The same id of a family is enough whatever the title; different ids of one family are never the same. A bare number
 * ("1" for "TOB-X-001") only supports a title that is alike.
 */
function likeness(a: Named, b: Named): number {
  const titles = titleLikeness(a.title, b.title);
  for (const one of a.ids) {
    for (const other of b.ids) {
      if (sameId(one.id, other.id) && (one.family !== '' || other.family !== '')) return 1 + titles;
      if (one.family === '' || other.family === '') continue;
      if (one.family === other.family) return 0;
    }
  }
  const numbers = a.ids.some((one) =>
    b.ids.some((other) => one.number !== undefined && one.number === other.number),
  );
  const bothNumbered = a.ids.length > 0 && b.ids.length > 0;
  if (numbers) return titles >= 0.4 ? titles + 0.4 : titles;
  return bothNumbered && titles < 1 ? titles - 0.1 : titles;
}

/** The id to keep: the one that says most, of the description, then of the lists. */
export function idOf({ section, rows, also }: AssessedFinding): FindingId | undefined {
  const ids = [section?.start.id, ...rows.map(({ id }) => id), ...also.map(({ start }) => start.id)].filter(
    (id) => id !== undefined,
  );
  const named = ids.filter(({ family }) => family !== '');
  return named.find(({ strong }) => strong) ?? named[0] ?? ids[0];
}

/** Severity as the description states it, else the lists. */
export function severityOfFinding({ section, rows, also }: AssessedFinding): StatedSeverity | undefined {
  const all = [section?.stated, ...rows.map(({ stated }) => stated), ...also.map(({ stated }) => stated)];
  const stated = all.filter((one) => one !== undefined);
  return stated.find(({ word }) => /\p{L}/u.test(word)) ?? stated[0];
}

/** The latest word on the repair: a fix review after the description's own field, a list of states after both. */
export function statusOfFinding({ section, rows, also }: AssessedFinding): SourceStatus | undefined {
  const review = also.filter(({ review: isReview }) => isReview).map(({ status }) => status);
  const listed = rows.map(({ status }) => status);
  return [...review.toReversed(), ...listed.toReversed(), section?.status].find(
    (status) => status !== undefined,
  );
}
