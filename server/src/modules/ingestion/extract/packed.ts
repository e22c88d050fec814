import type { FileHandle } from 'node:fs/promises';
import type { JobRun } from '../../../platform/jobs/job.ts';
import type { Platform } from '../../../platform/platform.ts';
import { type ContainerKind, containerKind } from '../parsers/container-head.ts';
import { ReportError } from '../parsers/parser.ts';
import type { JobRow } from '../store.ts';
import type { ChildMessage } from './messages.ts';
import { ChildFailure, spawnParser } from './spawn.ts';
import { openSpooled } from './spooled.ts';

/** A packed report, open for the parsing child; whoever opens it closes it. */
export interface PackedFile {
  readonly container: ContainerKind;
  readonly file: FileHandle;
}

/** @returns undefined when the first bytes say that the report is not packed */
export async function openPacked(
  platform: Platform,
  run: JobRun,
  { job, head }: { readonly job: JobRow; readonly head: Uint8Array },
): Promise<PackedFile | undefined> {
  const container = containerKind(head);
  if (container === undefined) return undefined;
  const stored = { tenantId: run.caller.tenantId, sha256: job.sha256 };
  return { container, file: await openSpooled(platform, stored, run.signal) };
}

type Detected = Extract<ChildMessage, { kind: 'detected' }>;

const maxLookMs = 60_000;

/**
 * What a packed report is. Asked of a child of its own, because nothing is unpacked in this process.
 * @throws ReportError when it cannot be unpacked or holds no report; ChildFailure
 */
export async function detectPacked(packed: PackedFile, job: JobRow, signal: AbortSignal): Promise<Detected> {
  const child = spawnParser(
    {
      ...(job.toolGiven === null ? {} : { tool: job.toolGiven }),
      ...(job.columnMapping === null ? {} : { columns: job.columnMapping.columns }),
      scopeKey: job.scopeKey,
      sizeBytes: job.sizeBytes,
      container: packed.container,
      detectOnly: true,
    },
    { maxMs: maxLookMs, signal, descriptor: packed.file.fd },
  );
  child.stdin.end();
  child.rows.resume();
  let answer: Detected | undefined;
  for await (const message of child.messages) {
    if (message.kind === 'refused') throw refusalOf(message);
    if (message.kind === 'detected') answer = message;
  }
  await child.ended;
  if (answer === undefined) throw new ChildFailure('the parser ended without a result');
  return answer;
}

export function refusalOf({ message, code, where }: Extract<ChildMessage, { kind: 'refused' }>): ReportError {
  return new ReportError(message, { code, ...(where === null ? {} : { where }) });
}
