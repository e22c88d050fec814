import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterPlace, clusterFolder, processOptions } from './cluster.ts';
import { openPostgresLog } from './log-file.ts';
import { explainFailure, StartError, systemCode } from './start-error.ts';

/** A server process, our child or not. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const pollMs = 3;
/** Crash recovery replays at most about `max_wal_size` of log; this is far beyond that. */
const readyLimitMs = 10 * 60_000;
const retryLimitMs = 15_000;

/**
 * Reads `postmaster.pid` (its lines: pid, data folder, start time, port, socket folder, address, shared memory,
 * status) and returns the server only if that process is alive and works in this cluster: after a reboot or a kill
 * the same pid may be anybody's.
 */
export function findPostmaster(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !worksIn(pid, cluster)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** A postmaster's working directory is its cluster; a zombie has none. */
export function worksIn(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    process.kill(pid, 0);
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return command.includes(cluster);
  } catch {
    return false;
  }
}

/** Starts the server and returns once it accepts connections. The caller owns the folder. */
export async function startPostmaster(
  place: ClusterPlace,
  socketFolder: string | undefined,
): Promise<Postmaster> {
  const cluster = clusterFolder(place.home);
  // What is left is stale, but PostgreSQL would refuse if its pid now belongs to another process of the same user.
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  const startedAt = Date.now();
  while (true) {
    const outcome = await tryStart(place, socketFolder);
    if (typeof outcome !== 'string') return outcome;
    if (!isPassing(outcome) || Date.now() - startedAt > retryLimitMs) {
      throw explainFailure(outcome, { folder: place.home, doing: 'starting' });
    }
    await sleep(100);
  }
}

/** Another process took the port first, or the last workers of a killed server are still leaving. */
function isPassing(output: string): boolean {
  return /could not bind|could not create any TCP\/IP sockets|pre-existing shared memory block/.test(output);
}

/** One attempt: the server, or what it wrote before it gave up. */
async function tryStart(place: ClusterPlace, socketFolder: string | undefined): Promise<Postmaster | string> {
  const cluster = clusterFolder(place.home);
  const port = await findFreePort();
  const log = openPostgresLog(place.home);
  // Detached, in a session of its own: Ctrl+C at the terminal is for the app, which stops the server when it is done.
  const child = spawn(
    join(place.binaries.root, 'bin', 'postgres'),
    ['-D', cluster, '-p', String(port), '-k', socketFolder ?? ''],
    {
      ...processOptions(place.user, cluster),
      stdio: ['ignore', log.descriptor, log.descriptor],
      detached: true,
    },
  );
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = `${systemCode(error) ?? ''} ${error.message}`;
  });
  child.once('exit', (code, signal) => {
    ended ??= `it ended with ${signal ?? `exit code ${code}`}`;
  });
  try {
    const pid = await waitUntilReady(cluster, child.pid, () => ended !== undefined);
    if (pid === undefined) return log.written() || ended || 'it did not start';
    child.unref();
    return { pid, port, ready: true };
  } finally {
    log.close();
  }
}

async function waitUntilReady(
  cluster: string,
  pid: number | undefined,
  hasFailed: () => boolean,
): Promise<number | undefined> {
  const limit = Date.now() + readyLimitMs;
  while (Date.now() < limit) {
    await sleep(pollMs);
    if (hasFailed()) return undefined;
    const found = findPostmaster(cluster);
    if (found?.ready && found.pid === pid) return pid;
  }
  throw new StartError('PostgreSQL did not become ready within ten minutes; its log says why.');
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new StartError('No free port on 127.0.0.1.'));
      });
    });
  });
}

/**
 * Stops a server: "fast" (open transactions are rolled back, then a checkpoint), after `fastLimitMs` "immediate" (the
 * next start recovers from the log), after as long again (at most five seconds) SIGKILL. No acknowledged commit is lost by any of them.
 */
export async function stopPostmaster(pid: number, cluster: string, fastLimitMs: number): Promise<void> {
  const steps = [
    { signal: 'SIGINT', limitMs: fastLimitMs },
    { signal: 'SIGQUIT', limitMs: Math.min(fastLimitMs, 5_000) },
    { signal: 'SIGKILL', limitMs: 5_000 },
  ] as const;
  for (const { signal, limitMs } of steps) {
    if (!worksIn(pid, cluster)) return;
    process.kill(pid, signal);
    if (await hasEnded(pid, cluster, limitMs)) return;
  }
  throw new StartError(`The PostgreSQL process ${pid} of ${cluster} does not end, not even when killed.`);
}

async function hasEnded(pid: number, cluster: string, limitMs: number): Promise<boolean> {
  const limit = Date.now() + limitMs;
  while (worksIn(pid, cluster)) {
    if (Date.now() > limit) return false;
    await sleep(10);
  }
  return true;
}
