import { sql } from 'kysely';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { JobRun } from '../../platform/jobs/job.ts';
import { makePlan } from './diff/plan.ts';
import { type PreviewResult, storePreview } from './diff/preview.ts';
import type { ParserRegistry } from './parsers/registry.ts';
import { standingApproval } from './standing.ts';
import { announce } from './state.ts';
import { type Authority, getExtraction, getJob, type JobRow, lockJob, patchJob } from './store.ts';
import { enqueueStep } from './turns-store.ts';

/**
 * Step 2: findings → exact preview and gate. One transaction; run again it gives a fresh preview. Finalizes by itself only
 * under a scope key's standing authority while no check asks for a person.
 */
export async function validateJob(parsers: ParserRegistry, run: JobRun, jobId: string): Promise<void> {
  const job = await begin(run, jobId);
  if (!job) return;
  await run.bulk(async (ctx, client) => {
    const extraction = await getExtraction(ctx, job.extractionId ?? '');
    const manifest = parsers.get(extraction.tool)?.manifest;
    const absenceProves = manifest?.absence === 'PROVES_FIXED_WHEN_COVERED';
    const plan = await makePlan({
      client,
      tenantId: ctx.tenantId,
      now: ctx.now,
      job,
      extraction,
      absenceProves,
    });
    const scopeAuthority = await authorityOfScope(ctx, job.scopeKeyId);
    const result = await storePreview({
      client,
      tenantId: ctx.tenantId,
      now: ctx.now,
      job,
      extraction,
      plan,
      scopeAuthority,
      confirms: manifest?.confirm === 'ALWAYS',
    });
    await finish(ctx, job, plan.digest, result);
  });
}

async function begin(run: JobRun, jobId: string): Promise<JobRow | undefined> {
  return run.write(async (ctx) => {
    const job = await lockJob(ctx, jobId);
    if (job.state === 'VALIDATING') return job;
    if (job.state !== 'EXTRACTED') return undefined;
    await patchJob(ctx, jobId, {
      state: 'VALIDATING',
      error_code: null,
      progress: {
        phase: 'Comparing with the register',
        done: 0,
        total: job.counts?.extracted ?? null,
        ratePerSecond: null,
      },
    });
    announce(ctx, jobId, 'VALIDATING');
    return getJob(ctx, jobId);
  });
}

async function finish(ctx: Ctx, job: JobRow, digest: string, result: PreviewResult): Promise<void> {
  const refused = result.checks.filter((check) => check.level === 'ERROR');
  const state = refused.length > 0 ? 'REJECTED' : 'VALIDATED';
  const { approver: approval, check } = await standingApproval(ctx, job, result);
  const checks = check ? [...result.checks, check] : result.checks;
  await patchJob(ctx, job.id, {
    state: approval && state === 'VALIDATED' ? 'FINALIZING' : state,
    state_reason: refused[0]?.message ?? job.stateReason,
    error_code: refused.length > 0 ? 'GATE_REFUSED' : null,
    checks,
    change_counts: result.changeCounts,
    preview_summary: result.summary,
    preview_digest: digest,
    validated_at: ctx.now,
    progress: null,
    ...(approval ? { finalized_by: approval, by_standing_authority: true } : {}),
  });
  const type = state === 'REJECTED' ? 'ingestion-job.rejected' : 'ingestion-job.validated';
  ctx.audit({
    type,
    subject: { type: 'ingestion-job', id: job.id },
    data: {
      digest,
      changes: result.changeCounts,
      checks: checks.map(({ level, id }) => `${level} ${id}`),
    },
  });
  announce(ctx, job.id, state);
  if (approval && state === 'VALIDATED') {
    await enqueueStep(ctx, job.id, 'finalize');
  }
}

async function authorityOfScope(ctx: Ctx, scopeKeyId: string): Promise<Authority | null> {
  const { rows } = await sql<{
    authority: Authority | null;
  }>`select authority from scope_keys where scope_key_id = ${scopeKeyId}`.execute(ctx.db);
  return rows[0]?.authority ?? null;
}
