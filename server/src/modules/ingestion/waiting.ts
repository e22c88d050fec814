import type { LiveFeed } from '../../platform/events/live.ts';
import type { TenantRequest } from '../../platform/http/handler.ts';
import { getJob, type JobRow } from './store.ts';

const lookAgainMs = 1_000;

/** Whether a step is running or about to run by itself. */
export function isBusy(job: JobRow): boolean {
  if (job.state === 'EXTRACTING' || job.state === 'VALIDATING' || job.state === 'FINALIZING') return true;
  return job.process === 'preview' && (job.state === 'RECEIVED' || job.state === 'EXTRACTED');
}

/**
 * Waits until no step of the job is running, at most `seconds`. Woken by the job's own events; looks again each second in
 * case one was missed. Holds no transaction and no connection while waiting.
 */
export async function waitForJob({
  request,
  live,
  jobId,
  seconds,
}: {
  request: TenantRequest;
  live: LiveFeed;
  jobId: string;
  seconds: number;
}): Promise<JobRow> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const woken = wake(live, request);
    const job = await request.read((ctx) => getJob(ctx, jobId));
    if (!isBusy(job) || performance.now() >= until || request.signal.aborted) {
      woken.cancel();
      return job;
    }
    await woken.within(Math.min(lookAgainMs, until - performance.now()));
  }
}

/** Subscribes before the read, so that an event between read and wait is not lost. */
function wake(live: LiveFeed, request: TenantRequest) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = live.subscribe(request.caller.tenantId, { wake: resolve, progress: () => undefined });
  return {
    cancel: unsubscribe,
    async within(ms: number): Promise<void> {
      const timer = setTimeout(resolve, Math.max(0, ms));
      await promise;
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
