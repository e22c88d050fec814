import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  existingDataDir,
  isRoot,
  killApp,
  newDataDir,
  query,
  quiet,
  startApp,
} from './app-process.fixture.ts';
import { startEmbedded } from './start-embedded.ts';
import { StartError } from './start-error.ts';

const log = quiet;

/** Starts, which must fail with a StartError of one line; returns that line. */
async function refusal(dataDir: string): Promise<string> {
  const error: unknown = await startEmbedded({ dataDir, log }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartError);
  const message = error instanceof Error ? error.message : '';
  expect(message).not.toContain('\n');
  return message;
}

function snapshot(folder: string): string {
  const hide = "! -name lock ! -name owner.json ! -path '*/log/*'";
  return execFileSync(
    'sh',
    ['-c', `cd "$1" && find . -type f ${hide} -exec cksum {} + | sort`, 'sh', folder],
    {
      encoding: 'utf8',
    },
  );
}

describe('an existing folder', { timeout: 60_000 }, () => {
  test('of another major version: says how to upgrade and changes nothing', async () => {
    const dataDir = await existingDataDir();
    writeFileSync(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), '17\n');
    const before = snapshot(dataDir);
    const message = await refusal(dataDir);
    expect(message).toContain('is PostgreSQL 17, this release ships 18; nothing was changed');
    expect(message).toContain('pg_dumpall');
    expect(snapshot(dataDir)).toBe(before);
  });

  test('with files of somebody else: refused, and left alone', async () => {
    const dataDir = newDataDir();
    mkdirSync(join(dataDir, 'postgres'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres', 'thesis.txt'), 'mine');
    expect(await refusal(dataDir)).toContain("holds files that are not CRP's");
    expect(readdirSync(join(dataDir, 'postgres'))).toEqual(['thesis.txt']);
  });

  test('that is itself a PostgreSQL cluster: refused', async () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'PG_VERSION'), '15\n');
    expect(await refusal(dataDir)).toContain('is itself a PostgreSQL folder');
    expect(readdirSync(dataDir)).toEqual(['PG_VERSION']);
  });

  test('whose cluster lost its PG_VERSION: refused, never made anew over it', async () => {
    const dataDir = await existingDataDir();
    rmSync(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'));
    expect(await refusal(dataDir)).toContain('is not a PostgreSQL cluster');
  });

  test('whose password is gone: says so instead of making another', async () => {
    const dataDir = await existingDataDir();
    rmSync(join(dataDir, 'postgres', 'password'));
    expect(await refusal(dataDir)).toContain('password is missing');
  });

  test('that is a file: refused in one line', async () => {
    const dataDir = newDataDir();
    writeFileSync(dataDir, '');
    expect(await refusal(dataDir)).toContain(dataDir);
  });
});

describe('a first start cut short', { timeout: 60_000 }, () => {
  test.each([20, 150, 400, 700])(
    'by kill -9 after %i ms of initdb: the next start makes the database',
    async (delayMs) => {
      const dataDir = newDataDir();
      const starting = startApp(dataDir);
      starting.catch(() => {});
      const control = join(dataDir, 'postgres');
      while (!listFolder(control).some((name) => name.startsWith('initdb-'))) await sleep(2);
      await sleep(delayMs);
      const owner: unknown = JSON.parse(readFileSync(join(control, 'owner.json'), 'utf8'));
      if (typeof owner === 'object' && owner !== null && 'pid' in owner)
        process.kill(Number(owner.pid), 'SIGKILL');
      await starting.catch(() => {});

      const next = await startEmbedded({ dataDir, log });
      expect(await query(next.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(listFolder(control).filter((name) => name.startsWith('initdb-'))).toEqual([]);
      await next.stop();
    },
  );
});

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A file system of its own, of `size`; undefined where this process may not mount one. */
function mountSmall(size: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'crp-small-'));
  const mounted =
    isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', folder]).status === 0;
  if (mounted) chmodSync(folder, 0o755);
  onTestFinished(() => {
    if (mounted) spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return mounted ? folder : undefined;
}

describe('a full disk', { timeout: 60_000 }, () => {
  test('at the first start: one clear line, nothing half-made stays', async ({ skip }) => {
    const disk = mountSmall('20m');
    if (disk === undefined) return skip('may not mount a file system here');
    const dataDir = join(disk, 'data');
    expect(await refusal(dataDir)).toBe(
      `The disk that holds ${dataDir}/postgres is full. Free some space, then start again.`,
    );
    expect(readdirSync(join(dataDir, 'postgres')).sort()).toEqual([
      'location.json',
      'lock',
      'owner.json',
      'password',
    ]);
  });

  test('at a later start: one clear line, and with space again the data is there', async ({ skip }) => {
    const disk = mountSmall('120m');
    if (disk === undefined) return skip('may not mount a file system here');
    const dataDir = join(disk, 'data');
    const first = await startApp(dataDir);
    await query(first.report.adminUrl, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS row');
    const pid = Number(
      readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0],
    );
    process.kill(pid, 'SIGKILL');
    await killApp(first, 'SIGKILL');
    spawnSync('sh', ['-c', 'cat /dev/zero > "$1/ballast" 2>/dev/null', 'sh', disk]);

    expect(await refusal(dataDir)).toContain('is full. Free some space');
    rmSync(join(disk, 'ballast'));
    const next = await startEmbedded({ dataDir, log });
    expect(await query(next.adminUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 1000 }]);
    await next.stop();
  });
});
