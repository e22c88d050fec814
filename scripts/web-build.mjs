// Builds the web UI when its sources changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusive.mjs';
import { lockedEnvironment, root, runKept, ScriptError, say, seconds, tail } from './run.mjs';

const web = join(root, 'web');
const stampPath = join(root, '.tmp', 'web-build.sha256');
/** Everything a build reads; the lock stands for the libraries. */
const sources = ['web', 'client/src', 'server/openapi.json', 'package-lock.json'];
const notSources = new Set(['node_modules', 'dist', 'e2e', '.vite']);

export async function buildWeb(node) {
  if (!readdirSync(web).some((name) => /^vite\.config\.[cm]?[jt]s$/.test(name))) {
    say('The web UI is not built: web/ has no vite.config yet.');
    return;
  }
  if (isCurrent()) return;
  await exclusively('web-build', 'building the web UI', async () => {
    const hash = hashSources();
    if (isCurrent(hash)) return;
    const startedAt = performance.now();
    say('Building the web UI …');
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const result = await runKept(node, [vite, 'build'], {
      cwd: web,
      env: lockedEnvironment(node, { NODE_ENV: 'production' }),
      logName: 'web-build.log',
    });
    if (result.code !== 0)
      throw new ScriptError(`The web UI could not be built.\n${tail(result.output, 30)}`);
    mkdirSync(join(root, '.tmp'), { recursive: true });
    writeFileSync(stampPath, hash);
    say(`Built the web UI in ${seconds(startedAt)}.`);
  });
}

function isCurrent(hash = hashSources()) {
  if (!existsSync(join(web, 'dist', 'index.html')) || !existsSync(stampPath)) return false;
  return readFileSync(stampPath, 'utf8') === hash;
}

function hashSources() {
  const hash = createHash('sha256');
  for (const source of sources) addTo(hash, source);
  return hash.digest('hex');
}

function addTo(hash, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (!statSync(full).isDirectory()) {
    hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
    return;
  }
  for (const name of readdirSync(full).sort()) {
    if (!notSources.has(name)) addTo(hash, `${path}/${name}`);
  }
}
