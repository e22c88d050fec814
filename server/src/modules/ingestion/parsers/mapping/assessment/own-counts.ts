import type { Severity } from '../../../../../kernel/severity.ts';
import { severityOf, statedSeverity } from './severity-text.ts';
import type { Structure } from './structure.ts';

/** How many findings of each severity the report itself says it has; undefined where it has no such table. */
export type OwnCounts = ReadonlyMap<Severity | 'OTHER', number>;

const maxCount = 2_000;

/** Reads "High 3 / Medium 1 / Low 5" from a table of two columns or of two rows, the first of the document with at least two severities. */
export function ownCounts({ lines, contents }: Structure): OwnCounts | undefined {
  for (const at of lines.keys()) {
    if (contents.has(at)) continue;
    const found = downwards(lines, at) ?? across(lines, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Lines = Structure['lines'];

/** A severity and a number on each line. */
function downwards(lines: Lines, start: number): OwnCounts | undefined {
  const counts = new Map<Severity | 'OTHER', number>();
  for (let at = start; at < start + 8; at++) {
    const cells = lines[at]?.cells ?? [];
    const stated = statedSeverity(cells[0]?.text ?? '');
    const count = numberOf(cells[1]?.text);
    if (stated === undefined || count === undefined) break;
    add(counts, stated.word, count);
  }
  return counts.size >= 2 ? counts : undefined;
}

/** A line of severities above a line of numbers. */
function across(lines: Lines, at: number): OwnCounts | undefined {
  const heads = lines[at]?.cells ?? [];
  const values = lines[at + 1]?.cells ?? [];
  if (heads.length < 3 || values.length < 3) return undefined;
  const words = heads.map(({ text }) => (severityOf(text) === undefined ? undefined : text));
  if (words.filter((word) => word !== undefined).length < 3) return undefined;
  const counts = new Map<Severity | 'OTHER', number>();
  const offset = heads.length === values.length ? 0 : undefined;
  for (const [index, word] of words.entries()) {
    const count = offset === undefined ? undefined : numberOf(values[index]?.text);
    if (word === undefined) continue;
    if (count === undefined) return undefined;
    add(counts, word, count);
  }
  return counts;
}

function add(counts: Map<Severity | 'OTHER', number>, word: string, count: number): void {
  const severity = severityOf(word) ?? 'OTHER';
  counts.set(severity, (counts.get(severity) ?? 0) + count);
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,4}$/.test(text.trim())) return undefined;
  const count = Number(text);
  return count <= maxCount ? count : undefined;
}
