import type { Ctx } from '../../platform/db/ctx.ts';
import { type JobState, patchJob } from './store.ts';

/** Tells whoever watches that the job moved. */
export function announce(ctx: Ctx, jobId: string, state: JobState): void {
  ctx.emit({
    type: 'ingestion-job.changed',
    version: 1,
    subject: { type: 'ingestion-job', id: jobId },
    payload: { state },
  });
}

export interface Failure {
  readonly step: 'extract' | 'validate' | 'finalize';
  readonly code: 'UNREADABLE_REPORT' | 'PAYLOAD_TOO_LARGE' | 'INTERNAL';
  /** A sentence for the person who uploaded it. */
  readonly reason: string;
  readonly retryable: boolean;
}

/** FAILED: the step may be asked for again; nothing of it was stored. */
export async function fail(ctx: Ctx, jobId: string, failure: Failure): Promise<void> {
  await patchJob(ctx, jobId, {
    state: 'FAILED',
    state_reason: failure.reason,
    error_code: failure.code,
    failed_step: failure.step,
    progress: null,
  });
  ctx.audit({
    type: 'ingestion-job.failed',
    subject: { type: 'ingestion-job', id: jobId },
    data: { step: failure.step, code: failure.code, reason: failure.reason },
  });
  announce(ctx, jobId, 'FAILED');
}
