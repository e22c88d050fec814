import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Randomness, systemRandomness } from '../crypto/randomness.ts';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { masterKeys } from './settings.ts';

export interface SecretKeys {
  readonly current: Buffer;
  /** They open what they sealed and seal nothing; stand behind the current one, separated by commas, during a rotation. */
  readonly previous: readonly Buffer[];
  /** The file it was made into just now: the moment to tell people to back it up. */
  readonly madeAt: string | undefined;
}

/** The master keys: from the configuration, else from the data folder (embedded database). @throws ConfigError */
export async function secretKeysOf(
  config: Pick<Config, 'secretKey' | 'previousSecretKeys' | 'dataDir'>,
): Promise<SecretKeys> {
  const { secretKey, previousSecretKeys, dataDir } = config;
  if (secretKey === undefined) return readOrMake(dataDir);
  return { current: secretKey, previous: previousSecretKeys, madeAt: undefined };
}

/**
 * The master key of an embedded deployment: made at the first start and kept in the data folder, readable by its owner only.
 * Two starts at once agree on the first one's key, and a crash leaves a whole file or none.
 * @throws ConfigError when the file does not hold a key, or others may read it
 */
async function readOrMake(dataDir: string, randomness: Randomness = systemRandomness): Promise<SecretKeys> {
  const path = join(dataDir, 'secret-key');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const found = await readPrivate(path);
  if (found !== undefined) return { ...keysIn(found, path), madeAt: undefined };
  const made = await publish(
    dataDir,
    path,
    `${Buffer.from(randomness.randomBytes(32)).toString('base64url')}\n`,
  );
  const text = await readPrivate(path);
  return { ...keysIn(text ?? '', path), madeAt: made ? path : undefined };
}

/** Gives a whole, flushed file its name, unless another start did so first. */
async function publish(dataDir: string, path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await file.close();
    await rm(temporary, { force: true });
    await syncFolder(dataDir);
  }
}

async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { mode } = await file.stat();
      // Windows has no such bits.
      if (process.platform !== 'win32' && (mode & 0o077) !== 0)
        throw new ConfigError(`The file ${path} can be read by others: run "chmod 600 ${path}".`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function keysIn(text: string, path: string): Pick<SecretKeys, 'current' | 'previous'> {
  const [current, ...previous] = masterKeys({ [`The file ${path}`]: text.trim() }, `The file ${path}`);
  if (current === undefined)
    throw new ConfigError(
      `The file ${path} is empty: restore it from your backup; without it stored secrets cannot be read.`,
    );
  return { current, previous };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
