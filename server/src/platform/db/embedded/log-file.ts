import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Bytes after which PostgreSQL's log moves to `postgres.log.1`; with the older ones at most four times this is kept. */
const maxLogBytes = 10 * 1024 * 1024;
const olderLogs = 3;
const checkEveryMs = 60_000;

export interface PostgresLog {
  readonly path: string;
  /** For the server to append to. */
  readonly descriptor: number;
  /** What has been written since the log was opened, at most 64 kB of it. */
  readonly written: () => string;
  readonly close: () => void;
}

/** Opens `<home>/log/postgres.log` for appending; private, as statements may appear in it. */
export function openPostgresLog(home: string): PostgresLog {
  const path = postgresLogPath(home);
  mkdirSync(join(home, 'log'), { recursive: true, mode: 0o700 });
  capLog(path, maxLogBytes);
  const descriptor = openSync(path, 'a+', 0o600);
  const start = fstatSync(descriptor).size;
  return {
    path,
    descriptor,
    written: () => readFrom(descriptor, start, 64 * 1024),
    close: () => closeSync(descriptor),
  };
}

export function postgresLogPath(home: string): string {
  return join(home, 'log', 'postgres.log');
}

/** Caps the log of a running server every minute; the timer does not keep the process alive. Returns its end. */
export function keepLogCapped(path: string, onError: (error: unknown) => void): () => void {
  const timer = setInterval(() => {
    try {
      capLog(path, maxLogBytes);
    } catch (error) {
      onError(error);
    }
  }, checkEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Once the log is larger than `limit` bytes, moves its last `limit` bytes to `.1` and empties it. The server holds the
 * file open for appending, so it must be emptied in place; the few lines written in between are lost.
 */
export function capLog(path: string, limit: number): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= limit) return;
  for (let age = olderLogs; age > 1; age -= 1) {
    if (statSync(`${path}.${age - 1}`, { throwIfNoEntry: false }))
      renameSync(`${path}.${age - 1}`, `${path}.${age}`);
  }
  const descriptor = openSync(path, 'r+');
  try {
    writeFileSync(`${path}.1`, readFrom(descriptor, size - limit, limit), { mode: 0o600 });
    ftruncateSync(descriptor, 0);
  } finally {
    closeSync(descriptor);
  }
}

function readFrom(descriptor: number, position: number, limit: number): string {
  const buffer = Buffer.alloc(Math.min(limit, Math.max(0, fstatSync(descriptor).size - position)));
  const bytes = readSync(descriptor, buffer, 0, buffer.length, position);
  return buffer.toString('utf8', 0, bytes);
}
