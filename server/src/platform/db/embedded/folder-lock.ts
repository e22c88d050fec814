import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

export interface FolderLock {
  release(): void;
}

const lockName = 'lock';
const ownerName = 'owner.json';
const sqliteBusy = 5;
/** A connection that is garbage collected is closed, and its lock gone: held ones stay reachable from here. */
const held = new Set<DatabaseSync>();

/**
 * Takes sole ownership of `folder` for this process, or throws a StartError that names the owner.
 *
 * The lock is the operating system's own lock on the file `lock`, taken through SQLite (the only way to one in plain
 * Node): the kernel drops it when the process ends, however it ends, so a stale lock cannot exist and no
 * guess from a recorded pid is needed. `owner.json` beside it (pid and start time) only serves the error message.
 * BEGIN IMMEDIATE is one atomic step (one writer's lock, readers allowed), so of any number of concurrent callers
 * exactly one wins; BEGIN EXCLUSIVE could make all of them lose.
 *
 * No other code may open `lock`: closing any descriptor of it in this process would drop a POSIX lock.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, lockName);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Without a journal nothing is ever written: the lock works on a full disk and leaves no file to recover from.
    database.exec('PRAGMA journal_mode = OFF');
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    database.close();
    if (isBusy(error)) throw new StartError(`${describeOwner(folder)} is already running on ${folder}.`);
    throw error;
  }
  chmodSync(path, 0o600);
  writeFileSync(join(folder, ownerName), `${JSON.stringify(thisProcess())}\n`, { mode: 0o600 });
  held.add(database);
  return {
    release: () => {
      if (held.delete(database)) database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

function thisProcess(): { pid: number; startedAt: string } {
  return { pid: process.pid, startedAt: new Date(Date.now() - process.uptime() * 1000).toISOString() };
}

function describeOwner(folder: string): string {
  try {
    const owner: unknown = JSON.parse(readFileSync(join(folder, ownerName), 'utf8'));
    if (typeof owner === 'object' && owner !== null && 'pid' in owner && 'startedAt' in owner) {
      return `Another CRP (process ${owner.pid}, started ${owner.startedAt})`;
    }
  } catch {
    // The winner of a race may not have written it yet.
  }
  return 'Another CRP';
}
