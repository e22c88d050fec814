// Makes a fresh clone runnable: the locked dependencies and the pinned Node 26, whatever Node and npm the machine has.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { checkLock } from './check-lock.mjs';
import { exclusively } from './exclusive.mjs';
import { isWindows, root, runKept, ScriptError, say, seconds, tail } from './run.mjs';

const wantedMajor = 26;
const modules = join(root, 'node_modules');
const stampPath = join(modules, '.crp-installed.json');
const pinnedNode = join(modules, 'node', 'bin', isWindows ? 'node.exe' : 'node');

/** Installs what is missing and returns the path of a Node 26 or newer: the pinned one wherever it runs. */
export async function ensureInstalled() {
  if (!isInstalled() || findNode() === undefined) {
    await exclusively('install', 'installing the dependencies', async () => {
      if (!isInstalled()) await install();
      if (findNode() === undefined) await repairNode();
    });
  }
  const node = findNode();
  if (node !== undefined) return node;
  throw new ScriptError(
    `Node ${wantedMajor} for ${process.platform}-${process.arch} could not be installed through npm. ` +
      `Install Node ${wantedMajor} or newer yourself and run this again with it.`,
  );
}

/** True if node_modules is what package-lock.json says, no matter who ran npm. */
function isInstalled() {
  const wanted = JSON.stringify({
    lock: hashOf('package-lock.json'),
    platform: `${process.platform}-${process.arch}`,
  });
  if (readIfThere(stampPath) === wanted) return true;
  if (!matchesLock()) return false;
  try {
    writeFileSync(stampPath, wanted);
  } catch {
    // A read-only checkout: compare again the next time.
  }
  return true;
}

/** npm notes what it has installed in node_modules/.package-lock.json; compares that with the lock, entry by entry. */
function matchesLock() {
  const noted = readIfThere(join(modules, '.package-lock.json'));
  if (noted === undefined) return false;
  const installed = JSON.parse(noted).packages;
  const locked = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages);
  return locked.every(([path, entry]) => {
    if (path === '' || !path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function hashOf(name) {
  return createHash('sha256')
    .update(readFileSync(join(root, name)))
    .digest('hex');
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function install() {
  const startedAt = performance.now();
  say('Installing the locked dependencies (needed once, about a minute) …');
  let result = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.code !== 0 && isNetworkTrouble(result.output)) {
    say('The network failed; trying once more …');
    result = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (result.code !== 0) throw new ScriptError(explain(result));
  if (!isInstalled())
    throw new ScriptError('npm ci ended well, but node_modules does not match package-lock.json.');
  say(`Installed in ${seconds(startedAt)}.`);
}

/** The npm package `node` fetches its binary in an install script, which npm may have been told not to run. */
async function repairNode() {
  say(`Fetching Node ${wantedMajor} …`);
  const result = await runNpm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
  if (result.code !== 0 && isNetworkTrouble(result.output)) throw new ScriptError(explain(result));
}

function runNpm(args) {
  const { command, first } = findNpm();
  // Without our own node_modules/.bin: its Node is about to be replaced.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !isInModules(folder));
  const env = { ...process.env, PATH: path.join(delimiter), NODE_ENV: '' };
  return runKept(command, [...first, ...args], { env, shell: isWindows, logName: 'npm.log' });
}

function isInModules(path) {
  return path === modules || path.startsWith(modules + sep);
}

/** The npm that started us, if it is npm; run by a Node outside node_modules, which is deleted underneath. */
function findNpm() {
  const cli = process.env.npm_execpath ?? '';
  if (cli.endsWith('npm-cli.js') && !isInModules(process.execPath))
    return { command: process.execPath, first: [cli] };
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (!isInModules(process.execPath) && existsSync(beside))
    return { command: process.execPath, first: [beside] };
  return { command: 'npm', first: [] };
}

function isNetworkTrouble(output) {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(
    output,
  );
}

function explain({ code, output, logPath }) {
  const more = `${tail(output)}\n(npm ci, exit code ${code}${logPath ? `; all of it in ${logPath}` : ''})`;
  if (code === 127)
    return 'npm was not found. Install Node with npm (https://nodejs.org), then run this again.';
  if (/ENOSPC/.test(output)) return 'The disk is full: about 1 GB is needed to install the dependencies.';
  if (/EACCES|EPERM|EROFS/.test(output)) return `No permission to write to ${modules}.\n${more}`;
  if (isNetworkTrouble(output)) {
    return `The dependencies could not be fetched: no way to the npm registry. Check the network or proxy.\n${more}`;
  }
  if (/can only install packages when your package\.json and package-lock\.json/.test(output)) {
    checkLock();
    return `package.json and package-lock.json disagree. Run npm install and commit both.\n${more}`;
  }
  if (/lockfileVersion|existing package-lock\.json/.test(output)) {
    return `This npm is too old for package-lock.json. Install npm 8 or newer.\n${more}`;
  }
  return `The dependencies could not be installed.\n${more}`;
}

/** The pinned Node if it runs here, else the Node we run on if that is new enough. */
function findNode() {
  return [pinnedNode, process.execPath].find((path) => majorOf(path) >= wantedMajor);
}

function majorOf(path) {
  try {
    const version = execFileSync(path, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(version.replace(/^v/, ''), 10);
  } catch {
    return 0;
  }
}
