import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { syncFolder } from './durable-file.ts';
import type { RunUser } from './run-user.ts';
import { adminUser, clientAuthentication, renderSettings } from './settings.ts';
import { explainFailure, StartError } from './start-error.ts';

export interface ClusterPlace {
  readonly home: string;
  readonly binaries: Binaries;
  readonly user: RunUser | undefined;
}

const unfinishedPrefix = 'initdb-';

export function clusterFolder(home: string): string {
  return join(home, 'cluster');
}

/** The account, directory and locale of every PostgreSQL program; nothing of the app's environment leaks in. */
export function processOptions(user: RunUser | undefined, folder: string) {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
  return user === undefined ? { cwd: folder, env } : { cwd: folder, env, uid: user.uid, gid: user.gid };
}

/**
 * Makes the cluster unless it exists; true if it was made now. initdb works in a folder of its own that is renamed at the end,
 * so a cluster exists whole or not at all, and what a killed initdb left is removed here.
 */
export async function ensureCluster(place: ClusterPlace, password: string): Promise<boolean> {
  const folder = clusterFolder(place.home);
  removeUnfinished(place.home);
  if (existsSync(folder)) {
    requireSameMajor(folder, place.binaries);
    return false;
  }
  const unfinished = join(place.home, `${unfinishedPrefix}${randomBytes(4).toString('hex')}`);
  try {
    await runInitdb(place, unfinished, password);
    writeOwned(join(unfinished, 'pg_hba.conf'), clientAuthentication, place.user);
    writeSettings(unfinished, place);
    renameSync(unfinished, folder);
    syncFolder(place.home);
  } finally {
    removeUnfinished(place.home);
  }
  return true;
}

/** The settings this release starts its server with; they name the build, so another build never equals. */
export function wantedSettings(binaries: Binaries): string {
  return renderSettings(`${binaries.version} in ${binaries.root}`);
}

export function writeSettings(folder: string, place: ClusterPlace): void {
  const path = join(folder, 'postgresql.conf');
  const wanted = wantedSettings(place.binaries);
  if (readFileSync(path, 'utf8') === wanted) return;
  writeOwned(`${path}.new`, wanted, place.user);
  renameSync(`${path}.new`, path);
}

export function writeOwned(path: string, text: string, user: RunUser | undefined): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

function requireSameMajor(folder: string, binaries: Binaries): void {
  const path = join(folder, 'PG_VERSION');
  if (!existsSync(path)) {
    throw new StartError(
      `${folder} is not a PostgreSQL cluster (no PG_VERSION). Restore it from a backup or move it away.`,
    );
  }
  const found = readFileSync(path, 'utf8').trim();
  if (Number(found) === binaries.major) return;
  throw new StartError(
    `The database in ${folder} is PostgreSQL ${found}, this release ships ${binaries.major}; nothing was changed. ` +
      'To upgrade: start it with the CRP release that made it, dump it with pg_dumpall, stop, move the data folder away, ' +
      'start this release once, stop it, start it again and restore the dump with psql.',
  );
}

function removeUnfinished(home: string): void {
  for (const name of readdirSync(home)) {
    if (!name.startsWith(unfinishedPrefix)) continue;
    // An initdb whose parent was killed may still be writing.
    rmSync(join(home, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function runInitdb(place: ClusterPlace, folder: string, password: string): Promise<void> {
  const { user, binaries } = place;
  const passwordFile = `${folder}.password`;
  mkdirSync(folder, { mode: 0o700 });
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  writeOwned(passwordFile, `${password}\n`, user);
  // The built-in locale sorts by code point, the same on every system and in every later build.
  const args = [
    `--pgdata=${folder}`,
    `--username=${adminUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
  const child = spawn(join(binaries.root, 'bin', 'initdb'), args, {
    ...processOptions(user, folder),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-64 * 1024);
  });
  const status = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (status !== 0) throw explainFailure(output, { folder: place.home, doing: 'making a new database' });
}
