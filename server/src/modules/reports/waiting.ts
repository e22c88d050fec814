import type { LiveFeed } from '../../platform/events/live.ts';
import type { TenantRequest } from '../../platform/http/handler.ts';
import { getReport, type ReportRow } from './store.ts';

const lookAgainMs = 1_000;

interface Wait {
  readonly request: TenantRequest;
  readonly live: LiveFeed;
  readonly reportId: string;
  readonly seconds: number;
}

/**
 * The report once it is made or has failed, or as it is after so many seconds. Woken by the tenant's events; looks again each
 * second in case one was missed. Holds no transaction while it waits.
 * @throws AppError NOT_FOUND
 */
export async function waitForReport({ request, live, reportId, seconds }: Wait): Promise<ReportRow> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<void>();
    // Before the read, so that an event between read and wait is not lost.
    const unsubscribe = live.subscribe(request.caller.tenantId, { wake: resolve, progress: () => undefined });
    try {
      const report = await request.read((ctx) => getReport(ctx, reportId));
      const left = until - performance.now();
      if (report.status !== 'GENERATING' || left <= 0 || request.signal.aborted) return report;
      const timer = setTimeout(resolve, Math.min(lookAgainMs, left));
      await promise;
      clearTimeout(timer);
    } finally {
      unsubscribe();
    }
  }
}
