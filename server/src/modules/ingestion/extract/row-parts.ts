import type { Readable } from 'node:stream';

const lineFeed = 10;

/**
 * Cuts a stream of COPY rows into parts of `partBytes`, give or take a piece of the stream, at the ends of rows: in COPY's text format a line feed byte is nothing
 * else. Parts are read one after the other; `next` gives undefined once there are no more rows.
 */
export class RowParts {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #partBytes: number;
  #held: Buffer | undefined;

  constructor(rows: Readable, partBytes: number) {
    this.#chunks = rows[Symbol.asyncIterator]();
    this.#partBytes = partBytes;
  }

  async next(): Promise<AsyncIterable<Buffer> | undefined> {
    const first = await this.#take();
    if (first === undefined) return undefined;
    this.#held = first;
    return this.#part();
  }

  async *#part(): AsyncGenerator<Buffer> {
    let size = 0;
    for (let chunk = await this.#take(); chunk !== undefined; chunk = await this.#take()) {
      size += chunk.length;
      const end = size < this.#partBytes ? -1 : chunk.lastIndexOf(lineFeed);
      if (end < 0) {
        yield chunk;
        continue;
      }
      if (end + 1 < chunk.length) this.#held = chunk.subarray(end + 1);
      yield chunk.subarray(0, end + 1);
      return;
    }
  }

  async #take(): Promise<Buffer | undefined> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) return held;
    const { done, value } = await this.#chunks.next();
    return done ? undefined : value;
  }
}
