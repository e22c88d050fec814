import type { JobRequest } from '../../kernel/ctx.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { JobRun } from '../../platform/jobs/job.ts';
import type { Platform } from '../../platform/platform.ts';
import { dueFiles, noteDeleted, tomorrow } from './retention-store.ts';
import { getSettings } from './settings-store.ts';

const dayMs = 86_400_000;
/** Files in one transaction; the next one goes on. */
const batch = 100;

export function retentionJob(tenantId: string, runAt?: string): JobRequest {
  const task = 'ingestion.retention';
  return {
    task,
    payload: { tenantId },
    key: `${task}:${tenantId}`,
    ...(runAt === undefined ? {} : { runAt }),
  };
}

/**
 * Deletes the bytes of reports that the tenant no longer wants to keep; hash, size, findings and receipt stay. Comes back every
 * day while the tenant has a limit. An upload of the very same bytes in the instant between note and deletion loses them; its job then
 * fails and asks for the report again.
 */
export async function deleteRawFiles(platform: Platform, run: JobRun): Promise<void> {
  const storage = platform.storage.forTenant(run.caller.tenantId);
  for (;;) {
    const noted = await run.write(noteBatch);
    // After the commit: a note without a deletion is made good by the next run's deletion, a deletion without a note never.
    for (const sha256 of noted) await storage.delete(sha256);
    if (noted.length < batch || run.signal.aborted) return;
  }
}

async function noteBatch(ctx: Ctx): Promise<readonly string[]> {
  const { rawFileDays } = await getSettings(ctx);
  if (rawFileDays === null) return [];
  const before = new Date(Date.parse(ctx.now) - rawFileDays * dayMs).toISOString();
  const files = await dueFiles(ctx, { before, limit: batch });
  if (files.length > 0) {
    await noteDeleted(ctx, files);
    ctx.audit({
      type: 'raw-reports.deleted',
      subject: { type: 'tenant', id: ctx.tenantId },
      data: { files: files.length, unusedSince: before, first: files.slice(0, 20) },
    });
  }
  if (files.length < batch) ctx.enqueue(retentionJob(ctx.tenantId, await tomorrow(ctx)));
  return files;
}
