import type { DemoReport } from './reports.ts';

/** What the preview of one report must say. */
export interface Expectation {
  readonly NEW: number;
  readonly RECURRING: number;
  readonly WOULD_CLOSE: number;
  readonly UNCHANGED: number;
  /** Information that comes or goes. */
  readonly RECORDED: number;
}

const silentTools: readonly string[] = ['nuclei', 'generic-csv'];

/** Follows what each scope's scans of one tool have stated, report by report, in the order in which they are imported. */
export function expectations(reports: readonly DemoReport[]): {
  readonly byFile: ReadonlyMap<string, Expectation>;
  readonly open: number;
  /** Open at the end, after having been gone. */
  readonly recurring: number;
} {
  const byFile = new Map<string, Expectation>();
  const registers = new Map<string, Register>();
  for (const report of reports) {
    const id = `${report.scope} ${report.tool}`;
    const register = registers.get(id) ?? { present: new Map(), gone: new Set(), recurred: new Set() };
    registers.set(id, register);
    byFile.set(report.file, step(register, report));
  }
  const all = [...registers.values()];
  return {
    byFile,
    open: sum(
      all.map(({ present }) => [...present.values()].filter((vulnerability) => vulnerability).length),
    ),
    recurring: sum(
      all.map(({ recurred, present }) => [...recurred].filter((key) => present.has(key)).length),
    ),
  };
}

interface Register {
  /** Key to whether it is a vulnerability. */
  readonly present: Map<string, boolean>;
  readonly gone: Set<string>;
  readonly recurred: Set<string>;
}

function step({ present, gone, recurred }: Register, { states, tool }: DemoReport): Expectation {
  const counts = { NEW: 0, RECURRING: 0, WOULD_CLOSE: 0, UNCHANGED: 0, RECORDED: 0 };
  const stated = new Map(states.map(({ key, vulnerability }) => [key, vulnerability]));
  for (const [key, vulnerability] of stated) {
    if (present.has(key)) counts.UNCHANGED++;
    else if (!vulnerability) counts.RECORDED++;
    else if (gone.has(key)) {
      counts.RECURRING++;
      recurred.add(key);
    } else counts.NEW++;
    present.set(key, vulnerability);
  }
  if (silentTools.includes(tool)) return counts;
  for (const [key, vulnerability] of present) {
    if (stated.has(key)) continue;
    if (vulnerability) counts.WOULD_CLOSE++;
    else counts.RECORDED++;
    present.delete(key);
    gone.add(key);
  }
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
