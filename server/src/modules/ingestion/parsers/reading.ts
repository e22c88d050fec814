import { readFile } from 'node:fs/promises';
import { defaultLimits, type Parse, type ParseLimits } from './parser.ts';
import { bytesInChunks, RecordingSink } from './recording-sink.ts';

/** Reads a whole small report, for tests and for trying a parser out. */
export async function readBytes(
  parse: Parse,
  bytes: Uint8Array,
  { chunkLength, limits = defaultLimits }: { chunkLength?: number; limits?: ParseLimits } = {},
): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await parse(bytesInChunks(bytes, chunkLength), sink, limits);
  return sink;
}

/** Reads a report given as text. */
export function readText(parse: Parse, text: string, limits?: ParseLimits): Promise<RecordingSink> {
  return readBytes(parse, new TextEncoder().encode(text), limits === undefined ? {} : { limits });
}

/** Reads a fixture. */
export async function readFixture(parse: Parse, url: URL): Promise<RecordingSink> {
  return readBytes(parse, await readFile(url));
}
