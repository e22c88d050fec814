import { readdirSync, readFileSync } from 'node:fs';

/**
 * Watches the parsing children of this process until `stop`, which gives the most memory that one of them had resident, in bytes.
 * Reads /proc, so only on Linux; elsewhere it gives undefined.
 */
export function watchChildren(): { stop(): number | undefined } {
  if (process.platform !== 'linux') return { stop: () => undefined };
  let peak = 0;
  const look = () => {
    for (const pid of childrenOf(process.pid)) peak = Math.max(peak, peakOf(pid));
  };
  const timer = setInterval(look, 20);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function childrenOf(parent: number): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    const status = read(`/proc/${pid}/status`);
    return (
      new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status) &&
      read(`/proc/${pid}/cmdline`).includes('extract/child.ts')
    );
  });
}

function peakOf(pid: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** A process may end between being listed and being read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
