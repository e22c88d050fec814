// node scripts/check-lock.mjs [--fix]: does package-lock.json name every optional platform package?
// npm leaves one out when the registry in use does not offer it, and `npm ci` then refuses the lock on every machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, root, ScriptError, say } from './run.mjs';

const lockPath = join(root, 'package-lock.json');

/** Throws a ScriptError that names the fix. */
export function checkLock() {
  const missing = missingEntries(JSON.parse(readFileSync(lockPath, 'utf8')).packages);
  if (missing.length === 0) return;
  const names = missing.map(({ name, entry }) => `${name}@${entry.version}`);
  throw new ScriptError(
    `package-lock.json lacks ${names.length} optional platform packages (${names.slice(0, 3).join(', ')}, …), so npm ci ` +
      'fails. Run: node scripts/check-lock.mjs --fix',
  );
}

/** Adds them by exact version. Without the package at hand there is no checksum to add; npm fills it in when it can. */
function fixLock() {
  const lock = JSON.parse(readFileSync(lockPath, 'utf8'));
  const missing = missingEntries(lock.packages);
  for (const { path, entry } of missing) lock.packages[path] = entry;
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(lockPath, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  say(`Added ${missing.length} optional platform packages to package-lock.json.`);
}

function missingEntries(packages) {
  const missing = [];
  for (const [path, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (!isThere(packages, path, name))
        missing.push({ name, ...entryFor({ path, parent, name, version }) });
    }
  }
  return missing;
}

/** As Node resolves it: beside the package, then one node_modules further out, and so on. */
function isThere(packages, path, name) {
  for (let base = path; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (packages[`${base === '' ? '' : `${base}/`}node_modules/${name}`] !== undefined) return true;
    if (base === '') return false;
  }
}

function entryFor({ path, parent, name, version }) {
  const os = /-(android|darwin|freebsd|linux|openharmony|win32)-/.exec(name)?.[1];
  const cpu = /-(arm64|arm|ia32|ppc64|riscv64|s390x|wasm32|x64)(-|$)/.exec(name)?.[1];
  if (cpu === undefined || (os === undefined && cpu !== 'wasm32') || !/^\d/.test(version)) {
    throw new ScriptError(
      `${name}@${version} is missing from package-lock.json and its name tells no platform.`,
    );
  }
  const libc = /-linux-.*-musl/.test(name) ? ['musl'] : /-linux-.*-gnu/.test(name) ? ['glibc'] : undefined;
  const entry = { version };
  if (parent.dev) entry.dev = true;
  if (parent.license !== undefined) entry.license = parent.license;
  Object.assign(entry, { optional: true }, os && { os: [os] }, { cpu: [cpu] }, libc && { libc });
  return { path: `${path.slice(0, path.lastIndexOf('node_modules/'))}node_modules/${name}`, entry };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => (process.argv.includes('--fix') ? fixLock() : checkLock()));
}
