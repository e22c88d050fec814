import type { FastifyBaseLogger } from 'fastify';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** The log of one request, made when something is written to it: most requests never do. */
export class RequestLog implements FastifyBaseLogger {
  readonly #make: () => FastifyBaseLogger;
  #made: FastifyBaseLogger | undefined;

  constructor(make: () => FastifyBaseLogger) {
    this.#make = make;
  }

  get #log(): FastifyBaseLogger {
    this.#made ??= this.#make();
    return this.#made;
  }

  get level() {
    return this.#log.level;
  }
  set level(level) {
    this.#log.level = level;
  }

  // Methods and not getters: the framework looks at each of them when the request begins.
  fatal(...given: unknown[]): void {
    this.#write('fatal', given);
  }
  error(...given: unknown[]): void {
    this.#write('error', given);
  }
  warn(...given: unknown[]): void {
    this.#write('warn', given);
  }
  info(...given: unknown[]): void {
    this.#write('info', given);
  }
  debug(...given: unknown[]): void {
    this.#write('debug', given);
  }
  trace(...given: unknown[]): void {
    this.#write('trace', given);
  }
  silent(...given: unknown[]): void {
    this.#write('silent', given);
  }
  child(...given: Parameters<FastifyBaseLogger['child']>): ReturnType<FastifyBaseLogger['child']> {
    return this.#log.child(...given);
  }

  #write(level: Level, given: unknown[]): void {
    const log = this.#log;
    Reflect.apply(log[level], log, given);
  }
}
