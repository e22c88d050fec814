import Type from 'typebox';
import { type Job, type JobRun, job } from '../../platform/jobs/job.ts';
import type { Platform } from '../../platform/platform.ts';
import { extractJob } from './extract/run.ts';
import { finalizeJob } from './finalize.ts';
import { loadParsers } from './parsers/registry.ts';
import { deleteRawFiles } from './retention.ts';
import { type Failure, fail } from './state.ts';
import { getJob } from './store.ts';
import { validateJob } from './validate.ts';

const payload = Type.Object({ tenantId: Type.String(), jobId: Type.String() });
const ofTenant = Type.Object({ tenantId: Type.String() });

/** The three long steps of an import, and what comes back every day. Each is safe to deliver twice. */
export const jobs = (platform: Platform): readonly Job[] => {
  const parsers = loadParsers();
  // Loading fails at start-up through the routes, which load them too; here it must not be an unhandled rejection.
  parsers.catch(() => undefined);
  return [
    job({
      task: 'ingestion.extract',
      payload,
      run: async (run, { jobId }) => extractJob(platform, await parsers, run, jobId),
      onDead: (run, { jobId }, error) => giveUp(run, jobId, 'extract', error),
    }),
    job({
      task: 'ingestion.validate',
      payload,
      run: async (run, { jobId }) => validateJob(await parsers, run, jobId),
      onDead: (run, { jobId }, error) => giveUp(run, jobId, 'validate', error),
    }),
    job({
      task: 'ingestion.finalize',
      payload,
      run: async (run, { jobId }) => finalizeJob(platform, await parsers, run, jobId),
      onDead: (run, { jobId }, error) => giveUp(run, jobId, 'finalize', error),
    }),
    job({ task: 'ingestion.retention', payload: ofTenant, run: (run) => deleteRawFiles(platform, run) }),
  ];
};

/** All attempts are used up: the person is told, and can ask for the step again. */
async function giveUp(run: JobRun, jobId: string, step: Failure['step'], error: unknown): Promise<void> {
  const why = error instanceof Error && error.name === 'ChildFailure' ? `: ${error.message}` : '';
  await run.write(async (ctx) => {
    const { state } = await getJob(ctx, jobId);
    if (state === 'FINALIZED' || state === 'DISCARDED') return;
    await fail(ctx, jobId, {
      step,
      code: 'INTERNAL',
      reason: `This step failed several times${why}. Nothing of it was stored. Try again; if it fails again, tell your administrator.`,
      retryable: true,
    });
  });
}
