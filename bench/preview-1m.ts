import type { Measurement } from './bench.ts';
import { previewFile } from './import-run.ts';
import { nessusReport, shape1m, tried } from './nessus-file.ts';
import { type PlatformProcess, startPlatform } from './platform-process.ts';
import { quantile } from './quantile.ts';

export const isLarge = true;

const maxMs = 200;
const rounds = 20;
const pages = 20;
const filters = ['severity=CRITICAL', 'change=NEW', 'class=INFORMATIONAL'];

/**
 * Pages of the preview of a job with 1,000,000 findings: the first, those that follow it, and the first of each filter; the slowest
 * kind of page counts, at its 95th percentile. Floor: the job alone, the least that the same API answers about it.
 */
export async function bench(): Promise<Measurement> {
  const path = await nessusReport(tried(shape1m));
  const platform = await startPlatform();
  try {
    const { id } = await previewFile(platform, path, 'bench');
    const job = `/report-ingestion/jobs/${String(id)}`;
    const floor = quantile(await times(platform, `${job}`), 0.95);
    const kinds = new Map([['following pages', await following(platform, `${job}/preview?limit=50`)]]);
    for (const filter of ['', ...filters])
      kinds.set(filter || 'first page', await times(platform, `${job}/preview?limit=50&${filter}`));
    const slowest = [...kinds].map(([kind, ms]) => ({ kind, ms: quantile(ms, 0.95) }));
    process.stdout.write(`  ${slowest.map(({ kind, ms }) => `${kind} ${Math.round(ms)} ms`).join(', ')}\n`);
    const value = Math.max(...slowest.map(({ ms }) => ms));
    return {
      name: 'preview-1m',
      value,
      unit: 'ms',
      floor,
      ratio: floor / value,
      goal: `< ${maxMs} ms`,
      met: value < maxMs,
    };
  } finally {
    await platform.stop();
  }
}

async function times(platform: PlatformProcess, path: string): Promise<readonly number[]> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await platform.call('GET', path);
    all.push(performance.now() - startedAt);
  }
  return all;
}

/** Milliseconds of one page after the other. */
async function following(platform: PlatformProcess, path: string): Promise<readonly number[]> {
  const all: number[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < pages && cursor !== null; page++) {
    const startedAt = performance.now();
    const answer = await platform.call(
      'GET',
      cursor === '' ? path : `${path}&cursor=${encodeURIComponent(cursor)}`,
    );
    all.push(performance.now() - startedAt);
    cursor = nextOf(answer);
  }
  return all;
}

function nextOf({ page }: Record<string, unknown>): string | null {
  const next = typeof page === 'object' && page !== null && 'nextCursor' in page ? page.nextCursor : null;
  return typeof next === 'string' ? next : null;
}
