import Type from 'typebox';
import { type Job, job } from '../../platform/jobs/job.ts';
import type { Platform } from '../../platform/platform.ts';
import { expiryTask, reopenEnded } from './expiry.ts';

export const jobs = (platform: Platform): readonly Job[] => [
  job({
    task: expiryTask,
    payload: Type.Object({ tenantId: Type.String(), endsAt: Type.Optional(Type.String()) }),
    run: async (run, { endsAt }) => {
      // The queue goes by the database's clock, decisions by ours: woken early, it is tried again.
      if (endsAt !== undefined && platform.source.nowMs() < Date.parse(endsAt))
        throw new Error(`woken before ${endsAt}`);
      while (!run.signal.aborted && (await run.write(reopenEnded))) {
        // Another full batch waits.
      }
    },
  }),
];
