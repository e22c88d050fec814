import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { StartError } from './start-error.ts';

/** The account PostgreSQL runs as; undefined means "the one we already are". PostgreSQL refuses to run as root. */
export interface RunUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const candidates = ['crp', 'postgres', 'nobody'] as const;

/**
 * Chooses the account. Only root has a choice: the owner of an existing cluster, so that a folder made by an ordinary
 * user stays theirs, else the first existing of `crp`, `postgres`, `nobody`. No account is ever created.
 */
export function chooseRunUser(clusterFolder: string): RunUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(clusterFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0)
    return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  for (const name of candidates) {
    const user = lookUp(name);
    if (user !== undefined && user.uid !== 0) return user;
  }
  throw new StartError(
    `PostgreSQL refuses to run as root and none of the users ${candidates.join(', ')} exists. Start CRP as an ordinary user.`,
  );
}

function lookUp(name: string): RunUser | undefined {
  return lookUpInFile(name) ?? lookUpInDirectory(name);
}

function lookUpInFile(name: string): RunUser | undefined {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid === undefined || gid === undefined) return undefined;
    return toUser(name, Number(uid), Number(gid));
  } catch {
    return undefined;
  }
}

/** Accounts that are not in the file: LDAP, or the directory service of macOS. */
function lookUpInDirectory(name: string): RunUser | undefined {
  try {
    const ask = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return toUser(name, ask('-u'), ask('-g'));
  } catch {
    return undefined;
  }
}

/** An account such as macOS's `nobody` is -2, which the system calls take as an unsigned number. */
function toUser(name: string, uid: number, gid: number): RunUser | undefined {
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) return undefined;
  return { name, uid: uid >>> 0, gid: gid >>> 0 };
}

/**
 * Asks the system itself whether `user` passes a shell test, with `$1` set to `path`: permissions of every parent,
 * ACLs and mount options all count, so there is no telling from mode bits.
 */
export function passesAs(user: RunUser | undefined, test: string, path: string): boolean {
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  const result = spawnSync('/bin/sh', ['-c', test, 'sh', path], { ...identity, cwd: '/', stdio: 'ignore' });
  return result.status === 0;
}
