import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { existingDataDir, killApp, newDataDir, quiet, startApp } from './app-process.fixture.ts';
import { lockFolder } from './folder-lock.ts';
import { startEmbedded } from './start-embedded.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crp-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const contender = `
  const { lockFolder } = await import(process.argv[2]);
  try { lockFolder(process.argv[1]); console.log('won'); setInterval(() => {}, 60000); }
  catch (error) { console.log(error.name + ': ' + error.message); }`;

/** A process that tries once, says how it went and, if it won, stays. */
function contend(folder: string): { outcome: Promise<string>; kill: () => Promise<void> } {
  const module = new URL('./folder-lock.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', contender, folder, module], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const outcome = new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once('line', resolve),
  );
  const kill = (): Promise<void> => {
    child.kill('SIGKILL');
    return ended;
  };
  onTestFinished(kill);
  return { outcome, kill };
}

describe('lockFolder', { timeout: 60_000 }, () => {
  test('20 concurrent processes: exactly one wins, the others say in one line that it is taken', async () => {
    const folder = newFolder();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => contend(folder).outcome));
    expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
    const refused = outcomes.filter((outcome) => outcome !== 'won');
    for (const outcome of refused)
      expect(outcome).toMatch(/^StartError: Another CRP.* is already running on /);
  });

  test('twenty times: kill -9 of the owner frees the folder at once', async () => {
    const folder = newFolder();
    for (let round = 0; round < 20; round += 1) {
      const owner = contend(folder);
      expect(await owner.outcome).toBe('won');
      await owner.kill();
    }
    lockFolder(folder).release();
  });

  test('a recorded owner whose pid is alive but is no CRP does not block', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'lock'), '');
    writeFileSync(
      join(folder, 'owner.json'),
      JSON.stringify({ pid: process.ppid, startedAt: '2020-01-01T00:00:00.000Z' }),
    );
    lockFolder(folder).release();
  });

  test('the same process cannot take it twice, and can again after a release', () => {
    const folder = newFolder();
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`Another CRP (process ${process.pid}, started `);
    lock.release();
    lockFolder(folder).release();
  });
});

describe('a second CRP on the same data folder', { timeout: 60_000 }, () => {
  test('is refused in one line that names the first, which goes on', async () => {
    const dataDir = await existingDataDir();
    const app = await startApp(dataDir);
    const second = startEmbedded({ dataDir, log: quiet });
    await expect(second).rejects.toThrow(
      new RegExp(
        `^Another CRP \\(process ${app.process.pid}, started [-0-9T:.]+Z\\) is already running on \\S+\\.$`,
      ),
    );
    await killApp(app, 'SIGTERM');
    expect(app.process.exitCode).toBe(0);
  });

  test('20 concurrent first starts: one makes the database, 19 are refused', async () => {
    const dataDir = newDataDir();
    const apps = await Promise.all(Array.from({ length: 20 }, () => startApp(dataDir)));
    const winners = apps.filter((app) => app.report.error === undefined);
    expect(winners).toHaveLength(1);
    expect(winners[0]?.report.created).toBe(true);
    const errors = apps.flatMap((app) => app.report.error ?? []);
    for (const error of errors) expect(error).toMatch(/^Another CRP.*is already running on \S+\.$/);
    for (const app of winners) await killApp(app, 'SIGTERM');
  });
});
