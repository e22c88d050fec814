// Finds the browser for the browser tests, or installs it where that is safe to do unasked.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, resolve } from 'node:path';
import { aptInstall, mayUseApt } from './apt.mjs';
import { isCi, ScriptError, say } from './run.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium that runs; undefined where there is none, which with CI=true is an error instead. */
export async function ensureChromium() {
  const told = process.env.CRP_CHROMIUM;
  if (told) {
    if (runs(told)) return pathOf(told);
    throw new ScriptError(`CRP_CHROMIUM is ${told}, which does not run.`);
  }
  const found = names.find(runs);
  if (found !== undefined) return pathOf(found);
  if (mayUseApt()) {
    say('Installing Chromium for the browser tests …');
    const failure = await aptInstall(['chromium']);
    if (failure === undefined && runs('chromium')) return pathOf('chromium');
    if (failure !== undefined) say(failure);
  }
  if (isCi)
    throw new ScriptError(
      'No Chromium: install chromium or set CRP_CHROMIUM to one. With CI=true it is required.',
    );
  return undefined;
}

/** Playwright takes a file, not a name to look up in PATH. */
function pathOf(command) {
  if (isAbsolute(command)) return command;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => resolve(folder, command)).find(existsSync) ?? resolve(command);
}

function runs(command) {
  try {
    const version = execFileSync(command, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 30_000,
    });
    return /Chrom/.test(version);
  } catch {
    return false;
  }
}
