import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../kernel/errors.ts';
import type { Platform } from '../../../platform/platform.ts';
import { containerKind } from '../parsers/container-head.ts';
import { sampleByteLength } from '../parsers/table-sample.ts';
import type { TableMessage } from './messages.ts';
import { type ParsingChild, spawnParser } from './spawn.ts';
import { openSpooled } from './spooled.ts';

interface Uploaded {
  readonly tenantId: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

const maxLookMs = 20_000;
/** Each look is a process of its own. */
const maxAtOnce = 4;
let looking = 0;

/**
 * What the columns of an uploaded table most likely are. Read in a child, like everything that is uploaded.
 * @throws AppError UNREADABLE_REPORT, PAYLOAD_TOO_LARGE when it is no table; UNAVAILABLE when too many look at once
 */
export async function suggestTable(
  platform: Platform,
  uploaded: Uploaded,
  signal: AbortSignal,
): Promise<TableMessage> {
  if (looking >= maxAtOnce) {
    throw new AppError('UNAVAILABLE', 'Too many files are being looked at just now. Try again in a moment.');
  }
  looking += 1;
  try {
    return await look(platform, uploaded, signal);
  } finally {
    looking -= 1;
  }
}

async function look(
  platform: Platform,
  { tenantId, sha256, sizeBytes }: Uploaded,
  signal: AbortSignal,
): Promise<TableMessage> {
  const start = await startOf(platform, { tenantId, sha256, sizeBytes });
  const container = containerKind(start);
  const file = container && (await openSpooled(platform, { tenantId, sha256 }, signal));
  try {
    const child = spawnParser(
      { scopeKey: '', sizeBytes, suggestOnly: true, ...(container ? { container } : {}) },
      { maxMs: maxLookMs, signal, ...(file ? { descriptor: file.fd } : {}) },
    );
    return await answerOf(child, container ? [] : [start]);
  } finally {
    await file?.close();
  }
}

async function startOf(platform: Platform, { tenantId, sha256, sizeBytes }: Uploaded): Promise<Buffer> {
  if (sizeBytes === 0) return Buffer.alloc(0);
  const end = Math.min(sizeBytes, sampleByteLength) - 1;
  const source = await platform.storage.forTenant(tenantId).get(sha256, { range: { start: 0, end } });
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

async function answerOf(child: ParsingChild, input: readonly Buffer[]): Promise<TableMessage> {
  child.rows.resume();
  // The child may have seen enough before it took everything; what it says decides.
  const feeding = pipeline(Readable.from(input), child.stdin).catch(() => undefined);
  let table: TableMessage | undefined;
  for await (const message of child.messages) {
    if (message.kind === 'refused') throw new AppError(message.code, message.message);
    if (message.kind === 'table') table = message;
  }
  await feeding;
  await child.ended;
  if (table === undefined) throw new AppError('INTERNAL', 'The table was not read.');
  return table;
}
