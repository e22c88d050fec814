import { weightOf } from './heading.ts';
import { type StatedSeverity, severityOf } from './severity-text.ts';
import type { Structure } from './structure.ts';

/** Headings of all findings of one severity, by their line. */
export type GroupHeadings = ReadonlyMap<number, StatedSeverity>;

const group =
  /^(?:[\d.]+\s+)?([\p{L} ]{3,16}?)[\s-]*(?:(?:risk|severity|priority|impact|rated|threat)\b[\s-]*)*(?:level\s*)?(?:findings?|issues?|vulnerabilit(?:y|ies)|weakness(?:es)?|observations?|risks?|bugs?)?(?:\s*\(\d+\))?:?$/iu;

/** Headings of all findings of one severity: "High risk findings", or the bare words where several of the scale stand alike. */
export function groupHeadings(structure: Structure): GroupHeadings {
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
export function groupOf(
  { lines, isHeading, document }: Structure,
  at: number,
  groups: GroupHeadings,
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
