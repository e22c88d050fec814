// npm start -- [--demo] [options]: installs and builds what is missing, then serves until told to stop.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './bootstrap.mjs';
import { nodeFlags } from './node-flags.mjs';
import { isWindows, main, root, ScriptError, say } from './run.mjs';
import { buildWeb } from './web-build.mjs';

await main(async () => {
  const node = await ensureInstalled();
  const entry = join(root, 'server', 'src', 'main.ts');
  if (!existsSync(entry)) throw new ScriptError('There is no server to start yet (server/src/main.ts).');
  await buildWeb(node);
  return serve(node, [...nodeFlags, entry, 'serve', ...process.argv.slice(2)]);
});

/**
 * The server gets each signal once and then as long as it needs to drain. It runs in a session of its own, because Ctrl+C reaches every
 * process of the terminal's group, and npm passes it on once more: the server would see it two or three times.
 */
function serve(node, args) {
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', detached: !isWindows });
  const sent = new Set();
  const forward = (signal) => {
    if (sent.has(signal)) return;
    sent.add(signal);
    child.kill(signal);
  };
  process.on('SIGINT', () => forward('SIGINT'));
  process.on('SIGTERM', () => forward('SIGTERM'));
  // The terminal was closed.
  process.on('SIGHUP', () => forward('SIGTERM'));
  const watch = watchNpm(() => forward('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      say(`The server could not be started: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Some shells die of npm's SIGTERM without passing it on; then only the loss of our parent tells. */
function watchNpm(onGone) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) onGone();
  }, 1_000);
  watch.unref();
  return watch;
}
