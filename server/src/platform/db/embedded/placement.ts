import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { passesAs, type RunUser } from './run-user.ts';
import { StartError } from './start-error.ts';

/** Places for a cluster whose data folder the unprivileged user cannot reach, best first. */
const systemPlaces: readonly string[] = ['/var/lib/crp', '/var/tmp/crp', join(tmpdir(), 'crp')];
const pointerName = 'location.json';

export interface Placement {
  /** Where the cluster, its log and its socket stand. */
  readonly home: string;
  /** True when that is outside the data folder. */
  readonly elsewhere: boolean;
  /** True when this start chose it. */
  readonly chosenNow: boolean;
}

/**
 * Makes `<dataDir>/postgres`, where lock, password and pointer live, and refuses one that holds something else.
 * A data folder that is new or empty is made passable (not listable) for `user`; any other keeps its permissions.
 */
export function prepareControlFolder(dataDir: string, user: RunUser | undefined): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const entries = readdirSync(dataDir);
  if (entries.includes('PG_VERSION')) {
    throw new StartError(
      `${dataDir} is itself a PostgreSQL folder, not a CRP data folder. Choose another one.`,
    );
  }
  const real = realpathSync(dataDir);
  const control = join(real, 'postgres');
  const ours = entries.length === 0 || entries.includes('postgres');
  mkdirSync(control, { recursive: true, mode: 0o700 });
  const inside = readdirSync(control);
  if (inside.length > 0 && !inside.includes('lock')) {
    throw new StartError(
      `${control} holds files that are not CRP's. Move them away or choose another data folder.`,
    );
  }
  if (user !== undefined && ours) openFor(real, user);
  if (user !== undefined) openFor(control, user);
  return control;
}

/** Root keeps the folder, the group of `user` may pass through, all others stay out. */
function openFor(folder: string, user: RunUser): void {
  const { uid, mode } = lstatSync(folder);
  // A folder of an ordinary user, or one that others may pass already, needs nothing.
  if (uid !== 0 || (mode & 0o001) !== 0) return;
  chownSync(folder, 0, user.gid);
  chmodSync(folder, 0o710);
}

/** Reads the recorded place, or chooses one and records it. The caller holds the lock of the control folder. */
export function placeHome(control: string, user: RunUser | undefined): Placement {
  const recorded = readPointer(control);
  if (recorded !== undefined) {
    const home = recorded === '.' ? control : recorded;
    if (user !== undefined) requireReachable(home, user);
    return { home, elsewhere: recorded !== '.', chosenNow: false };
  }
  if (user === undefined || isReachable(control, user)) {
    writePointer(control, '.');
    return { home: control, elsewhere: false, chosenNow: true };
  }
  const home = makeSystemPlace(control, user);
  writePointer(control, home);
  return { home, elsewhere: true, chosenNow: true };
}

/** The place recorded for a data folder, without choosing one. */
export function recordedHome(control: string): string {
  const recorded = readPointer(control);
  return recorded === undefined || recorded === '.' ? control : recorded;
}

function isReachable(folder: string, user: RunUser): boolean {
  return passesAs(user, 'cd "$1"', folder);
}

function requireReachable(home: string, user: RunUser): void {
  if (isReachable(home, user)) return;
  const gone = lstatSync(home, { throwIfNoEntry: false }) === undefined;
  if (gone)
    throw new StartError(
      `The database of this data folder stood in ${home}, which is gone. Restore it from a backup.`,
    );
  throw new StartError(
    `The database in ${home} cannot be reached by the user "${user.name}". Let others pass through its parent folders (chmod o+x).`,
  );
}

/** The name holds a hash of the data folder, to find it by, and a random part: a folder made anew gets a new database. */
function makeSystemPlace(control: string, user: RunUser): string {
  const hash = createHash('sha256').update(control).digest('hex').slice(0, 12);
  const name = `${hash}-${randomBytes(3).toString('hex')}`;
  for (const base of systemPlaces) {
    try {
      const home = join(base, name);
      makeTrustedFolder(base);
      mkdirSync(home, { mode: 0o710 });
      chownSync(home, 0, user.gid);
      chmodSync(home, 0o710);
      if (isReachable(home, user)) return home;
    } catch {
      // Read-only, full or somebody else's: try the next place.
    }
  }
  throw new StartError(
    `The user "${user.name}" cannot reach ${control} and none of ${systemPlaces.join(', ')} is usable. Choose another data folder.`,
  );
}

/** Under a folder that anyone may write to, a name that another user took first must not be used. */
function makeTrustedFolder(base: string): void {
  mkdirSync(base, { recursive: true, mode: 0o711 });
  const stat = lstatSync(base);
  if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) {
    throw new StartError(`${base} is not a private folder of root.`);
  }
  chmodSync(base, 0o711);
}

function readPointer(control: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(join(control, pointerName), 'utf8');
  } catch {
    return undefined;
  }
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'home' in value && typeof value.home === 'string')
    return value.home;
  throw new StartError(`${join(control, pointerName)} is damaged: it should say where the database stands.`);
}

function writePointer(control: string, home: string): void {
  writeDurably(join(control, pointerName), `${JSON.stringify({ home })}\n`);
}
