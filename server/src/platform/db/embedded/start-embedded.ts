import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { adoptPostmaster, readServerVersion } from './adopt.ts';
import { locateBinaries } from './binaries.ts';
import { type ClusterPlace, clusterFolder, ensureCluster, wantedSettings, writeSettings } from './cluster.ts';
import { writeDurably } from './durable-file.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { keepLogCapped, postgresLogPath } from './log-file.ts';
import { placeHome, prepareControlFolder, recordedHome } from './placement.ts';
import { findPostmaster, type Postmaster, startPostmaster, stopPostmaster, worksIn } from './postmaster.ts';
import { reachableBinaries, removeOtherCopies } from './program-files.ts';
import { chooseRunUser, type RunUser } from './run-user.ts';
import { adminUser } from './settings.ts';
import { explainError, StartError } from './start-error.ts';

export interface StartLog {
  info(message: string): void;
  warn(message: string): void;
}

export interface EmbeddedPostgres {
  /** Superuser URL over TCP on 127.0.0.1, database `postgres`. A secret. */
  readonly adminUrl: string;
  /** The same over the Unix socket; undefined where the folder's path is too long for one. */
  readonly adminSocketUrl: string | undefined;
  readonly port: number;
  /** Such as `18.4`. */
  readonly version: string;
  /** True when the server was left running by an app that was killed. */
  readonly adopted: boolean;
  /** True when this start made the database. */
  readonly created: boolean;
  /** Stops the server and gives the folder free; may be called twice. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** CRP's data folder; the database lives in `postgres/` below it. Made if missing. */
  readonly dataDir: string;
  readonly log: StartLog;
  /** Milliseconds a stop waits for PostgreSQL's clean shutdown. Default 20,000. */
  readonly stopLimitMs?: number;
}

/** The longest path a socket address holds on macOS; Linux has four more. */
const maxSocketPath = 103;

/**
 * Runs the PostgreSQL that ships with CRP on `dataDir`, making the database at the first start.
 * Stop it on SIGTERM; when the process ends otherwise (but not by kill -9) the server is told to stop as well.
 * @throws StartError with one public line: folder in use, foreign, unreachable, of another major version; disk full.
 */
export async function startEmbedded(options: StartOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const locks: FolderLock[] = [];
  try {
    return await start({ ...options, dataDir }, locks);
  } catch (error) {
    for (const lock of locks) lock.release();
    throw explainError(error, { folder: dataDir, doing: 'starting' });
  }
}

async function start(options: StartOptions, locks: FolderLock[]): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  const installed = locateBinaries();
  const user = chooseRunUser(clusterFolder(recordedHome(join(dataDir, 'postgres'))));
  const control = prepareControlFolder(dataDir, user);
  locks.push(lockFolder(control));
  const { home, elsewhere, chosenNow } = placeHome(control, user);
  // A copied data folder points at the same place as the original.
  if (elsewhere) locks.push(lockFolder(home));
  if (elsewhere && chosenNow) {
    log.warn(
      `The user "${user?.name}" cannot reach ${dataDir}: the database is made in ${home}. Back up both folders.`,
    );
  } else if (elsewhere) {
    log.info(`The database of ${dataDir} stands in ${home}.`);
  }
  const place: ClusterPlace = { home, user, binaries: reachableBinaries(installed, home, user) };
  const access = { cluster: clusterFolder(home), password: readPassword(control, home) };
  const created = await ensureCluster(place, access.password);
  const socketFolder = prepareSocketFolder(home, user);
  const adopted = created ? undefined : await adoptOrStop(place, access.password, options);
  const server = adopted ?? (await launch(place, socketFolder));
  removeOtherCopies(home, place.binaries);
  const version = await readServerVersion(access, server.port);
  return {
    ...urls(server.port, access.password, socketFolder),
    port: server.port,
    version,
    adopted: adopted !== undefined,
    created,
    stop: makeStop({ server, home, locks, options }),
  };
}

async function adoptOrStop(
  place: ClusterPlace,
  password: string,
  options: StartOptions,
): Promise<Postmaster | undefined> {
  const cluster = clusterFolder(place.home);
  const left = findPostmaster(cluster);
  if (left === undefined) return undefined;
  const adopted = await adoptPostmaster({ cluster, password }, wantedSettings(place.binaries));
  if (adopted !== undefined) {
    options.log.info(`Took over the PostgreSQL (process ${adopted.pid}) that an earlier CRP left running.`);
    return adopted;
  }
  options.log.info(`Stopping the PostgreSQL (process ${left.pid}) that an earlier CRP left running.`);
  await stopPostmaster(left.pid, cluster, options.stopLimitMs ?? 20_000);
  return undefined;
}

async function launch(place: ClusterPlace, socketFolder: string | undefined): Promise<Postmaster> {
  writeSettings(clusterFolder(place.home), place);
  return startPostmaster(place, socketFolder);
}

/** Generated once; kept for the owner alone. */
function readPassword(control: string, home: string): string {
  const path = join(control, 'password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  if (existsSync(clusterFolder(home))) {
    throw new StartError(
      `${path} is missing, without it the database in ${home} cannot be opened. Restore it from a backup.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writeDurably(path, `${password}\n`);
  return password;
}

function prepareSocketFolder(home: string, user: RunUser | undefined): string | undefined {
  const folder = join(home, 'run');
  if (Buffer.byteLength(join(folder, '.s.PGSQL.65535')) > maxSocketPath) return undefined;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

function urls(port: number, password: string, socketFolder: string | undefined) {
  const identity = `postgres://${adminUser}:${password}@`;
  return {
    adminUrl: `${identity}127.0.0.1:${port}/postgres`,
    adminSocketUrl:
      socketFolder === undefined
        ? undefined
        : `${identity}localhost:${port}/postgres?host=${encodeURIComponent(socketFolder)}`,
  };
}

interface Running {
  readonly server: Postmaster;
  readonly home: string;
  readonly locks: readonly FolderLock[];
  readonly options: StartOptions;
}

function makeStop({ server, home, locks, options }: Running): () => Promise<void> {
  const cluster = clusterFolder(home);
  const stopCapping = keepLogCapped(postgresLogPath(home), (error) => {
    options.log.warn(`The PostgreSQL log could not be shortened: ${String(error)}`);
  });
  const onExit = (): void => {
    if (worksIn(server.pid, cluster)) process.kill(server.pid, 'SIGINT');
  };
  process.once('exit', onExit);
  const stop = async (): Promise<void> => {
    process.off('exit', onExit);
    stopCapping();
    await stopPostmaster(server.pid, cluster, options.stopLimitMs ?? 20_000);
    for (const lock of locks) lock.release();
  };
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= stop();
    return stopping;
  };
}
