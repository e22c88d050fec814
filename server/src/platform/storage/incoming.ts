import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { storeFailure, systemCode } from './storage-errors.ts';

/** An upload that is under way writes at least this often; what is older was left by a killed process. */
const leftOverAfterMs = 60 * 60 * 1000;

/**
 * Makes the folder for uploads that are under way and removes what a kill left in it. Other processes may be using the same
 * folder right now, so only files that nobody has written to for an hour go.
 * @throws AppError UNAVAILABLE when the folder cannot be used
 */
export async function openIncoming(folder: string, nowMs: () => number = Date.now): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) await removeIfOld(join(folder, name), nowMs());
    return folder;
  } catch (error) {
    throw storeFailure(error);
  }
}

async function removeIfOld(path: string, nowMs: number): Promise<void> {
  try {
    const { mtimeMs } = await stat(path);
    if (nowMs - mtimeMs > leftOverAfterMs) await rm(path, { force: true });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
