import { Worker } from 'node:worker_threads';
import { AppError } from '../../../kernel/errors.ts';
import type { Quantification, QuantificationResult } from './quantify.ts';

const patienceMs = 60_000;
/** Runs that wait for their turn. */
const longestQueue = 20;

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * One run at a time, in a thread of its own: requests go on meanwhile.
 * @returns null when the correlations contradict each other
 * @throws AppError UNAVAILABLE
 */
export async function runQuantification(input: Quantification): Promise<QuantificationResult | null> {
  if (waiting >= longestQueue) throw unavailable('too many runs wait');
  waiting += 1;
  const mine = last.then(() => inThread(input));
  last = mine.catch(() => undefined);
  try {
    return await mine;
  } finally {
    waiting -= 1;
  }
}

function inThread(input: Quantification): Promise<QuantificationResult | null> {
  const { promise, resolve, reject } = Promise.withResolvers<QuantificationResult | null>();
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: input });
  const timer = setTimeout(() => reject(unavailable('the run took too long')), patienceMs);
  thread.on('message', resolve);
  thread.on('error', reject);
  thread.on('exit', () => reject(unavailable('the thread ended before it answered')));
  return promise.finally(() => {
    clearTimeout(timer);
    void thread.terminate();
  });
}

function unavailable(internal: string): AppError {
  return new AppError('UNAVAILABLE', 'The loss cannot be worked out now. Try again in a moment.', {
    retryAfterSeconds: 5,
    internal,
  });
}
