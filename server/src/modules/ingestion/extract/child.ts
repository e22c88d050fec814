import { createWriteStream } from 'node:fs';
import { openContainer } from '../parsers/container.ts';
import { fileHead, headByteLength } from '../parsers/detect.ts';
import { mappableColumns } from '../parsers/mapping/suggest/suggest.ts';
import { defaultLimits, type ParserManifest, ReportError } from '../parsers/parser.ts';
import { loadParsers, type ParserRegistry } from '../parsers/registry.ts';
import { asItIs, optionsOf, type PackedReport, recognise } from '../parsers/reports-inside.ts';
import { samplePacked, sampleText } from '../parsers/table-sample.ts';
import { type Collector, createCollector } from './collector.ts';
import { descriptorAccess } from './descriptor-access.ts';
import type { ChildInput, ChildMessage, TableMessage } from './messages.ts';

/**
 * The parsing child: the report comes in on standard input, COPY rows go out on standard output, messages on descriptor 3.
 * It runs without network, without environment and with capped memory (spawn.ts), because reports are hostile until read.
 */
const messages = createWriteStream('', { fd: 3 });

function tell(message: ChildMessage): void {
  messages.write(`${JSON.stringify(message)}\n`);
}

/** Where a packed report's file is open (spawn.ts). */
const packedDescriptor = 4;

async function main(): Promise<void> {
  const input = readInput(process.argv[2] ?? '{}');
  const parsers = await loadParsers();
  if (input.suggestOnly) {
    tell({ kind: 'table', ...(await suggestTable(input, parsers)) });
    return;
  }
  const { detection, parse } = await openReport(input, parsers);
  const parser = parsers.get(detection.tool);
  if (!parser) throw new ReportError('No parser reads this file.');
  tell({
    kind: 'detected',
    tool: detection.tool,
    format: detection.format,
    ...versionsOf(parser.manifest),
  });
  if (input.detectOnly) return;
  const collector = createCollector({
    manifest: parser.manifest,
    scopeKey: input.scopeKey,
    tell,
    rows: process.stdout,
  });
  const pace = (source: AsyncIterable<Uint8Array>) => paced(source, collector);
  await parse({ sink: collector.sink, limits: defaultLimits, pace });
  await collector.end();
}

async function openReport(input: ChildInput, parsers: ParserRegistry): Promise<PackedReport> {
  const { container: kind, tool, sizeBytes, columns } = input;
  const question = { parsers, tool, columns };
  if (kind !== undefined) {
    return openContainer(descriptorAccess(packedDescriptor, sizeBytes), { kind, ...question });
  }
  const { head, rest } = await peek(process.stdin);
  const detection = recognise(fileHead(head, sizeBytes), question)[0];
  const parser = detection && parsers.get(detection.tool);
  if (!parser) throw new ReportError('No parser reads this file.');
  return {
    detection,
    parse: ({ sink, limits, pace = asItIs }) => parser.parse(pace(rest), sink, limits, optionsOf(question)),
  };
}

/** What the columns most likely are, from the first rows; a name that stands twice counts once. */
async function suggestTable(input: ChildInput, parsers: ParserRegistry): Promise<TableMessage> {
  const { container: kind, sizeBytes } = input;
  const table =
    kind === undefined
      ? await sampleText(await replayed(process.stdin), parsers)
      : await samplePacked(descriptorAccess(packedDescriptor, sizeBytes), { kind, parsers });
  const { tool, format } = table.detection;
  return { tool, format, rowsSeen: table.rows.length, columns: mappableColumns(table) };
}

/** The start of a file, which is all that is sent for this, to be read twice. */
async function replayed(source: AsyncIterable<Uint8Array>): Promise<() => AsyncIterable<Uint8Array>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return async function* () {
    yield* pieces;
  };
}

/** Stops reading while rows wait for the database, so that memory stays flat whatever the file's size. */
async function* paced(source: AsyncIterable<Uint8Array>, collector: Collector): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    yield chunk;
    await collector.drained();
  }
}

function versionsOf(manifest: ParserManifest) {
  return {
    parserVersion: manifest.version,
    identityVersion: manifest.identity.version,
    absence: manifest.absence,
  };
}

function readInput(text: string): ChildInput {
  const value: ChildInput = JSON.parse(text);
  return value;
}

/** The first bytes for detection, and the whole stream again. */
async function peek(
  stream: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = stream[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  while (size < headByteLength && !ended) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else {
      held.push(next.value);
      size += next.value.length;
    }
  }
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    yield* held;
    if (!ended) yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return { head: Buffer.concat(held), rest: rest() };
}

function refusalOf(error: unknown): ChildMessage | undefined {
  if (!(error instanceof ReportError)) return undefined;
  return { kind: 'refused', code: error.code, message: error.message, where: error.where ?? null };
}

try {
  await main();
  messages.end();
} catch (error) {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  tell(refusal);
  // A refused file may have megabytes left, and its parser something under way; nobody waits for either.
  process.stdin.destroy();
  messages.end(() => process.exit(0));
}
