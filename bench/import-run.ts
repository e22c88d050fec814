import type { PlatformProcess } from './platform-process.ts';

export interface ImportRun {
  readonly seconds: number;
  readonly steps: Readonly<Record<string, number>>;
  readonly job: Record<string, unknown>;
}

const pollMs = 25;

/** Upload to FINALIZED as a person does it, timed from the first byte sent. */
export async function importFile(
  platform: PlatformProcess,
  path: string,
  scopeKey: string,
): Promise<ImportRun> {
  const startedAt = performance.now();
  const steps: Record<string, number> = {};
  const received = await platform.upload(path, { scopeKey });
  steps.uploaded = (performance.now() - startedAt) / 1000;
  const id = String(received.id);
  const previewed = await until(platform, id, ['VALIDATED']);
  steps.previewed = (performance.now() - startedAt) / 1000;
  await platform.call('POST', `/report-ingestion/jobs/${id}/finalize`, {
    acknowledge: warningsOf(previewed),
  });
  const job = await until(platform, id, ['FINALIZED']);
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, steps: { ...steps, finalized: seconds }, job };
}

async function until(
  platform: PlatformProcess,
  id: string,
  wanted: readonly string[],
): Promise<Record<string, unknown>> {
  for (;;) {
    const job = await platform.call('GET', `/report-ingestion/jobs/${id}`);
    if (wanted.includes(String(job.state))) return job;
    if (job.state === 'FAILED' || job.state === 'REJECTED')
      throw new Error(`the import ${String(job.state)}: ${String(job.stateReason)}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function warningsOf(job: Record<string, unknown>): readonly unknown[] {
  const checks: readonly Record<string, unknown>[] = Array.isArray(job.checks) ? job.checks : [];
  return checks.filter((check) => check.level === 'WARNING').map((check) => check.id);
}
