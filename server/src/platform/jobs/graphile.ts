import { EventEmitter } from 'node:events';
import { Logger, type Runner, run, type Task, type WorkerEvents } from 'graphile-worker';
import type { Log } from '../telemetry/log.ts';

export { type Runner, run, type Task };

/** Graphile Worker's typed emitter, under a name that can be constructed. */
export const WorkerEventEmitter: new () => WorkerEvents = EventEmitter;

/** Its log lines in ours. */
export function graphileLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ from: 'graphile-worker' }, message);
    else if (level === 'warning') log.warn({ from: 'graphile-worker' }, message);
    else log.debug({ from: 'graphile-worker' }, message);
  });
}
