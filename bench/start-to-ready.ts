import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './bench.ts';
import { startPlatform } from './platform-process.ts';
import { quantile } from './quantile.ts';

const runs = 5;
const maxMs = 5_000;

/** Second and later starts on the same data folder (the first one makes the database). Floor: a bare `node -e 0`. */
export async function bench(): Promise<readonly Measurement[]> {
  const dataDir = join(await mkdtemp(join(tmpdir(), 'crp-bench-start-')), 'data');
  const first = await startPlatform({ keepDir: dataDir });
  await first.stop();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const platform = await startPlatform({ keepDir: dataDir });
    times.push(platform.startMs);
    await platform.stop();
  }
  const value = quantile(times, 0.5);
  const floor = quantile(Array.from({ length: runs }, bareNode), 0.5);
  await rm(join(dataDir, '..'), { recursive: true, force: true });
  return [
    {
      name: 'start-to-ready',
      value,
      unit: 'ms',
      floor,
      ratio: floor / value,
      goal: `<= ${maxMs} ms`,
      met: value <= maxMs,
    },
    {
      name: 'first-start-to-ready',
      value: first.startMs,
      unit: 'ms',
      floor,
      ratio: floor / first.startMs,
      goal: `<= ${2 * maxMs} ms, database made`,
      met: first.startMs <= 2 * maxMs,
    },
  ];
}

function bareNode(): number {
  const startedAt = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - startedAt;
}
