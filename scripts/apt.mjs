// Installing a Debian or Ubuntu package, as root only.
import { existsSync } from 'node:fs';
import { isRoot, runKept, tail } from './run.mjs';

export function mayUseApt() {
  return isRoot && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** Installs packages without questions; returns why it failed, or undefined. */
export async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
  ];
  for (const args of steps) {
    const { code, output } = await runKept('apt-get', args, { env, logName: 'apt.log' });
    if (code !== 0) return `apt-get ${args.join(' ')} failed:\n${tail(output, 5)}`;
  }
  return undefined;
}
