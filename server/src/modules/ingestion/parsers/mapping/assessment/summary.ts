import { defines, reviewsFixes } from './chapter-kind.ts';
import { type FindingId, wholeId } from './finding-id.ts';
import { headingOf } from './heading.ts';
import { ratingOf, type StatedSeverity } from './severity-text.ts';
import { type SourceStatus, statedStatus } from './status-text.ts';
import type { Structure } from './structure.ts';
import { type ColumnKind, tableHeadAt } from './table-columns.ts';
import { rowsBelow, type TableRow } from './table-rows.ts';

/** A finding as a list of the report names it. */
export interface SummaryRow {
  readonly at: number;
  readonly where: string;
  readonly id: FindingId | undefined;
  readonly title: string;
  readonly stated: StatedSeverity | undefined;
  readonly status: SourceStatus | undefined;
  readonly statusText: string;
  readonly remediation: string;
  readonly target: string;
  /** Further columns under their own heads. */
  readonly others: ReadonlyMap<string, string>;
}

export interface SummaryTable {
  readonly rows: readonly SummaryRow[];
  /** Whether its head has a severity or a score; a list of states alone adds to findings, but makes none. */
  readonly rated: boolean;
  readonly review: boolean;
  /** Its first line, and the first behind it. */
  readonly at: number;
  readonly end: number;
}

export interface Summary {
  readonly tables: readonly SummaryTable[];
  /** Lines that belong to them. */
  readonly taken: ReadonlySet<number>;
}

/** Every list of findings in the document: tables with a title or id, and a severity, score or state. */
export function findSummary(structure: Structure): Summary {
  const tables: SummaryTable[] = [];
  const taken = new Set<number>();
  for (let at = 0; at < structure.lines.length; at++) {
    if (structure.contents.has(at)) continue;
    const head = tableHeadAt(structure.lines, at);
    if (head === undefined) continue;
    const { rows, end } = rowsBelow(structure, head);
    const rated = head.columns.some(({ kind }) => kind === 'SEVERITY' || kind === 'CVSS');
    const found = rows
      .map((row) => rowOf(structure, row))
      .filter((row) => isRow(row) && (!rated || row.stated !== undefined || row.id !== undefined));
    if (found.length === 0 || isDefinitionTable(structure, at, found)) continue;
    tables.push({ rows: found, rated, review: reviewsFixes(structure.chaptersOf(at)), at, end });
    for (let line = at; line < end; line++) taken.add(line);
    at = end - 1;
  }
  const retest = tables.every(({ rated, review }) => review || !rated);
  return { tables: retest ? tables.map((table) => ({ ...table, review: false })) : tables, taken };
}

function rowOf(structure: Structure, row: TableRow): SummaryRow {
  const { vocabulary, lines } = structure;
  const text = (kind: ColumnKind): string =>
    vocabulary.join(
      [...row.cells].filter(([column]) => column.kind === kind).flatMap(([, parts]) => [...parts]),
    );
  const idParts = [...row.cells]
    .filter(([column]) => column.kind === 'ID')
    .flatMap(([, parts]) => [...parts]);
  const severityParts = [...row.cells]
    .filter(([column]) => column.kind === 'SEVERITY')
    .flatMap(([, parts]) => [...parts]);
  const heading = headingOf({ cells: [{ text: text('TITLE'), x: 0, right: 0, bold: false }] });
  const idText = idParts.join('');
  const fromIdCell = idText === '' ? undefined : (wholeId(idText) ?? wholeId(idParts.join(' ')));
  const others = new Map(
    [...row.cells]
      .filter(([column]) => column.kind === 'OTHER' || column.kind === 'CVSS')
      .map(([column, parts]) => [column.label, vocabulary.join([...parts])]),
  );
  // A list without a title column has the title behind the id.
  const behindId =
    text('TITLE') === ''
      ? headingOf({ cells: [{ text: text('ID'), x: 0, right: 0, bold: false }] })
      : undefined;
  return {
    at: row.at,
    where: lines[row.at]?.where ?? '',
    id: fromIdCell ?? behindId?.id ?? heading.id ?? numberId(heading.number),
    title: behindId?.title ?? heading.title,
    stated: rating(severityParts) ?? ratingOf(text('CVSS')) ?? heading.stated,
    status: statedStatus(text('STATUS')),
    statusText: text('STATUS'),
    remediation: text('REMEDIATION'),
    target: text('TARGET'),
    others,
  };
}

/** A word that a narrow column broke is put together again. */
function rating(parts: readonly string[]): StatedSeverity | undefined {
  return ratingOf(parts.join(' ')) ?? ratingOf(parts.join('').replace('-', '')) ?? ratingOf(parts[0] ?? '');
}

function numberId(number: string | undefined): FindingId | undefined {
  return number === undefined ? undefined : wholeId(number);
}

/** Words that are no number and no rating, short enough for a title. */
function isRow({ title }: SummaryRow): boolean {
  return (
    /\p{L}{3}/u.test(title) &&
    title.length <= 400 &&
    ratingOf(title) === undefined &&
    !/^(?:total|sum|gesamt)$/i.test(title)
  );
}

/** A table that explains the words: each severity once, long texts, no ids, under a heading that says so. */
function isDefinitionTable(structure: Structure, at: number, rows: readonly SummaryRow[]): boolean {
  if (rows.some(({ id }) => id !== undefined && id.family !== '')) return false;
  const words = rows.map(({ stated }) => stated?.word.toLowerCase());
  const once = new Set(words).size === words.length && rows.length >= 3;
  const long = rows.reduce((sum, { title }) => sum + title.length, 0) / rows.length > 90;
  return (once && long) || (once && defines(structure.chaptersOf(at)));
}
