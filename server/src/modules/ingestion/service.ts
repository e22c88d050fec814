import { AppError, invalidField } from '../../kernel/errors.ts';
import type { BodyOf } from '../../kernel/operation.ts';
import { realTime } from '../../kernel/time.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import { actorOf } from '../../platform/db/outbox.ts';
import { hasAssessment } from '../assessments/facade.ts';
import { knownAssets } from '../assets/facade.ts';
import { mappingForJob } from './columns.ts';
import type { finalizeIngestionJob, updateIngestionJob } from './contract.ts';
import { noteReason } from './gate-store.ts';
import { jobText } from './messages.ts';
import { rawDeletedAt } from './retention-store.ts';
import { scopeKeyIdFor } from './scopes.ts';
import { announce } from './state.ts';
import {
  type AssessmentMeta,
  type AssetMapping,
  getJob,
  insertJob,
  type JobMapping,
  type JobPatch,
  type JobRow,
  type JobState,
  lockJob,
  patchJob,
} from './store.ts';
import { enqueueStep, type Step } from './turns-store.ts';
import type { Upload } from './upload.ts';

export async function receiveJob(ctx: Ctx, { fields, stored, fileName }: Upload): Promise<JobRow> {
  const id = ctx.newId();
  const process = fields.process ?? 'preview';
  const { id: assessmentId, ...assessment } = fields.assessment ?? {};
  await assertAssessment(ctx, fields.assessment ?? {});
  await insertJob(ctx, {
    id,
    process,
    toolGiven: fields.tool ?? null,
    fileName,
    sizeBytes: stored.sizeBytes,
    sha256: stored.sha256,
    scopeKeyId: await scopeKeyIdFor(ctx, fields.scopeKey),
    authority: fields.authority ?? null,
    assessment: assessmentId === undefined ? assessment : { ...assessment, id: assessmentId },
    columnMapping: await mappingOf(ctx, fields.mappingId ?? null),
    createdBy: actorOf(ctx.actor),
  });
  ctx.audit({
    type: 'ingestion-job.received',
    subject: { type: 'ingestion-job', id },
    data: { fileName, sha256: stored.sha256, sizeBytes: stored.sizeBytes, scopeKey: fields.scopeKey },
  });
  announce(ctx, id, 'RECEIVED');
  if (process === 'preview') await enqueueStep(ctx, id, 'extract');
  return getJob(ctx, id);
}

async function assertAssessment(ctx: Ctx, { id, startedAt, finishedAt }: AssessmentMeta): Promise<void> {
  if (startedAt !== undefined) realTime('body.assessment.startedAt', startedAt);
  if (finishedAt !== undefined) realTime('body.assessment.finishedAt', finishedAt);
  if (id !== undefined && !(await hasAssessment(ctx, id)))
    throw invalidField('body.assessment.id', jobText.noAssessment);
}

export async function startExtract(ctx: Ctx, jobId: string): Promise<JobRow> {
  const job = await lockJob(ctx, jobId);
  if (job.state === 'EXTRACTING') return job;
  assertState(job, 'Extracting', ['RECEIVED', 'FAILED']);
  await assertRawFile(ctx, jobId);
  return move(ctx, job, { step: 'extract', state: 'EXTRACTING' });
}

async function assertRawFile(ctx: Ctx, jobId: string): Promise<void> {
  const at = await rawDeletedAt(ctx, jobId);
  if (at !== null) throw new AppError('CONFLICT', jobText.rawDeleted(at.slice(0, 10)));
}

export async function startValidate(ctx: Ctx, jobId: string): Promise<JobRow> {
  const job = await lockJob(ctx, jobId);
  if (job.state === 'VALIDATING') return job;
  const retry = job.state === 'FAILED' && job.extractionId !== null;
  if (!retry) assertState(job, 'Validating', ['EXTRACTED', 'VALIDATED', 'REJECTED']);
  return move(ctx, job, { step: 'validate', state: 'VALIDATING' });
}

/**
 * Lets the import happen. Refused while an error stands or a warning is not acknowledged by name; a job that is finalized
 * or on its way answers with itself, so a retry is harmless.
 */
export async function startFinalize(
  ctx: Ctx,
  jobId: string,
  body: BodyOf<typeof finalizeIngestionJob>,
): Promise<JobRow> {
  const job = await lockJob(ctx, jobId);
  if (job.state === 'FINALIZED' || job.state === 'FINALIZING') return job;
  if (job.state === 'REJECTED')
    throw new AppError('GATE_REFUSED', job.stateReason ?? 'A check refuses this job.');
  const retry = job.state === 'FAILED' && job.failedStep === 'finalize';
  if (!retry) assertState(job, 'Finalizing', ['VALIDATED']);
  if (body.previewDigest !== undefined && body.previewDigest !== job.previewDigest)
    throw new AppError('CONFLICT', jobText.moved);
  const acknowledged = acknowledge(job, body.acknowledge ?? []);
  await noteReason(ctx, jobId, body.reason);
  return move(ctx, job, {
    step: 'finalize',
    state: 'FINALIZING',
    patch: { acknowledged, finalized_by: actorOf(ctx.actor), by_standing_authority: false },
  });
}

function acknowledge(job: JobRow, given: readonly string[]): readonly string[] {
  const warnings = job.checks.filter((check) => check.level === 'WARNING');
  const unknown = given.find((id) => !warnings.some((check) => check.id === id));
  if (unknown !== undefined) {
    throw new AppError('VALIDATION_FAILED', `body.acknowledge: "${unknown}" ${jobText.unknownCheck}`, {
      details: [{ path: 'body.acknowledge', message: jobText.unknownCheck }],
    });
  }
  const open = warnings.filter((check) => !given.includes(check.id));
  if (open.length > 0) {
    throw new AppError('GATE_REFUSED', jobText.unacknowledged(open.map((check) => check.title)), {
      details: open.map((check) => ({ path: `checks.${check.id}`, message: check.message })),
    });
  }
  return [...given];
}

export async function discardJob(ctx: Ctx, jobId: string): Promise<JobRow> {
  const job = await lockJob(ctx, jobId);
  const { actor } = ctx;
  const admin = actor.kind !== 'SYSTEM' && actor.roles.includes('WORKSPACE_ADMIN');
  if (!admin && job.createdBy.id !== actorOf(actor).id)
    throw new AppError('FORBIDDEN', jobText.discardNotYours);
  if (job.state === 'DISCARDED') return job;
  if (job.state === 'FINALIZED' || job.state === 'FINALIZING')
    throw new AppError('CONFLICT', jobText.discardFinal);
  await patchJob(ctx, jobId, { state: 'DISCARDED', progress: null });
  ctx.audit({
    type: 'ingestion-job.discarded',
    subject: { type: 'ingestion-job', id: jobId },
    data: { fileName: job.fileName, sha256: job.sha256 },
  });
  announce(ctx, jobId, 'DISCARDED');
  return getJob(ctx, jobId);
}

const changeable: readonly JobState[] = ['RECEIVED', 'EXTRACTED', 'VALIDATED', 'REJECTED', 'FAILED'];

export async function adjustJob(
  ctx: Ctx,
  jobId: string,
  body: BodyOf<typeof updateIngestionJob>,
  ifMatch: number | undefined,
): Promise<JobRow> {
  const job = await lockJob(ctx, jobId);
  if (ifMatch !== undefined && ifMatch !== job.version)
    throw new AppError('PRECONDITION_FAILED', 'Somebody changed this job meanwhile. Read it again.');
  if (!changeable.includes(job.state)) throw new AppError('CONFLICT', jobText.changeFinal);
  await assertAssets(ctx, body.assetMappings ?? []);
  const reread = await rereadPatch(ctx, job, body);
  const state = reread !== undefined || job.extractionId === null ? 'RECEIVED' : 'EXTRACTED';
  const patch: JobPatch = {
    state,
    state_reason: null,
    error_code: null,
    checks: [],
    acknowledged: [],
    preview_digest: null,
    ...reread,
    ...(body.assetMappings === undefined ? {} : { asset_mapping: body.assetMappings }),
    ...(body.classOverrides === undefined ? {} : { class_overrides: body.classOverrides }),
    ...(body.exclusions === undefined ? {} : { exclusions: body.exclusions }),
    ...(body.authority === undefined ? {} : { authority: body.authority }),
  };
  await patchJob(ctx, jobId, patch);
  ctx.audit({
    type: 'ingestion-job.adjusted',
    subject: { type: 'ingestion-job', id: jobId },
    data: { fields: Object.keys(body) },
  });
  announce(ctx, jobId, state);
  if (job.process === 'preview') await enqueueStep(ctx, jobId, state === 'RECEIVED' ? 'extract' : 'validate');
  return getJob(ctx, jobId);
}

async function assertAssets(ctx: Ctx, mappings: readonly AssetMapping[]): Promise<void> {
  const ids = mappings.flatMap(({ assetId }) => assetId ?? []);
  if (ids.length === 0) return;
  const known = await knownAssets(ctx, ids);
  const unknown = mappings.findIndex(({ assetId }) => assetId !== undefined && !known.has(assetId));
  if (unknown !== -1) throw invalidField(`body.assetMappings.${unknown}.assetId`, jobText.noAsset);
}

/** What has to change for the report to be read again: by another parser, or with other columns. */
async function rereadPatch(
  ctx: Ctx,
  job: JobRow,
  { tool, mappingId }: BodyOf<typeof updateIngestionJob>,
): Promise<JobPatch | undefined> {
  const otherTool = tool !== undefined && tool !== job.tool;
  if (!otherTool && mappingId === undefined) return undefined;
  await assertRawFile(ctx, job.id);
  const toolGiven = otherTool ? tool : job.toolGiven;
  const mapping = mappingId === undefined ? {} : { column_mapping: await mappingOf(ctx, mappingId) };
  return { tool_given: toolGiven, tool: toolGiven, extraction_id: null, ...mapping };
}

async function mappingOf(ctx: Ctx, id: string | null): Promise<JobMapping | null> {
  return id === null ? null : mappingForJob(ctx, id);
}

interface Move {
  readonly step: Step;
  readonly state: JobState;
  readonly patch?: JobPatch;
}

async function move(ctx: Ctx, job: JobRow, { step, state, patch = {} }: Move): Promise<JobRow> {
  await patchJob(ctx, job.id, { ...patch, state, state_reason: null, error_code: null, failed_step: null });
  announce(ctx, job.id, state);
  await enqueueStep(ctx, job.id, step);
  return getJob(ctx, job.id);
}

function assertState(job: JobRow, what: string, allowed: readonly JobState[]): void {
  if (!allowed.includes(job.state)) throw new AppError('CONFLICT', jobText.wrongState(what, job.state));
}
