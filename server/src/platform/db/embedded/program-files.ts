import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { passesAs, type RunUser } from './run-user.ts';

const prefix = 'programs-';
/** Needed to compile against PostgreSQL only. */
const developmentFile = /\.a$|\/pkgconfig(\/|$)/;
const usable =
  'cd "$1/bin" && test -x postgres && test -x initdb && test -r ../share/postgresql/postgres.bki && ls -L ../lib/*.so* >/dev/null';

/**
 * The program files where `user` can run them: as installed if it can reach them there, else a copy in `home` (55 MB),
 * named after version and content so that an upgrade copies anew.
 */
export function reachableBinaries(binaries: Binaries, home: string, user: RunUser | undefined): Binaries {
  if (user === undefined || passesAs(user, usable, binaries.root)) return binaries;
  const root = join(home, `${prefix}${binaries.version}-${fingerprint(binaries.root)}`);
  if (!existsSync(root)) copyProgramFiles(binaries.root, root);
  return { ...binaries, root };
}

/** Removes copies and unfinished copies other than the one in use. */
export function removeOtherCopies(home: string, inUse: Binaries): void {
  for (const name of readdirSync(home)) {
    if (!name.startsWith(prefix) || name === basename(inUse.root)) continue;
    rmSync(join(home, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Over the names and sizes of all files and the bytes of the server itself: a few milliseconds. */
function fingerprint(root: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'bin', 'postgres')));
  for (const path of listFiles(root).sort()) hash.update(`${path}\0${lstatSync(join(root, path)).size}\0`);
  return hash.digest('hex').slice(0, 12);
}

function listFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !developmentFile.test(path),
  );
}

/** Under a temporary name first: a copy that was cut short is never taken for a whole one. */
function copyProgramFiles(from: string, to: string): void {
  const unfinished = `${to}.${randomBytes(3).toString('hex')}`;
  try {
    cpSync(from, unfinished, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !developmentFile.test(path.slice(from.length)),
    });
    makeReadable(unfinished);
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** The installing user's umask may have kept everybody else out. */
function makeReadable(root: string): void {
  for (const path of [root, ...listFiles(root).map((name) => join(root, name))]) {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) continue;
    chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}
