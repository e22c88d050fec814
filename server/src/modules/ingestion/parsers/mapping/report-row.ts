import type { ParseSink, RawFinding } from '../parser.ts';

/**
 * Counts an item of the file and reports the finding it gave, or that it was left out. `lacks` completes "A row … and was
 * left out", for example "has no check id".
 */
export function reportRow(
  sink: ParseSink,
  finding: RawFinding | undefined,
  { where, lacks }: { readonly where: string; readonly lacks: string },
): void {
  sink.sourceItem();
  if (finding !== undefined) {
    sink.finding(finding);
    return;
  }
  sink.problem({
    code: 'ROW_UNREADABLE',
    message: `A row ${lacks} and was left out.`,
    where,
    dropsItem: true,
  });
}
