import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Measurement } from './bench.ts';

/** What a benchmark measures against: the platform and, beside it in the same process, bare routes as the floor. */
export interface Stand {
  /** The platform, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** A Fastify with nothing but the floor's routes. */
  readonly floorUrl: string;
  /** Headers of an API key of the tenant. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tenantId: string;
}

/** Starts it in a process of its own, with its own PostgreSQL and an imported report. Ends with `stop`. */
export async function startStand(): Promise<Stand & { stop(): Promise<void> }> {
  const child = fork(new URL('stand-process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [message] = await Promise.race([once(child, 'message'), ended.then(() => [null])]);
  if (!isStand(message)) throw new Error('the stand did not start');
  return {
    ...message,
    async stop() {
      child.send('stop');
      await ended;
    },
  };
}

function isStand(message: unknown): message is Stand {
  return typeof message === 'object' && message !== null && 'floorUrl' in message;
}

interface Compared {
  readonly name: string;
  /** Least share of the floor. */
  readonly goal: number;
  readonly value: () => Promise<number>;
  readonly floor: () => Promise<number>;
}

const rounds = 5;

/** Both by turns, so that a busy moment of the machine hits both; the median of the rounds' ratios counts. */
export async function compare({ name, goal, value, floor }: Compared): Promise<Measurement> {
  const pairs: { value: number; floor: number; ratio: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const pair = { floor: await floor(), value: await value() };
    pairs.push({ ...pair, ratio: pair.value / pair.floor });
  }
  const middle = pairs.toSorted((one, other) => one.ratio - other.ratio)[Math.floor(rounds / 2)];
  if (!middle) throw new Error('nothing was measured');
  return {
    name,
    unit: 'requests/s',
    goal: `ratio >= ${goal}`,
    ...rounded(middle),
    met: middle.ratio >= goal,
  };
}

function rounded({ value, floor, ratio }: { value: number; floor: number; ratio: number }) {
  return { value: Math.round(value), floor: Math.round(floor), ratio: Math.round(ratio * 1000) / 1000 };
}
