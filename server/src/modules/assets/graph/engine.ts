import { Worker } from 'node:worker_threads';
import { AppError } from '../../../kernel/errors.ts';
import type { GraphParts } from './graph.ts';
import type { GraphAnswer, Question } from './question.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

export interface GraphEngine {
  /** `load` is called when the thread does not hold this version of the tenant's graph. */
  ask(options: AskOptions): Promise<GraphAnswer>;
}

export interface AskOptions {
  readonly tenantId: string;
  /** Changes with whatever the graph is made of. */
  readonly version: string;
  readonly load: () => Promise<GraphParts>;
  readonly question: Question;
}

const patienceMs = 30_000;

/** One thread for all tenants, started by the first question and again after it fell. It keeps no process alive. */
export function createGraphEngine(): GraphEngine {
  const thread = createThread();
  const loading = new Map<string, Promise<void>>();
  const keep = ({ tenantId, version, load }: AskOptions): Promise<void> => {
    const key = `${tenantId} ${version}`;
    const running =
      loading.get(key) ??
      load()
        .then((parts) => thread.send({ kind: 'KEEP', tenantId, version, parts }, buffersOf(parts)))
        .then(() => undefined)
        .finally(() => loading.delete(key));
    loading.set(key, running);
    return running;
  };
  return {
    async ask(options) {
      const { tenantId, version, question } = options;
      // Twice, because what was kept may have made room for another tenant's before the question came.
      for (let tries = 0; tries < 3; tries++) {
        const reply = await thread.send({ kind: 'ASK', tenantId, version, question });
        if (reply.kind === 'ANSWER') return reply.answer;
        await keep(options);
      }
      throw unavailable('the graph was put away before it was asked');
    },
  };
}

function unavailable(internal: string): AppError {
  return new AppError('UNAVAILABLE', 'The blast radius cannot be worked out now. Try again in a moment.', {
    retryAfterSeconds: 2,
    internal,
  });
}

function buffersOf(parts: GraphParts): ArrayBuffer[] {
  return Object.values(parts).flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}

interface Waiting {
  readonly resolve: (reply: FromThread) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

type Unnumbered<T> = T extends ToThread ? Omit<T, 'id'> : never;

function createThread() {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  const fall = (fallen: Worker, why: string): void => {
    if (worker !== fallen) return;
    worker = undefined;
    void fallen.terminate();
    for (const [id, { reject, timer }] of waiting) {
      clearTimeout(timer);
      waiting.delete(id);
      reject(unavailable(why));
    }
  };
  const settle = (reply: FromThread): void => {
    const one = waiting.get(reply.id);
    if (!one) return;
    clearTimeout(one.timer);
    waiting.delete(reply.id);
    if (reply.kind === 'FAILED') one.reject(new Error(`graph thread: ${reply.reason}`));
    else one.resolve(reply);
  };
  const started = (): Worker => {
    if (worker) return worker;
    const fresh = new Worker(new URL('./graph-thread.ts', import.meta.url));
    fresh.on('message', settle);
    fresh.on('error', (error) => fall(fresh, String(error)));
    fresh.on('exit', () => fall(fresh, 'the graph thread ended'));
    // After the listeners, which would hold the process again.
    fresh.unref();
    worker = fresh;
    return fresh;
  };
  return {
    send(message: Unnumbered<ToThread>, transfer: ArrayBuffer[] = []): Promise<FromThread> {
      const to = started();
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => fall(to, 'the graph thread took too long'), patienceMs);
        waiting.set(id, { resolve, reject, timer });
        to.postMessage({ ...message, id }, transfer);
      });
    },
  };
}
