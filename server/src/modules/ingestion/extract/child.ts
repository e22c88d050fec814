import { createWriteStream } from 'node:fs';
import { detectReport, fileHead, headByteLength } from '../parsers/detect.ts';
import { defaultLimits, type ParserManifest, ReportError } from '../parsers/parser.ts';
import { loadParsers, type RegisteredParser } from '../parsers/registry.ts';
import { type Collector, createCollector } from './collector.ts';
import type { ChildInput, ChildMessage } from './messages.ts';

/**
 * The parsing child: the report comes in on standard input, COPY rows go out on standard output, messages on descriptor 3.
 * It runs without network, without environment and with capped memory (spawn.ts), because reports are hostile until read.
 */
const messages = createWriteStream('', { fd: 3 });

function tell(message: ChildMessage): void {
  messages.write(`${JSON.stringify(message)}\n`);
}

async function main(): Promise<void> {
  const input = readInput(process.argv[2] ?? '{}');
  const { head, rest } = await peek(process.stdin);
  const parsers = await loadParsers();
  const found = detectReport(fileHead(head, input.sizeBytes), parsers, input.tool)[0];
  const parser = found && parsers.get(found.tool);
  if (!found || !parser) throw new ReportError('No parser reads this file.');
  tell({ kind: 'detected', tool: found.tool, format: found.format, ...versionsOf(parser.manifest) });
  const collector = createCollector({
    manifest: parser.manifest,
    scopeKey: input.scopeKey,
    tell,
    rows: process.stdout,
  });
  await parse(parser, rest, collector);
  await collector.end();
}

async function parse(
  parser: RegisteredParser,
  source: AsyncIterable<Uint8Array>,
  collector: Collector,
): Promise<void> {
  await parser.parse(paced(source, collector), collector.sink, defaultLimits);
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
} catch (error) {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  tell(refusal);
  // A refused file may have megabytes left; nobody reads them.
  process.stdin.destroy();
}
messages.end();
