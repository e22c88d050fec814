import { readFile } from 'node:fs/promises';
import { type DemoReport, renderReports, shippedLastDay } from '../../../demo/reports.ts';

const folder = new URL('../../../demo/reports/', import.meta.url);
const dayMs = 86_400_000;
/** Longer ago, and a demo of "today" would show a company that stopped scanning. */
const freshDays = 25;

export interface Samples {
  readonly reports: readonly DemoReport[];
  /** False when the same story was written again with later dates. */
  readonly asShipped: boolean;
}

/**
 * The sample reports, byte for byte as they stand in the repository while they are fresh. Later (or before their time) the same
 * story is told with its last day yesterday: dates differ and nothing else.
 */
export async function loadSamples(nowMs: number): Promise<Samples> {
  const ageDays = (nowMs - Date.parse(shippedLastDay)) / dayMs;
  if (ageDays < 0 || ageDays > freshDays) {
    const yesterday = new Date(nowMs - dayMs).toISOString().slice(0, 10);
    return { reports: renderReports(yesterday), asShipped: false };
  }
  const reports = renderReports().map(async (report) => ({
    ...report,
    text: await readFile(new URL(report.file, folder), 'utf8'),
  }));
  return { reports: await Promise.all(reports), asShipped: true };
}
