import type { Log } from './telemetry/log.ts';

/** Work that an answer does not wait for, so that its time tells nothing. Finished before the process ends. */
export interface Background {
  run(what: string, work: () => Promise<void>): void;
  drain(): Promise<void>;
}

/** Tasks at once; each is one short write. What goes beyond waits. */
const maxRunning = 4;

export function createBackground(log: Log): Background {
  const waiting: (() => Promise<void>)[] = [];
  const running = new Set<Promise<void>>();
  const next = () => {
    while (running.size < maxRunning) {
      const task = waiting.shift();
      if (!task) return;
      const done = task().finally(() => {
        running.delete(done);
        next();
      });
      running.add(done);
    }
  };
  return {
    run(what, work) {
      waiting.push(() => work().catch((error) => log.error({ err: error, what }, 'background write failed')));
      next();
    },
    async drain() {
      while (running.size + waiting.length > 0) await Promise.all(running);
    },
  };
}
