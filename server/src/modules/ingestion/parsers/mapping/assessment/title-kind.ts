import { severityOf } from './severity-text.ts';

const generic =
  /^(?:\W|\d)*(?:(?:detailed|technical|security|identified|key|notable|main|all|other|new|open|list of|summary of|number of|total)\s+)*(?:findings?|issues?|vulnerabilit(?:y|ies)|weakness(?:es)?|observations?|risks?|results?|details?|severity|rating|total|recommendations?)(?:\s+(?:summary|details?|overview|list|by severity|found|identified|ratings?))?\W*$/i;

/** Chapters of every report, which may well state an overall risk. */
const chapter =
  /^(?:\W|\d)*(?:(?:executive|management|technical|general|high[- ]level)\s+)?(?:summary|overview|introduction|conclusions?|scope|methodology|approach|objectives?|background|limitations|disclaimer|recommendations|results?|graphical summary|overall .{0,40}|risk (?:rating|summary|overview|assessment|level|profile)s?|security (?:posture|rating|level)|findings (?:overview|summary|by .{1,30})|(?:summary|overview|list|statistics|breakdown) of .{1,40}|recommendations? by .{1,30}|(?:document|report|project|engagement|assessment|test(?:ing)?|audit|contact|client) (?:control|history|information|overview|summary|details?|scope|goals|timeline|targets|coverage|team|dashboard)|about .{1,60}|scope of .{1,40}|vulnerability (?:overview|statistics|summary)|statistics)\W*$/i;

/** "High Medium Low": the head of a table of counts. */
export function isScale(title: string): boolean {
  return title.split(/[\s,/|]+/).every((word) => severityOf(word) !== undefined || !/\p{L}{3}/u.test(word));
}

export function isGeneric(title: string): boolean {
  return generic.test(title) || chapter.test(title);
}
