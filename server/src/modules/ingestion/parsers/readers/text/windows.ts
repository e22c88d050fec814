import { ReportError } from '../../parser.ts';
import { findInvalidUtf8, readEncodingSign, type TextEncoding, unfinishedUtf8Length } from './encoding.ts';

/** UTF-16 units per window: large enough to amortise each step, small enough to keep memory flat. */
export const windowLength = 65_536;

const headLength = 1_024;
const sliceLength = 65_536;

/** Chooses the encoding from the first bytes (at most 1,024); throws ReportError when they contradict themselves. */
export type ChooseEncoding = (head: Uint8Array) => {
  readonly encoding: TextEncoding;
  readonly markLength: number;
};

/**
 * Decodes a byte stream strictly and re-cuts it into windows of exactly `windowLength` units (the last is shorter), so
 * that what a reader sees does not depend on how the bytes arrived. The byte-order mark is taken off.
 * @throws ReportError naming the byte offset where the text is not valid in its encoding.
 */
export async function* textWindows(
  source: AsyncIterable<Uint8Array>,
  chooseEncoding: ChooseEncoding = readEncodingSign,
): AsyncGenerator<string, void, undefined> {
  const decoder = new StrictDecoder(chooseEncoding);
  let text = '';
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += sliceLength) {
      text += decoder.decode(chunk.subarray(at, at + sliceLength));
      while (text.length >= windowLength) {
        yield text.slice(0, windowLength);
        text = text.slice(windowLength);
      }
    }
  }
  text += decoder.end();
  while (text.length > windowLength) {
    yield text.slice(0, windowLength);
    text = text.slice(windowLength);
  }
  if (text !== '') yield text;
}

class StrictDecoder {
  readonly #chooseEncoding: ChooseEncoding;
  #head: Uint8Array = new Uint8Array(0);
  #decoder: TextDecoder | undefined;
  #encoding: TextEncoding = 'utf-8';
  /** Bytes before the chunk at hand. */
  #offset = 0;
  #unfinished: Uint8Array = new Uint8Array(0);

  constructor(chooseEncoding: ChooseEncoding) {
    this.#chooseEncoding = chooseEncoding;
  }

  decode(chunk: Uint8Array): string {
    if (this.#decoder !== undefined) return this.#run(this.#decoder, chunk);
    this.#head = joined(this.#head, chunk);
    return this.#head.length < headLength ? '' : this.#start();
  }

  end(): string {
    const text = this.#decoder === undefined ? this.#start() : '';
    try {
      return text + (this.#decoder?.decode() ?? '');
    } catch {
      const at = this.#offset - this.#unfinished.length;
      throw new ReportError(
        `The file ends in the middle of a character (byte ${at}); it looks cut off. Export it again.`,
        {
          where: `byte ${at}`,
        },
      );
    }
  }

  #start(): string {
    const { encoding, markLength } = this.#chooseEncoding(this.#head.subarray(0, headLength));
    this.#encoding = encoding;
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    this.#offset = markLength;
    const first = this.#head.subarray(markLength);
    this.#head = new Uint8Array(0);
    return this.#run(this.#decoder, first);
  }

  #run(decoder: TextDecoder, chunk: Uint8Array): string {
    try {
      const text = decoder.decode(chunk, { stream: true });
      this.#offset += chunk.length;
      if (this.#encoding === 'utf-8') this.#keepUnfinished(chunk);
      return text;
    } catch {
      throw this.#invalid(chunk);
    }
  }

  #keepUnfinished(chunk: Uint8Array): void {
    const recent = this.#unfinished.length === 0 ? chunk : joined(this.#unfinished, chunk);
    const length = unfinishedUtf8Length(recent);
    this.#unfinished = length === 0 ? new Uint8Array(0) : recent.slice(recent.length - length);
  }

  #invalid(chunk: Uint8Array): ReportError {
    if (this.#encoding !== 'utf-8') {
      return new ReportError(
        `The text is not valid ${this.#encoding.toUpperCase()} near byte ${this.#offset}.`,
        {
          where: `byte ${this.#offset}`,
        },
      );
    }
    const bytes = joined(this.#unfinished, chunk);
    const at = this.#offset - this.#unfinished.length + Math.max(0, findInvalidUtf8(bytes, true));
    return new ReportError(
      `The text is not valid UTF-8 at byte ${at}. Save the report as UTF-8 and upload it again.`,
      { where: `byte ${at}` },
    );
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
