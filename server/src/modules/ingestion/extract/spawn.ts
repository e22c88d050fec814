import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ChildInput, ChildMessage } from './messages.ts';

export interface ParsingChild {
  readonly stdin: Writable;
  readonly rows: Readable;
  readonly messages: AsyncIterable<ChildMessage>;
  /** Resolves when it ended by itself; rejects with ChildFailure when it crashed or was stopped. */
  readonly ended: Promise<void>;
  stop(reason: string): void;
}

/** The child died: ran out of memory or time, or met a bug of ours. Retryable, unlike a refused report. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure';
  /** The bound it crossed, when that is why. */
  readonly bound: 'TIME' | 'MEMORY' | undefined;

  constructor(message: string, options: { bound?: 'TIME' | 'MEMORY' | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.bound = options.bound;
  }
}

/** V8 heap of the child; with buffers it stays below 512 MB resident (promises 5, row 9). */
const maxHeapMb = 320;
const maxStderrLength = 4_000;

const entry = fileURLToPath(new URL('./child.ts', import.meta.url));
const readable = [
  fileURLToPath(new URL('../../../', import.meta.url)),
  fileURLToPath(new URL('../../../../../node_modules/', import.meta.url)),
];

/**
 * Starts the parser in a process of its own: Node's permission model leaves it no network, no child processes, no writing and
 * no reading beyond this program; the environment is empty; it is killed when it overruns its time.
 * @param maxMs wall-clock milliseconds
 * @param descriptor an open file that becomes its descriptor 4, for a packed report
 */
export function spawnParser(
  input: ChildInput,
  { maxMs, signal, descriptor }: { maxMs: number; signal: AbortSignal; descriptor?: number },
): ParsingChild {
  const child = spawn(
    process.execPath,
    [
      '--permission',
      ...readable.map((path) => `--allow-fs-read=${path}`),
      `--max-old-space-size=${maxHeapMb}`,
      '--disable-proto=delete',
      '--no-warnings',
      entry,
      JSON.stringify(input),
    ],
    {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', descriptor ?? 'ignore'],
      env: {},
      cwd: readable[0],
    },
  );
  const stopped: Stopped = { reason: '', bound: undefined };
  const stop = (reason: string) => {
    stopped.reason ||= reason;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => {
    stopped.bound = 'TIME';
    stop(`it took longer than ${Math.round(maxMs / 1000)} s`);
  }, maxMs);
  const onAbort = () => stop('the server is stopping');
  signal.addEventListener('abort', onAbort, { once: true });
  const ended = endOf(child, stopped).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
  // Whoever waits for `ended` sees the failure; until then it must not count as unhandled.
  ended.catch(() => undefined);
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('the parser has no pipes');
  return { stdin, rows: stdout, messages: messagesOf(child), ended, stop };
}

interface Stopped {
  reason: string;
  bound: 'TIME' | undefined;
}

function endOf(child: ChildProcess, stopped: Readonly<Stopped>): Promise<void> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < maxStderrLength) stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new ChildFailure('the parser could not be started', { cause: error })),
    );
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else if (stopped.reason)
        reject(new ChildFailure(`the parser was stopped: ${stopped.reason}`, { bound: stopped.bound }));
      else if (/heap out of memory|Allocation failed/.test(stderr) || signal === 'SIGABRT')
        reject(new ChildFailure('the parser ran out of memory', { bound: 'MEMORY' }));
      else reject(new ChildFailure(`the parser failed (${signal ?? code}): ${stderr.slice(0, 1_000)}`));
    });
  });
}

async function* messagesOf(child: ChildProcess): AsyncGenerator<ChildMessage> {
  const pipe = child.stdio[3];
  if (!pipe || !('readable' in pipe)) throw new Error('the parser has no message pipe');
  for await (const line of createInterface({ input: pipe, crlfDelay: Number.POSITIVE_INFINITY })) {
    const message: ChildMessage = JSON.parse(line);
    yield message;
  }
}
