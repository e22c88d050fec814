// Starting programs and saying what happened. Runs on Node 18 with nothing installed, as everything in this folder.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Something the person at the keyboard must know; printed as one line, without a stack. */
export class ScriptError extends Error {}

export const isWindows = process.platform === 'win32';
export const isRoot = process.getuid?.() === 0;
export const isCi = /^(1|true|yes)$/i.test(process.env.CI ?? '');

export function say(line) {
  process.stdout.write(`${line}\n`);
}

export function seconds(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** The environment in which `node`, `tsc`, `vitest` and so on are the locked ones. */
export function lockedEnvironment(node, extra = {}) {
  const path = [join(root, 'node_modules', '.bin'), dirname(node), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/** Runs a program with its output shown; resolves with its exit code (128 + n for a signal is left to the shell: 1). */
export function runShown(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: isWindows, ...options });
    child.once('error', (error) => {
      say(`Cannot run ${command}: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a program with its output kept; resolves with exit code and output, of which `logName` gets a copy in .tmp/. */
export function runKept(command, args, { logName, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const end = (code, text) => {
      const logPath = logName === undefined ? undefined : keepLog(logName, text);
      resolve({ code, output: text, logPath });
    };
    child.once('error', (error) => end(127, `${output}${error.message}\n`));
    child.once('close', (code) => end(code ?? 1, output));
  });
}

function keepLog(name, text) {
  try {
    const path = join(root, '.tmp', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  } catch {
    return undefined;
  }
}

/** The last lines of an output, indented, to stand under a sentence. */
export function tail(output, lines = 12) {
  return output
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** Runs a script's main function: a ScriptError becomes one line and exit code 1. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof ScriptError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
