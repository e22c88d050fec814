import { readFile } from 'node:fs/promises';
import type { Api } from './api.ts';
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
  const previewed = await until(platform, String(received.id), 'VALIDATED');
  steps.previewed = (performance.now() - startedAt) / 1000;
  const job = await finalize(platform, previewed);
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, steps: { ...steps, finalized: seconds }, job };
}

/** Upload to the preview. @returns the job */
export async function previewFile(
  platform: PlatformProcess,
  path: string,
  scopeKey: string,
): Promise<Record<string, unknown>> {
  const received = await platform.upload(path, { scopeKey });
  return until(platform, String(received.id), 'VALIDATED');
}

const sample = new URL(
  '../server/src/modules/ingestion/parsers/nessus/fixtures/happy.nessus',
  import.meta.url,
);

/** A small report, for benches that need something in the register. */
export async function importSample(api: Api): Promise<void> {
  const payloadBase64 = (await readFile(sample)).toString('base64');
  const received = await api.call('POST', '/report-ingestion/jobs', { scopeKey: 'bench', payloadBase64 });
  await finalize(api, await until(api, String(received.id), 'VALIDATED'));
}

async function finalize(api: Api, job: Record<string, unknown>): Promise<Record<string, unknown>> {
  const id = String(job.id);
  await api.call('POST', `/report-ingestion/jobs/${id}/finalize`, { acknowledge: warningsOf(job) });
  return until(api, id, 'FINALIZED');
}

/** Asks until the job is in the state. @throws Error when it failed or was refused */
async function until(
  api: Api,
  id: string,
  wanted: 'VALIDATED' | 'FINALIZED',
): Promise<Record<string, unknown>> {
  for (;;) {
    const job = await api.call('GET', `/report-ingestion/jobs/${id}`);
    if (job.state === wanted) return job;
    if (job.state === 'FAILED' || job.state === 'REJECTED')
      throw new Error(`the import ${String(job.state)}: ${String(job.stateReason)}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function warningsOf(job: Record<string, unknown>): readonly unknown[] {
  const checks: readonly Record<string, unknown>[] = Array.isArray(job.checks) ? job.checks : [];
  return checks.filter((check) => check.level === 'WARNING').map((check) => check.id);
}
