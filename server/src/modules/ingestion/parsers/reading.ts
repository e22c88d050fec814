import { readFile } from 'node:fs/promises';
import { openContainer, rankArchive } from './container.ts';
import { containerKind } from './container-head.ts';
import { detectReport, fileHead, type RankedDetection } from './detect.ts';
import { defaultLimits, type Parse, type ParseLimits } from './parser.ts';
import { bytesAccess } from './readers/archive/random-access.ts';
import { openZip } from './readers/archive/zip.ts';
import { bytesInChunks, RecordingSink } from './recording-sink.ts';
import type { ParserRegistry, RegisteredParser } from './registry.ts';

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

/** Reads a report as the parser gets it: an archive by its parts where it reads archives, else as a stream. */
export async function readReport(
  { parse, parseArchive }: Omit<RegisteredParser, 'manifest'>,
  bytes: Uint8Array,
  { chunkLength = 65_536 }: { chunkLength?: number } = {},
): Promise<RecordingSink> {
  if (parseArchive === undefined || containerKind(bytes) !== 'ZIP') {
    return readBytes(parse, bytes, { chunkLength });
  }
  const sink = new RecordingSink();
  const { entries, read } = await openZip(bytesAccess(bytes));
  const inPieces = (name: string) => recut(read(name), chunkLength);
  await parseArchive({ entries, read: inPieces }, sink, defaultLimits);
  return sink;
}

async function* recut(
  source: AsyncIterable<Uint8Array>,
  chunkLength: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of source) yield* bytesInChunks(piece, chunkLength);
}

/** Which parsers read a file, best first. */
export async function detectBytes(
  bytes: Uint8Array,
  parsers: ParserRegistry,
  tool?: string,
): Promise<readonly RankedDetection[]> {
  const kind = containerKind(bytes);
  if (kind === undefined) return detectReport(fileHead(bytes, bytes.length), parsers, tool);
  const file = bytesAccess(bytes);
  const own = kind === 'ZIP' ? rankArchive(await openZip(file), parsers) : [];
  return own.length > 0 ? own : [(await openContainer(file, { kind, parsers, tool })).detection];
}

/** Reads a report given as text. */
export function readText(parse: Parse, text: string, limits?: ParseLimits): Promise<RecordingSink> {
  return readBytes(parse, new TextEncoder().encode(text), limits === undefined ? {} : { limits });
}

/** Reads a fixture. */
export async function readFixture(parse: Parse, url: URL): Promise<RecordingSink> {
  return readBytes(parse, await readFile(url));
}
