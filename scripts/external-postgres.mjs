// A throwaway cluster of the machine's own PostgreSQL, to run tests against what an operator would bring.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aptInstall, mayUseApt } from './apt.mjs';
import { isCi, isRoot, runKept, ScriptError, say, tail } from './run.mjs';

const oldestMajor = 15;
const parents = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];

/** The oldest supported PostgreSQL of the machine, `{ bin, major }`; installed first on Debian with CI=true. */
export async function findExternalPostgres() {
  const found = find();
  if (found !== undefined || !isCi) return found;
  if (!mayUseApt())
    throw new ScriptError(`No PostgreSQL ${oldestMajor} or newer is installed. With CI=true it is required.`);
  say('Installing PostgreSQL for the tests against an external one …');
  const failure = await aptInstall(['postgresql']);
  const installed = find();
  if (installed === undefined)
    throw new ScriptError(failure ?? 'apt-get installed no PostgreSQL that is new enough.');
  return installed;
}

function find() {
  const folders = parents.flatMap((parent) => {
    if (!existsSync(parent)) return [];
    return readdirSync(parent).map((name) => join(parent, name, 'bin'));
  });
  return folders
    .map((bin) => ({ bin, major: majorOf(bin) }))
    .filter(({ major }) => major >= oldestMajor)
    .sort((a, b) => a.major - b.major)[0];
}

function majorOf(bin) {
  if (!existsSync(join(bin, 'initdb'))) return 0;
  try {
    const version = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
    return Number(/(\d+)/.exec(version)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Runs `work` with the URL of a fresh cluster, which is gone afterwards. Not durable: the data is worth nothing. */
export async function withExternalPostgres({ bin }, work) {
  const identity = runAs();
  const folder = mkdtempSync(join(tmpdir(), 'crp-postgres-'));
  const password = randomBytes(12).toString('hex');
  writeFileSync(join(folder, 'password'), password);
  if (identity.uid !== undefined) {
    chownSync(folder, identity.uid, identity.gid);
    chownSync(join(folder, 'password'), identity.uid, identity.gid);
  }
  const cluster = join(folder, 'cluster');
  let server;
  try {
    const initdb = await runKept(
      join(bin, 'initdb'),
      [
        '-D',
        cluster,
        '-U',
        'crp_test',
        '-A',
        'scram-sha-256',
        `--pwfile=${folder}/password`,
        '-E',
        'UTF8',
        '--locale=C',
        '-N',
      ],
      { ...identity, cwd: folder },
    );
    if (initdb.code !== 0)
      throw new ScriptError(`The test cluster could not be made.\n${tail(initdb.output)}`);
    const port = await freePort();
    const settings = [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      `port=${port}`,
    ];
    server = spawn(
      join(bin, 'postgres'),
      ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
      {
        ...identity,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      },
    );
    await untilReady(server);
    return await work(`postgres://crp_test:${password}@127.0.0.1:${port}/postgres`);
  } finally {
    await stop(server);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** PostgreSQL refuses to run as root; its package made the user `postgres`. */
function runAs() {
  if (!isRoot) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function untilReady(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stderr.setEncoding('utf8').on('data', (text) => {
      // Read to the end of the run, so that the pipe never fills.
      if (output.length < 100_000) output += text;
      if (/ready to accept connections/.test(output)) resolve();
    });
    server.once('exit', () => reject(new ScriptError(`The test cluster did not start.\n${tail(output)}`)));
  });
}

async function stop(server) {
  if (server === undefined) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL']) {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    for (let waited = 0; waited < 100 && server.exitCode === null && server.signalCode === null; waited += 1)
      await sleep(100);
  }
}
