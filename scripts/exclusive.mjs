// One at a time, over processes: two `npm start` in a fresh clone must not install or build into one another.
import { mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, say } from './run.mjs';

const beatMs = 1_000;
/** A holder that has not touched its lock for this long is dead. */
const deadAfterMs = 15_000;

/**
 * Runs `work` while no other process runs one of the same name. The lock is a folder in .tmp/ that its holder touches
 * every second, so one left by a kill -9 expires by itself; `what` is told to whoever has to wait.
 */
export async function exclusively(name, what, work) {
  const lock = join(root, '.tmp', `${name}.lock`);
  mkdirSync(join(root, '.tmp'), { recursive: true });
  let waiting = false;
  while (!take(lock)) {
    if (!waiting) say(`Another process is ${what}; waiting for it.`);
    waiting = true;
    removeIfDead(lock);
    await sleep(250);
  }
  const beat = setInterval(() => touch(lock), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function touch(lock) {
  try {
    utimesSync(lock, new Date(), new Date());
  } catch {
    // Removed under us; nothing useful can be done here.
  }
}

/** Only one of several waiters succeeds in renaming the dead lock away. */
function removeIfDead(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs < deadAfterMs) return;
    const dead = `${lock}.${process.pid}`;
    renameSync(lock, dead);
    rmSync(dead, { recursive: true, force: true });
  } catch {
    // Taken or released in the meantime.
  }
}
