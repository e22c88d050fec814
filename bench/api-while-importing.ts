import { setTimeout as wait } from 'node:timers/promises';
import type { Measurement } from './bench.ts';
import { importFile } from './import-run.ts';
import { nessusReport, shape100k, tried } from './nessus-file.ts';
import { type PlatformProcess, startPlatform } from './platform-process.ts';
import { quantile } from './quantile.ts';

const maxMs = 250;
const people = 4;
/** Between two questions of one person. */
const pauseMs = 25;
const idleMs = 5_000;
/** The score follows an import. */
const settleMs = 5_000;
const asked = [
  { name: 'summary', path: '/dashboard/summary' },
  { name: 'list', path: '/vulnerabilities?limit=50' },
] as const;

/**
 * Summary and list as people ask for them while a report of 100,000 findings is read, previewed and finalized over a register that
 * holds as many. 99th percentile; floor: the same without an import.
 */
export async function bench(): Promise<readonly Measurement[]> {
  const first = await nessusReport(tried(shape100k));
  const second = await nessusReport({ ...tried(shape100k), seed: 10 });
  const platform = await startPlatform();
  try {
    await importFile(platform, first, 'bench');
    await wait(settleMs);
    const idle = await asking(platform, wait(idleMs));
    const busy = await asking(platform, importFile(platform, second, 'bench'));
    return asked.map(({ name }) => {
      const [value, floor] = [busy, idle].map((times) => quantile(times.get(name) ?? [], 0.99));
      if (value === undefined || floor === undefined) throw new Error('nothing was measured');
      process.stdout.write(`  ${name}: ${busy.get(name)?.length ?? 0} answers\n`);
      return {
        name: `api-while-importing-${name}`,
        value,
        unit: 'ms',
        floor,
        ratio: floor / value,
        goal: `< ${maxMs} ms at the 99th percentile`,
        met: value < maxMs,
      };
    });
  } finally {
    await platform.stop();
  }
}

/** Milliseconds of every answer until `work` is done, by question. */
async function asking(
  platform: PlatformProcess,
  work: Promise<unknown>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(asked.map(({ name }) => [name, []]));
  const end = new AbortController();
  const ask = async (name: string, path: string) => {
    while (!end.signal.aborted) {
      const startedAt = performance.now();
      await platform.call('GET', path);
      times.get(name)?.push(performance.now() - startedAt);
      await wait(pauseMs);
    }
  };
  const askers = asked.flatMap(({ name, path }) => Array.from({ length: people }, () => ask(name, path)));
  try {
    // An asker ends first only by failing.
    await Promise.race([work, Promise.all(askers)]);
  } finally {
    end.abort();
  }
  await Promise.all(askers);
  return times;
}
