import { readEncodingSign } from './encoding.ts';

const lookAhead = 4_096;

/**
 * Looks for the first character that is not white space (within 4 KiB; '' when there is none) and gives back the stream
 * as it was, for formats that a tool writes in two syntaxes. `head` is the text that was looked at.
 */
export async function firstCharacter(source: AsyncIterable<Uint8Array>): Promise<{
  readonly character: string;
  readonly head: string;
  readonly replay: AsyncIterable<Uint8Array>;
}> {
  const iterator = source[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < lookAhead) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    pieces.push(value);
    length += value.length;
  }
  const bytes = Buffer.concat(pieces).subarray(0, lookAhead);
  const { encoding, markLength } = readEncodingSign(bytes);
  const head = new TextDecoder(encoding).decode(bytes.subarray(markLength)).trimStart();
  return { character: head.slice(0, 1), head, replay: replayOf(pieces, iterator) };
}

async function* replayOf(
  pieces: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* pieces;
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
