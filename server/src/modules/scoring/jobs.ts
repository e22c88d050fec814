import { setTimeout as wait } from 'node:timers/promises';
import Type from 'typebox';
import { type Job, job } from '../../platform/jobs/job.ts';
import type { Platform } from '../../platform/platform.ts';
import { keepImportTrace } from './import-trace.ts';
import { keepPresentScore, recordScore } from './service.ts';
import { selectAssessment } from './store.ts';

/** A person who works through a list changes many things in a second; they are scored together. */
const gatherMs = 200;

/** All may run twice: a score that is as before is not written again. */
export const jobs = (platform: Platform): readonly Job[] => [
  job({
    task: 'scoring.score',
    payload: Type.Object({ tenantId: Type.String() }),
    run: async ({ caller, signal }) => {
      await wait(gatherMs, undefined, { signal });
      await recordScore({ platform, caller, subject: { type: 'TENANT', id: caller.tenantId } });
    },
  }),
  job({
    task: 'scoring.keep',
    payload: Type.Object({ tenantId: Type.String() }),
    run: ({ caller }) => keepPresentScore(platform, caller),
  }),
  job({
    task: 'scoring.import-trace',
    payload: Type.Object({ tenantId: Type.String(), jobId: Type.String() }),
    run: ({ caller }, { jobId }) => keepImportTrace(platform, caller, jobId),
  }),
  job({
    task: 'scoring.import',
    payload: Type.Object({
      tenantId: Type.String(),
      assessmentId: Type.String(),
      scanAt: Type.Optional(Type.String()),
    }),
    run: async ({ caller, read }, { assessmentId, scanAt }) => {
      const at = scanAt === undefined ? {} : { scanAt };
      await recordScore({ platform, caller, subject: { type: 'TENANT', id: caller.tenantId }, ...at });
      const assessment = await read((ctx) => selectAssessment(ctx, assessmentId));
      if (!assessment || assessment.deleted) return;
      await recordScore({ platform, caller, subject: { type: 'ASSESSMENT', id: assessmentId }, ...at });
    },
  }),
];
