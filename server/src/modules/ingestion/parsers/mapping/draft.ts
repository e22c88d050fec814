import type { ParseProblem, ParseSink, RawFinding } from '../parser.ts';

/** A readonly shape while it is being filled in. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

export type FindingDraft = Draft<RawFinding>;

export const maxLocations = 10_000;
/** Identifiers and references kept of one item; more is a malformed report. */
export const maxListEntries = 10_000;

/** Reports something that was repaired or left out; the item itself is kept. */
export function noteProblem(sink: ParseSink, problem: Omit<ParseProblem, 'dropsItem'>): void {
  sink.problem({ ...problem, dropsItem: false });
}
