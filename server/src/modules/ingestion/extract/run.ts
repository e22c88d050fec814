import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type pg from 'pg';
import { AppError } from '../../../kernel/errors.ts';
import type { Ctx } from '../../../platform/db/ctx.ts';
import type { JobRun } from '../../../platform/jobs/job.ts';
import type { Platform } from '../../../platform/platform.ts';
import { mappingDigest } from '../column-store.ts';
import { fileHead, headByteLength, sureDetection } from '../parsers/detect.ts';
import { ReportError } from '../parsers/parser.ts';
import type { ParserRegistry } from '../parsers/registry.ts';
import { recognise } from '../parsers/reports-inside.ts';
import { announce, fail } from '../state.ts';
import {
  findExtraction,
  getJob,
  type JobRow,
  json,
  lockJob,
  noteProgress,
  type ProblemRow,
  patchJob,
} from '../store.ts';
import { enqueueStep } from '../turns-store.ts';
import { copyColumns } from './copy-row.ts';
import { overrunRefusal } from './overrun.ts';
import { detectPacked, openPacked, type PackedFile, refusalOf } from './packed.ts';
import { spawnParser } from './spawn.ts';
import { type StageResult, stage } from './stage.ts';

const maxParseMs = 30 * 60_000;
const maxListedProblems = 200;

interface Detected {
  readonly tool: string;
  readonly format: string;
  readonly parserVersion: number;
  readonly identityVersion: number;
  readonly identityFields: readonly string[];
  readonly maxSeconds: number | undefined;
}

/**
 * Step 1: report → raw findings. Safe to run again at any point: the effect is one transaction, and what a killed run had
 * stored is gone with it. A report that cannot be read fails the job with a sentence; our own failures are retried.
 */
export async function extractJob(
  platform: Platform,
  parsers: ParserRegistry,
  run: JobRun,
  jobId: string,
): Promise<void> {
  const job = await begin(run, jobId);
  if (!job) return;
  let packed: PackedFile | undefined;
  try {
    const head = await readHead(platform, run.caller.tenantId, job);
    packed = await openPacked(platform, run, { job, head });
    const found = packed ? await detectPacked(packed, job, run.signal) : detectPlain(parsers, job, head);
    const detected = detectedBy(parsers, found);
    const mapping = mappingDigest(job.columnMapping);
    const same = { sha256: job.sha256, scopeKeyId: job.scopeKeyId, mappingDigest: mapping, ...detected };
    const known = await run.read((ctx) => findExtraction(ctx, same));
    if (known) await run.write((ctx) => finish(ctx, job, detected, known.id));
    else {
      await read(platform, run, { job, detected, packed }).catch((error: unknown) => {
        throw overrunRefusal(error, detected.maxSeconds);
      });
    }
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    await run.write((ctx) =>
      fail(ctx, jobId, { step: 'extract', code: error.code, reason: sentence(error), retryable: false }),
    );
  } finally {
    await packed?.file.close();
  }
}

/** @returns undefined when the job is past this step (a second delivery) */
async function begin(run: JobRun, jobId: string): Promise<JobRow | undefined> {
  return run.write(async (ctx) => {
    const job = await lockJob(ctx, jobId);
    if (job.state !== 'RECEIVED' && job.state !== 'EXTRACTING') return undefined;
    if (job.state === 'RECEIVED') {
      await patchJob(ctx, jobId, { state: 'EXTRACTING', state_reason: null, error_code: null });
      announce(ctx, jobId, 'EXTRACTING');
    }
    return getJob(ctx, jobId);
  });
}

function detectPlain(parsers: ParserRegistry, job: JobRow, head: Buffer) {
  const tool = job.toolGiven ?? undefined;
  const question = { parsers, tool, columns: job.columnMapping?.columns };
  return sureDetection(recognise(fileHead(head, job.sizeBytes), question), tool);
}

function detectedBy(
  parsers: ParserRegistry,
  { tool, format }: { readonly tool: string; readonly format: string },
): Detected {
  const manifest = parsers.get(tool)?.manifest;
  if (!manifest) throw new ReportError(`No parser is called "${tool}".`);
  return {
    tool,
    format,
    parserVersion: manifest.version,
    identityVersion: manifest.identity.version,
    identityFields: manifest.identity.fields,
    maxSeconds: manifest.maxSeconds,
  };
}

async function readHead(platform: Platform, tenantId: string, job: JobRow): Promise<Buffer> {
  if (job.sizeBytes === 0) return Buffer.alloc(0);
  const end = Math.min(job.sizeBytes, headByteLength) - 1;
  const stream = await platform.storage.forTenant(tenantId).get(job.sha256, { range: { start: 0, end } });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

interface Reading {
  readonly job: JobRow;
  readonly detected: Detected;
  readonly packed: PackedFile | undefined;
}

async function read(platform: Platform, run: JobRun, { job, detected, packed }: Reading): Promise<void> {
  const { scopeKey, sizeBytes, toolGiven } = job;
  // The child has a packed report open already.
  const source = packed
    ? Readable.from([])
    : await platform.storage.forTenant(run.caller.tenantId).get(job.sha256);
  const tool = packed ? toolGiven : detected.tool;
  const child = spawnParser(
    {
      scopeKey,
      sizeBytes,
      ...(tool === null ? {} : { tool }),
      ...(packed ? { container: packed.container } : {}),
      ...(job.columnMapping ? { columns: job.columnMapping.columns } : {}),
    },
    { maxMs: maxMsOf(detected), signal: run.signal, ...(packed ? { descriptor: packed.file.fd } : {}) },
  );
  const progress = progressTeller(run, job.id);
  await run.bulk(async (ctx, client) => {
    const extractionId = ctx.newId();
    await beginExtraction({ ctx, job, detected, extractionId });
    const moveOn = () => moveFindings(client, ctx.tenantId, extractionId);
    const result = await stage({ client, child, source, onProgress: progress, moveOn });
    if (result.outcome.kind === 'refused') throw refusalOf(result.outcome);
    await completeExtraction({ ctx, client, extractionId, result });
    await finish(ctx, job, detected, extractionId);
  });
  platform.metrics.ingestFindings(
    await run.read(async (ctx) => (await getJob(ctx, job.id)).counts?.extracted ?? 0),
  );
}

function maxMsOf({ maxSeconds }: Detected): number {
  return maxSeconds === undefined ? maxParseMs : Math.min(maxParseMs, maxSeconds * 1_000);
}

interface Begin {
  readonly ctx: Ctx;
  readonly job: JobRow;
  readonly detected: Detected;
  readonly extractionId: string;
}

/** The findings' parent stands first; it says what was read once all of it has been. */
async function beginExtraction({ ctx, job, detected, extractionId }: Begin): Promise<void> {
  const { tool, parserVersion, identityVersion, identityFields, format } = detected;
  await sql`insert into extractions (tenant_id, extraction_id, scope_key_id, sha256, tool, parser_version, identity_version, identity_fields, format, mapping_digest, created_at)
    values (${ctx.tenantId}, ${extractionId}, ${job.scopeKeyId}, ${job.sha256}, ${tool}, ${parserVersion}, ${identityVersion},
      ${[...identityFields]}, ${format}, ${mappingDigest(job.columnMapping)}, ${ctx.now})`.execute(ctx.db);
}

async function moveFindings(client: pg.PoolClient, tenantId: string, extractionId: string): Promise<void> {
  await client.query(
    `insert into findings (tenant_id, extraction_id, ${copyColumns.join(', ')})
     select $1, $2, ${copyColumns.join(', ')} from staged_findings`,
    [tenantId, extractionId],
  );
  await client.query('truncate staged_findings');
}

interface Complete {
  readonly ctx: Ctx;
  readonly client: pg.PoolClient;
  readonly extractionId: string;
  readonly result: StageResult;
}

async function completeExtraction({ ctx, client, extractionId, result }: Complete): Promise<void> {
  if (result.outcome.kind !== 'done') throw new AppError('INTERNAL', 'The report was not read.');
  const { counts, scan, checksRun, checksAll, problemCount } = result.outcome;
  if (counts.source !== counts.extracted + counts.rejectedRows) {
    ctx.log.warn({ counts, extractionId }, 'counts of a report do not add up');
  }
  await client.query(
    `insert into finding_texts (tenant_id, text_id, body) select $1, text_id, body from staged_texts order by text_id
     on conflict (tenant_id, text_id) do nothing`,
    [ctx.tenantId],
  );
  await client.query(
    `insert into extraction_targets (tenant_id, extraction_id, target_key, kind, name, identifiers, covered, complete, remote_only, note, operating_system)
     select distinct on (target_key) $1::uuid, $2::uuid, target_key, kind, left(name, 500), identifiers, covered, complete, remote_only, note, operating_system
       from staged_targets order by target_key, n desc`,
    [ctx.tenantId, extractionId],
  );
  await sql`update extractions set complete = true, scan = ${json(scan)}, checks_run = ${checksRun === null ? null : [...checksRun]},
      checks_all = ${checksAll}, counts = ${json(counts)}, problems = ${json(summarise(result.problems))}, problem_count = ${problemCount},
      target_count = (select count(distinct target_key) from staged_targets)
    where extraction_id = ${extractionId}`.execute(ctx.db);
}

/** Problems of one kind are one row with a count and the first place. */
function summarise(problems: StageResult['problems']): readonly ProblemRow[] {
  const groups = new Map<string, { code: string; message: string; where: string; count: number }>();
  for (const problem of problems) {
    const key = `${problem.code}\n${problem.message}`;
    const group = groups.get(key);
    if (group) group.count++;
    else groups.set(key, { code: problem.code, message: problem.message, where: problem.where, count: 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count).slice(0, maxListedProblems);
}

async function finish(ctx: Ctx, job: JobRow, detected: Detected, extractionId: string): Promise<void> {
  const current = await lockJob(ctx, job.id);
  if (current.state !== 'EXTRACTING') throw new AppError('CONFLICT', 'The job was changed meanwhile.');
  await patchJob(ctx, job.id, {
    state: 'EXTRACTED',
    tool: detected.tool,
    format: detected.format,
    extraction_id: extractionId,
    extracted_at: ctx.now,
    progress: null,
  });
  announce(ctx, job.id, 'EXTRACTED');
  ctx.audit({
    type: 'ingestion-job.extracted',
    subject: { type: 'ingestion-job', id: job.id },
    data: { tool: detected.tool, sha256: job.sha256 },
  });
  if (job.process === 'preview') await enqueueStep(ctx, job.id, 'validate');
}

const progressEveryMs = 500;

/** At most two progress notes a second; one that fails is only a missing note. */
function progressTeller(run: JobRun, jobId: string): (findings: number) => void {
  const startedAt = performance.now();
  let lastAt = 0;
  return (findings) => {
    const now = performance.now();
    if (now - lastAt < progressEveryMs) return;
    lastAt = now;
    const ratePerSecond = Math.round(findings / ((now - startedAt) / 1000));
    void run
      .write((ctx) =>
        noteProgress(ctx, jobId, { phase: 'Reading findings', done: findings, total: null, ratePerSecond }),
      )
      .catch(() => undefined);
  };
}

function sentence(error: ReportError): string {
  return error.where === undefined || error.message.includes(error.where)
    ? error.message
    : `${error.message} (${error.where})`;
}
