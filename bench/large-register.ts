import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { importFile } from './import-run.ts';
import { type NessusShape, nessusReport, tried } from './nessus-file.ts';
import { type PlatformProcess, startPlatform } from './platform-process.ts';

const shape: NessusShape = { findings: 1_000_000, findingsPerHost: 10, outputBytes: 50 };
/** Follow-up work of an import: score, history, statistics of the planner. */
const settleMs = 20_000;

/**
 * The platform over a register of 1,000,000 findings on 100,000 assets, imported once as a person would and kept in the folder for
 * temporary files: the import takes minutes, the benches that read it do not.
 */
export async function startLargeRegister(): Promise<PlatformProcess> {
  const { findings } = tried(shape);
  const keepDir = join(tmpdir(), `crp-bench-register-${findings}`);
  const made = join(keepDir, 'bench-is-made');
  if (!existsSync(made)) {
    await mkdir(keepDir, { recursive: true });
    const platform = await startPlatform({ keepDir });
    await importFile(platform, await nessusReport(tried(shape)), 'bench');
    await wait(settleMs);
    await platform.stop();
    await writeFile(made, '');
  }
  return startPlatform({ keepDir });
}

/** Milliseconds that each of the questions takes, one after the other. */
export async function timesOf(
  platform: PlatformProcess,
  paths: readonly string[],
): Promise<readonly number[]> {
  const times: number[] = [];
  for (const path of paths) {
    const startedAt = performance.now();
    await platform.call('GET', path);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** The least that the same API answers: the platform's own address and session, nothing of the register. */
export function leastOf(platform: PlatformProcess): Promise<readonly number[]> {
  return timesOf(
    platform,
    Array.from({ length: 20 }, () => '/auth/session'),
  );
}

export function itemsOf({ items }: Record<string, unknown>): readonly Record<string, unknown>[] {
  return Array.isArray(items) ? items : [];
}

export function nextOf({ page }: Record<string, unknown>): string | null {
  const next = typeof page === 'object' && page !== null && 'nextCursor' in page ? page.nextCursor : null;
  return typeof next === 'string' ? next : null;
}
