import { sql } from 'kysely';
import type pg from 'pg';
import type { Ctx } from '../../platform/db/ctx.ts';
import { sqlState } from '../../platform/db/transactor.ts';
import type { JobRun } from '../../platform/jobs/job.ts';
import type { Platform } from '../../platform/platform.ts';
import { slaDays } from '../vulnerabilities/facade.ts';
import { applyChanges } from './diff/apply.ts';
import { digest, makePlan, type Plan } from './diff/plan.ts';
import { noteLastSeen } from './last-seen-store.ts';
import type { ParserRegistry } from './parsers/registry.ts';
import { signedReceipt } from './receipt.ts';
import { announce } from './state.ts';
import { type ActorRef, type ExtractionRow, getExtraction, type JobRow, lockJob, patchJob } from './store.ts';
import { enqueueStep } from './turns-store.ts';

/** The register is no longer what the preview was made against. */
class RegisterMoved extends Error {
  override readonly name = 'RegisterMoved';
}

const uniqueViolation = '23505';

/**
 * Step 3: the preview becomes the register, in one transaction, or nothing happens. When the register moved since the preview
 * the job goes back for a fresh one and waits for a person again.
 */
export async function finalizeJob(
  platform: Platform,
  parsers: ParserRegistry,
  run: JobRun,
  jobId: string,
): Promise<void> {
  try {
    await run.bulk((ctx, client) => finalizeIn({ platform, parsers, ctx, client, jobId }));
  } catch (error) {
    if (!(error instanceof RegisterMoved) && sqlState(error) !== uniqueViolation) throw error;
    await run.write((ctx) => askAgain(ctx, jobId));
  }
}

interface Finalize {
  readonly platform: Platform;
  readonly parsers: ParserRegistry;
  readonly ctx: Ctx;
  readonly client: pg.PoolClient;
  readonly jobId: string;
}

async function finalizeIn({ platform, parsers, ctx, client, jobId }: Finalize): Promise<void> {
  const job = await lockJob(ctx, jobId);
  if (job.state !== 'FINALIZING') return;
  const extraction = await getExtraction(ctx, job.extractionId ?? '');
  const absenceProves = parsers.get(extraction.tool)?.manifest.absence === 'PROVES_FIXED_WHEN_COVERED';
  const plan = await makePlan({
    client,
    tenantId: ctx.tenantId,
    now: ctx.now,
    job,
    extraction,
    absenceProves,
  });
  if (plan.digest !== job.previewDigest) throw new RegisterMoved();
  const assessmentId = job.assessment.id ?? ctx.newId();
  const actor: ActorRef = job.finalizedBy ?? { kind: 'SYSTEM', id: 'ingestion.finalize' };
  await applyChanges({
    client,
    tenantId: ctx.tenantId,
    now: ctx.now,
    scanAt: plan.scanAt,
    job,
    extraction,
    assessmentId,
    actor,
    slaDays,
  });
  await noteLastSeen(client, job, extraction);
  const effectDigest = await digest(client, 'effects');
  // Rows that somebody changed between plan and write were skipped by their own conditions; the digests tell.
  if (effectDigest !== plan.digest) throw new RegisterMoved();
  await storeAssessment({ ctx, job, extraction, plan, assessmentId, actor });
  const receipt = await signedReceipt({
    platform,
    ctx,
    client,
    job,
    extraction,
    assessmentId,
    actor,
    effectDigest,
  });
  await patchJob(ctx, jobId, {
    state: 'FINALIZED',
    state_reason: null,
    assessment_id: assessmentId,
    receipt,
    finalized_at: ctx.now,
    progress: null,
  });
  ctx.audit({
    type: 'ingestion-job.finalized',
    subject: { type: 'ingestion-job', id: jobId },
    data: {
      assessmentId,
      digest: effectDigest,
      changes: job.changeCounts,
      acknowledged: job.acknowledged,
      by: actor,
      standingAuthority: job.byStandingAuthority,
    },
  });
  announce(ctx, jobId, 'FINALIZED');
  ctx.emit({
    type: 'register.imported',
    version: 1,
    subject: { type: 'assessment', id: assessmentId },
    payload: { jobId, scanAt: plan.scanAt, changes: job.changeCounts },
  });
  ctx.touchRegister();
}

interface StoreAssessment {
  readonly ctx: Ctx;
  readonly job: JobRow;
  readonly extraction: ExtractionRow;
  readonly plan: Plan;
  readonly assessmentId: string;
  readonly actor: ActorRef;
}

async function storeAssessment({
  ctx,
  job,
  extraction,
  plan,
  assessmentId,
  actor,
}: StoreAssessment): Promise<void> {
  const { scan } = extraction;
  const name =
    job.assessment.name ??
    `${scan.toolName ?? extraction.tool}, ${job.scopeKey}, ${plan.scanAt.slice(0, 10)}`;
  await sql`insert into assessments (tenant_id, assessment_id, name, methodology, scope_key_id, tool, tool_version, job_id, extraction_id, started_at,
      finished_at, authority, counts, created_at, created_by)
    values (${ctx.tenantId}, ${assessmentId}, ${name.slice(0, 200)}, ${job.assessment.methodology ?? ''}, ${job.scopeKeyId}, ${extraction.tool},
      ${scan.toolVersion ?? null}, ${job.id}, ${extraction.id}, ${job.assessment.startedAt ?? scan.startedAt ?? null}, ${plan.scanAt},
      ${JSON.stringify(job.authority)}::jsonb, ${JSON.stringify({ ...extraction.counts, changes: job.changeCounts })}::jsonb, ${ctx.now}, ${JSON.stringify(actor)}::jsonb)
    on conflict (tenant_id, assessment_id) do nothing`.execute(ctx.db);
  await sql`insert into scope_scans (tenant_id, scope_key_id, tool, last_scan_at, assessment_id)
    values (${ctx.tenantId}, ${job.scopeKeyId}, ${extraction.tool}, ${plan.scanAt}, ${assessmentId})
    on conflict (tenant_id, scope_key_id, tool) do update set
      last_scan_at = greatest(scope_scans.last_scan_at, excluded.last_scan_at), generation = scope_scans.generation + 1,
      assessment_id = case when excluded.last_scan_at >= scope_scans.last_scan_at then excluded.assessment_id else scope_scans.assessment_id end`.execute(
    ctx.db,
  );
}

async function askAgain(ctx: Ctx, jobId: string): Promise<void> {
  const job = await lockJob(ctx, jobId);
  if (job.state !== 'FINALIZING') return;
  await patchJob(ctx, jobId, {
    state: 'EXTRACTED',
    state_reason:
      'The register changed after the preview was made. Look at the fresh preview and finalize again.',
    error_code: 'CONFLICT',
    acknowledged: [],
    finalized_by: null,
    by_standing_authority: false,
    progress: null,
  });
  announce(ctx, jobId, 'EXTRACTED');
  await enqueueStep(ctx, jobId, 'validate');
}
