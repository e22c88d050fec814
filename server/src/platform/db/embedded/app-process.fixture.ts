import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, onTestFinished } from 'vitest';
import { clusterFolder } from './cluster.ts';
import { recordedHome } from './placement.ts';
import { findPostmaster, stopPostmaster } from './postmaster.ts';
import { startEmbedded } from './start-embedded.ts';

export interface AppReport {
  readonly adminUrl?: string;
  readonly adminSocketUrl?: string;
  readonly port?: number;
  readonly adopted?: boolean;
  readonly created?: boolean;
  readonly notes?: readonly string[];
  readonly expected?: boolean;
  readonly error?: string;
}

export interface App {
  readonly process: ChildProcess;
  readonly report: AppReport;
}

const appPath = fileURLToPath(new URL('./app.fixture.ts', import.meta.url));
export const isRoot = process.getuid?.() === 0;
export const quiet = { info: () => {}, warn: () => {} };

/** A data folder that does not exist yet; what runs in it and where it spilled to is removed after the test. */
export function newDataDir(parent: string = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'crp-embedded-'));
  // mkdtemp keeps everybody else out, which is a case of its own (placement.test.ts).
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'data');
  onTestFinished(async () => {
    const home = recordedHome(join(dataDir, 'postgres'));
    const left = findPostmaster(clusterFolder(home));
    if (left !== undefined) await stopPostmaster(left.pid, clusterFolder(home), 5_000);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    if (!home.startsWith(folder)) removeIfEmpty(dirname(home));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return dataDir;
}

let stoppedDatabase: Promise<string> | undefined;

/** A data folder with a database that was made and stopped; a copy, as making one takes a second. */
export async function existingDataDir(): Promise<string> {
  stoppedDatabase ??= makeStoppedDatabase();
  const dataDir = newDataDir();
  // Keeps owners and permissions, as cpSync does not.
  execFileSync('cp', ['-Rp', await stoppedDatabase, dataDir]);
  return dataDir;
}

async function makeStoppedDatabase(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'crp-embedded-'));
  chmodSync(folder, 0o755);
  removeAtEnd.push(folder);
  const dataDir = join(folder, 'data');
  const server = await startEmbedded({ dataDir, log: quiet });
  await server.stop();
  return dataDir;
}

const removeAtEnd: string[] = [];
afterAll(() => {
  for (const folder of removeAtEnd) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Other databases stand there.
  }
}

/** Starts the stand-in app and returns once it has reported success or failure. */
export async function startApp(dataDir: string, identity: { uid?: number; gid?: number } = {}): Promise<App> {
  const child = spawn(process.execPath, [appPath, dataDir], {
    ...identity,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { process: child, report: JSON.parse(line) };
  }
  throw new Error('The app ended without a report.');
}

export async function killApp(app: App, signal: NodeJS.Signals): Promise<void> {
  if (app.process.exitCode !== null || app.process.signalCode !== null) return;
  const ended = new Promise((resolve) => app.process.once('exit', resolve));
  app.process.kill(signal);
  await ended;
}

/** One statement over a connection of its own. */
export async function query(url: string | undefined, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

export function postmasterPid(dataDir: string): number {
  const cluster = clusterFolder(recordedHome(join(dataDir, 'postgres')));
  return Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
}
