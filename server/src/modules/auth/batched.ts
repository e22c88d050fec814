/** At most this many keys go into one look-up, so that one statement stays small. */
const maxBatch = 500;

type Load<Answer> = (keys: readonly string[]) => Promise<Answer>;

interface Batch<Answer> {
  readonly keys: Set<string>;
  readonly answer: Promise<Answer>;
  readonly start: () => Promise<void>;
}

/**
 * Gathers keys that arrive while a look-up is under way into the next one. A caller's look-up always starts after the call,
 * so nothing is answered from a read that is older than the question, and load costs one statement for many callers.
 */
export function batched<Answer>(load: Load<Answer>): (key: string) => Promise<Answer> {
  const waiting: Batch<Answer>[] = [];
  let running = false;
  const run = async () => {
    running = true;
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) await batch.start();
    running = false;
  };
  return (key) => {
    let batch = waiting.at(-1);
    if (!batch || batch.keys.size >= maxBatch) {
      batch = newBatch(load);
      waiting.push(batch);
    }
    batch.keys.add(key);
    if (!running) {
      running = true;
      queueMicrotask(run);
    }
    return batch.answer;
  };
}

function newBatch<Answer>(load: Load<Answer>): Batch<Answer> {
  const keys = new Set<string>();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  return {
    keys,
    answer: promise,
    start: () => load([...keys]).then(resolve, reject),
  };
}
