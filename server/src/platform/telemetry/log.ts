import pino, { type Logger } from 'pino';
import { batchedOutput } from './log-destination.ts';
import { redactFields, scrubLine } from './redact.ts';

export type Log = Logger;

interface LogOptions {
  /** fatal, error, warn, info, debug, trace or silent. */
  readonly level: string;
  /** Default: standard output; warnings and worse are written before the call returns, so that the last words of a crash are there. */
  readonly destination?: { write(line: string): void };
}

/**
 * Structured log, one JSON object a line: `level`, `time` (RFC 3339, UTC), `msg`, and the fields given; a request's log
 * carries its `reqId`. Secrets never reach it: fields are cut out by name at any depth, and whatever has the form of an API
 * key, a session or a password in an address is cut out of the finished line.
 */
export function createLog({ level, destination }: LogOptions): Log {
  const options = {
    level,
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: redactFields,
    },
    // The fields are copied already; pino's own would make them anew.
    serializers: { err: (fields: unknown) => fields },
    hooks: { streamWrite: scrubLine },
  };
  return redactChildren(pino(options, destination ?? output));
}

/** One for all logs of the process, so that their lines keep their order. */
const output = batchedOutput();

/** pino hands the fields of a child to no formatter; children inherit this method, so theirs are covered too. */
function redactChildren(log: Log): Log {
  const { child } = log;
  const redacting = function (this: unknown, bindings: object, options: unknown): unknown {
    return Reflect.apply(child, this, [redactFields(bindings), options]);
  };
  return Object.defineProperty(log, 'child', { value: redacting });
}
