/** At most this many keys go into one look-up, so that one statement stays small. */
const maxBatch = 500;

type Load<Answer> = (keys: readonly string[]) => Promise<Answer>;

interface Batch<Answer> {
  readonly keys: Set<string>;
  readonly answer: Promise<Answer>;
  readonly start: () => Promise<void>;
}

/** While one look-up is at the database the answers of the one before are being written: neither waits for the other. */
const maxRunning = 2;

/**
 * Gathers keys that arrive while look-ups are under way into the next one. A caller's look-up always starts after the call,
 * so nothing is answered from a read that is older than the question, and load costs one statement for many callers.
 */
export function batched<Answer>(load: Load<Answer>): (key: string) => Promise<Answer> {
  const waiting: Batch<Answer>[] = [];
  let running = 0;
  const run = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) await batch.start();
    running -= 1;
  };
  return (key) => {
    let batch = waiting.at(-1);
    if (!batch || batch.keys.size >= maxBatch) {
      batch = newBatch(load);
      waiting.push(batch);
    }
    batch.keys.add(key);
    if (running < maxRunning) {
      running += 1;
      // After all that has arrived in this turn of the event loop: one look-up for it, not one for the first and one for the rest.
      setImmediate(run);
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
