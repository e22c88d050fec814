import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyColumns } from './copy-row.ts';
import type { ChildMessage } from './messages.ts';
import { RowParts } from './row-parts.ts';
import { ChildFailure, type ParsingChild } from './spawn.ts';

export interface StageResult {
  readonly outcome: Extract<ChildMessage, { kind: 'done' }> | Extract<ChildMessage, { kind: 'refused' }>;
  readonly problems: readonly Extract<ChildMessage, { kind: 'problem' }>['problem'][];
}

interface StageOptions {
  readonly client: pg.PoolClient;
  readonly child: ParsingChild;
  readonly source: Readable;
  readonly onProgress: (findings: number) => void;
  /** Takes what stands in `staged_findings` to where it stays, and leaves it empty. */
  readonly moveOn: () => Promise<void>;
}

/**
 * Streams a report through the parser into temporary tables `staged_findings` and `staged_targets` of this connection.
 * COPY cannot write into a table with row-level security, so the rows take this one step between (ADR 0005), part by part, while the
 * parser reads on. Memory is a few megabytes of rows, whatever the file's size.
 * @throws ChildFailure when the parser died, the storage's error when the source is damaged
 */
export async function stage({
  client,
  child,
  source,
  onProgress,
  moveOn,
}: StageOptions): Promise<StageResult> {
  await client.query(`
    create temp table staged_findings (ordinal int, fingerprint uuid, content_hash uuid, target_key text, rule_id text,
      severity severity, class result_class, title text, open_at_source boolean, source_severity text, cves text[], cwes int[], advisories text[],
      cvss_score numeric(3, 1), cvss_vector text, component text, service text, location text, location_count int, check_reach text, kev boolean, exploit_available boolean, text_id uuid, detail jsonb) on commit drop;
    create temp table staged_texts (text_id uuid, body jsonb) on commit drop;
    create temp table staged_targets (n serial, target_key text, kind text, name text, identifiers jsonb, covered boolean,
      complete boolean, remote_only boolean, note text, operating_system text) on commit drop`);
  const listening = listen(child, onProgress);
  const [feeding, copying, ended] = await Promise.allSettled([
    feed(source, child),
    copy(child, client, moveOn),
    child.ended,
  ]);
  const heard = await listening;
  if (heard.outcome?.kind === 'refused') return { outcome: heard.outcome, problems: heard.problems };
  // The most telling first: a damaged source, then the child's own reason, then the broken pipe behind it.
  for (const part of [feeding, ended, copying]) if (part.status === 'rejected') throw part.reason;
  if (!heard.outcome) throw new ChildFailure('the parser ended without a result');
  await storeTargets(client, heard.targets);
  await storeTexts(client, heard.texts);
  return { outcome: heard.outcome, problems: heard.problems };
}

/** The child closes its input early when it refuses a report; that is not an error of the source. */
async function feed(source: Readable, child: ParsingChild): Promise<void> {
  try {
    await pipeline(source, child.stdin);
  } catch (error) {
    if (isBrokenPipe(error)) return;
    child.stop('its input failed');
    throw error;
  }
}

function isBrokenPipe(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}

/** Rows of one COPY, and rows that may wait while the database moves them on; both in bytes of COPY text. */
const partBytes = 4 * 1024 * 1024;
const waitingBytes = 4 * 1024 * 1024;

/** The parser goes on reading while the database moves a part to where it stays. */
async function copy(child: ParsingChild, client: pg.PoolClient, moveOn: () => Promise<void>): Promise<void> {
  const waiting = new PassThrough({ highWaterMark: waitingBytes });
  const arriving = pipeline(child.rows, waiting);
  arriving.catch(() => undefined);
  try {
    const parts = new RowParts(waiting, partBytes);
    for (let part = await parts.next(); part !== undefined; part = await parts.next()) {
      const rows = client.query(copyFrom(`copy staged_findings (${copyColumns.join(', ')}) from stdin`));
      await pipeline(part, rows);
      await moveOn();
    }
    await arriving;
  } catch (error) {
    child.stop('its rows could not be stored');
    waiting.destroy();
    throw error;
  }
}

type TargetMessage = Extract<ChildMessage, { kind: 'target' }>;
type TextMessage = Extract<ChildMessage, { kind: 'text' }>;

async function listen(child: ParsingChild, onProgress: (findings: number) => void) {
  const problems: StageResult['problems'][number][] = [];
  const targets = new Map<string, TargetMessage>();
  const texts: TextMessage[] = [];
  let outcome: StageResult['outcome'] | undefined;
  for await (const message of child.messages) {
    if (message.kind === 'progress') onProgress(message.findings);
    else if (message.kind === 'problem') problems.push(message.problem);
    else if (message.kind === 'target')
      targets.set(message.target.key, merge(targets.get(message.target.key), message));
    else if (message.kind === 'text') texts.push(message);
    else if (message.kind === 'done' || message.kind === 'refused') outcome = message;
  }
  return { outcome, problems, targets, texts };
}

/** The first naming of a target has the fullest name; later ones carry what is known of its coverage and system. */
function merge(before: TargetMessage | undefined, now: TargetMessage): TargetMessage {
  if (!before) return now;
  const fuller =
    now.target.identifiers.length > before.target.identifiers.length ? now.target : before.target;
  const operatingSystem = now.target.operatingSystem ?? before.target.operatingSystem;
  return { ...now, target: { ...fuller, operatingSystem } };
}

const targetsPerInsert = 5_000;

async function storeTargets(
  client: pg.PoolClient,
  targets: ReadonlyMap<string, TargetMessage>,
): Promise<void> {
  const all = [...targets.values()];
  for (let start = 0; start < all.length; start += targetsPerInsert) {
    const rows = all
      .slice(start, start + targetsPerInsert)
      .map(({ target, covered, complete, remoteOnly, note }) => ({
        target_key: target.key,
        kind: target.kind,
        name: target.name,
        identifiers: target.identifiers,
        covered,
        complete,
        remote_only: remoteOnly,
        note,
        operating_system: target.operatingSystem,
      }));
    await client.query(
      `insert into staged_targets (target_key, kind, name, identifiers, covered, complete, remote_only, note, operating_system)
       select * from jsonb_to_recordset($1) as t(target_key text, kind text, name text, identifiers jsonb, covered boolean,
         complete boolean, remote_only boolean, note text, operating_system text)`,
      [JSON.stringify(rows)],
    );
  }
}

const textsPerInsert = 500;

async function storeTexts(client: pg.PoolClient, texts: readonly TextMessage[]): Promise<void> {
  for (let start = 0; start < texts.length; start += textsPerInsert) {
    const part = texts.slice(start, start + textsPerInsert);
    await client.query('insert into staged_texts select * from unnest($1::uuid[], $2::jsonb[])', [
      part.map(({ id }) => id),
      part.map(({ body }) => body),
    ]);
  }
}
