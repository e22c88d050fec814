import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { type Binaries, locateBinaries } from './binaries.ts';
import { reachableBinaries, removeOtherCopies } from './program-files.ts';
import { chooseRunUser, passesAs } from './run-user.ts';
import { startEmbedded } from './start-embedded.ts';

/** A folder that, like root's home, only its owner may enter. */
function closedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crp-closed-'));
  chmodSync(folder, 0o700);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe.skipIf(!isRoot)('started as root', { timeout: 60_000 }, () => {
  test('PostgreSQL runs as another user, in a folder nobody else can list', async () => {
    const dataDir = newDataDir();
    const server = await startEmbedded({ dataDir, log: quiet });
    expect(statSync(join(dataDir, 'postgres', 'cluster')).uid).not.toBe(0);
    expect(statSync(dataDir).mode & 0o777).toBe(0o710);
    await server.stop();
  });

  test('below a home that only root may enter: the database stands elsewhere, says so, and is found again', async () => {
    const dataDir = newDataDir(closedFolder());
    const notes: string[] = [];
    const note = (message: string) => notes.push(message);
    const log = { info: note, warn: note };
    const first = await startEmbedded({ dataDir, log });
    const pointer: unknown = JSON.parse(readFileSync(join(dataDir, 'postgres', 'location.json'), 'utf8'));
    const home =
      typeof pointer === 'object' && pointer !== null && 'home' in pointer ? String(pointer.home) : '';
    expect(existsSync(join(home, 'cluster', 'PG_VERSION'))).toBe(true);
    expect(existsSync(join(dataDir, 'postgres', 'cluster'))).toBe(false);
    expect(notes.join('\n')).toContain(`cannot reach ${dataDir}: the database is made in ${home}`);
    expect(statSync(home).mode & 0o007).toBe(0);
    await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 5 AS row');
    await first.stop();

    const second = await startEmbedded({ dataDir, log });
    expect(second.created).toBe(false);
    expect(await query(second.adminUrl, 'SELECT row FROM kept')).toEqual([{ row: 5 }]);

    // A copied data folder leads to the same database: only one of the two may run.
    const copy = join(dataDir, '..', 'copy');
    cpSync(dataDir, copy, { recursive: true });
    await expect(startEmbedded({ dataDir: copy, log })).rejects.toThrow(
      /^Another CRP .* is already running on /,
    );
    await second.stop();

    // A data folder that was deleted starts empty, not with the old database.
    rmSync(dataDir, { recursive: true });
    const third = await startEmbedded({ dataDir, log });
    expect(third.created).toBe(true);
    await third.stop();
    rmSync(home, { recursive: true });
  });

  test('program files that the user cannot reach are copied, once per version', () => {
    const closed = closedFolder();
    const home = mkdtempSync(join(tmpdir(), 'crp-home-'));
    chmodSync(home, 0o755);
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const user = chooseRunUser(home);
    const installed = locateBinaries();
    expect(reachableBinaries(installed, home, user)).toBe(installed);

    const root = join(closed, 'native');
    cpSync(installed.root, root, { recursive: true, verbatimSymlinks: true });
    const hidden: Binaries = { ...installed, root };
    const copied = reachableBinaries(hidden, home, user);
    expect(copied.root.startsWith(home)).toBe(true);
    expect(passesAs(user, '"$1/bin/postgres" --version && "$1/bin/initdb" --version', copied.root)).toBe(
      true,
    );
    expect(reachableBinaries(hidden, home, user)).toEqual(copied);

    const upgraded = reachableBinaries({ ...hidden, version: '18.9.0' }, home, user);
    expect(upgraded.root).not.toBe(copied.root);
    mkdirSync(join(home, 'programs-18.1.0-cut-short'));
    removeOtherCopies(home, upgraded);
    expect(readdirSync(home)).toEqual([upgraded.root.slice(home.length + 1)]);
  });

  test('a folder that an ordinary user made keeps that owner', async () => {
    const user = chooseRunUser('/nonexistent');
    if (user === undefined) throw new Error('root needs a user to run as');
    const parent = closedFolder();
    const dataDir = newDataDir(parent);
    for (const folder of [parent, join(dataDir, '..')]) chownSync(folder, user.uid, user.gid);
    const app = await startApp(dataDir, { uid: user.uid, gid: user.gid });
    expect(app.report).toMatchObject({ created: true });
    expect(statSync(dataDir).uid).toBe(user.uid);
    await killApp(app, 'SIGTERM');
    const asRoot = await startEmbedded({ dataDir, log: quiet });
    expect(asRoot.created).toBe(false);
    await asRoot.stop();
    const again = await startApp(dataDir, { uid: user.uid, gid: user.gid });
    expect(again.report).toMatchObject({ created: false });
    await killApp(again, 'SIGTERM');
  });

  test('an ordinary user on a folder of root gets one clear line', async () => {
    const user = chooseRunUser('/nonexistent');
    const dataDir = await existingDataDir();
    const app = await startApp(dataDir, { uid: 65_534, gid: user?.gid ?? 65_534 });
    expect(app.report.expected).toBe(true);
    expect(app.report.error).toMatch(/^No permission to use .* Start CRP as the user that owns it/);
  });
});
