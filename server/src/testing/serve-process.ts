import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const maxStartMs = 60_000;

export interface ServeProcess {
  readonly pid: number;
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** From spawn to ready. */
  readonly startMs: number;
  /** Everything printed so far, the one-time set-up link included. */
  output(): string;
  /** SIGTERM lets it tidy up, SIGKILL does not. Does nothing when it has ended already. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface ServeOptions {
  readonly dataDir: string;
  /** Default: any free one. */
  readonly port?: number;
  /** `CRP_*` beside folder and port. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
}

/**
 * The platform as a user starts it: `serve` in a process of its own, with the embedded PostgreSQL in `dataDir` and nothing
 * of this process's environment. For browser tests, benches and tests that kill it.
 * @throws Error with all that it printed, when it ends or a minute passes before it is ready
 */
export async function startServe({
  dataDir,
  port,
  settings = {},
  nodeFlags = [],
}: ServeOptions): Promise<ServeProcess> {
  const ownPort = port ?? (await freePort());
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, main, 'serve'], {
    env: { PATH: process.env.PATH, CRP_DATA_DIR: dataDir, CRP_PORT: String(ownPort), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = await untilReady(child);
  return {
    pid: child.pid ?? 0,
    port: ownPort,
    origin: `http://127.0.0.1:${ownPort}`,
    startMs: performance.now() - startedAt,
    output,
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

/** @returns what it printed so far, whenever asked */
async function untilReady(child: ChildProcess): Promise<() => string> {
  let output = '';
  const ready = Promise.withResolvers<'READY'>();
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('is ready at')) ready.resolve('READY');
    });
  const late = new AbortController();
  const outcome = await Promise.race([
    ready.promise,
    once(child, 'exit').then(() => 'ENDED' as const),
    wait(maxStartMs, 'LATE' as const, { signal: late.signal }).catch(() => 'LATE' as const),
  ]);
  late.abort();
  if (outcome === 'READY') return () => output;
  child.kill('SIGKILL');
  throw new Error(`the platform did not start (${outcome.toLowerCase()}): ${output}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
