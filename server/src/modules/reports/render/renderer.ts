import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { RenderAnswer, RenderOrder } from './messages.ts';

export type Rendered = Extract<RenderAnswer, { readonly kind: 'RENDERED' }>;

export interface Renderer {
  /** Starts the process now, so that it loads while the figures are gathered. */
  prepare(): void;
  /** @throws RenderRefused when the snapshot cannot be rendered at all; Error when it is worth trying again */
  render(order: Omit<RenderOrder, 'n'>, signal: AbortSignal): Promise<Rendered>;
}

/** `message` is safe to show. */
export class RenderRefused extends Error {
  override readonly name = 'RenderRefused';
}

const limitMs = 60_000;
/** Loading the typesetter takes a second; a process that waits for the next report costs some 150 MB. */
const idleMs = 30_000;
const maxHeapMb = 512;
/** Requests go first. */
const niceness = 5;

const entry = fileURLToPath(new URL('./child.ts', import.meta.url));
const server = fileURLToPath(new URL('../../../../', import.meta.url));
const readable = [server, fileURLToPath(new URL('../node_modules/', `file://${server}`))];

/** One rendering process at a time, started when needed and ended when idle; reports wait for each other. */
export function createRenderer(): Renderer {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let orders = 0;
  let idle: NodeJS.Timeout | undefined;
  const end = () => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  const running = (): ChildProcess => {
    clearTimeout(idle);
    if (child) return child;
    const started = start();
    child = started;
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    return started;
  };
  const settle = (current: ChildProcess) => {
    rest(current);
    clearTimeout(idle);
    idle = setTimeout(end, idleMs);
    idle.unref();
  };
  const next = async (order: Omit<RenderOrder, 'n'>, signal: AbortSignal): Promise<Rendered> => {
    signal.throwIfAborted();
    const current = running();
    orders += 1;
    try {
      return await ask(current, { ...order, n: orders }, signal);
    } catch (error) {
      if (!(error instanceof RenderRefused)) end();
      throw error;
    } finally {
      settle(current);
    }
  };
  return {
    prepare() {
      if (!child) settle(running());
    },
    render(order, signal) {
      const answer = last.then(() => next(order, signal));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** As the parsers' process: no network, no child processes, no writing, no reading beyond this program, an empty environment. */
function start(): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      '--permission',
      '--allow-addons',
      ...readable.map((path) => `--allow-fs-read=${path}`),
      `--max-old-space-size=${maxHeapMb}`,
      '--disable-proto=delete',
      '--no-warnings',
      entry,
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced', env: {}, cwd: server },
  );
  child.on('error', () => undefined);
  try {
    if (child.pid !== undefined) setPriority(child.pid, niceness);
  } catch {
    // Already gone; whoever asks it finds out.
  }
  return child;
}

/** While nothing is asked, the process keeps nobody waiting: the parent may end. */
function rest(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

function ask(child: ChildProcess, order: RenderOrder, signal: AbortSignal): Promise<Rendered> {
  child.ref();
  child.channel?.ref();
  const { promise, resolve, reject } = Promise.withResolvers<Rendered>();
  const onMessage = (answer: RenderAnswer) => {
    if (answer.n !== order.n) return;
    if (answer.kind === 'RENDERED') resolve(answer);
    else
      reject(
        answer.kind === 'REFUSED'
          ? new RenderRefused(answer.message)
          : new Error(`rendering failed: ${answer.message}`),
      );
  };
  const onExit = (code: number | null, how: string | null) =>
    reject(new Error(`the rendering process ended (${how ?? code})`));
  const onAbort = () => reject(new Error('the server is stopping'));
  const timer = setTimeout(
    () => reject(new Error(`rendering took longer than ${limitMs / 1000} s`)),
    limitMs,
  );
  child.on('message', onMessage);
  child.once('exit', onExit);
  signal.addEventListener('abort', onAbort, { once: true });
  child.send(order, (error) => {
    if (error) reject(error);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', onMessage);
    child.off('exit', onExit);
    signal.removeEventListener('abort', onAbort);
  });
}
