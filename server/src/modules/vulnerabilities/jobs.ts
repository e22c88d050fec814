import Type from 'typebox';
import { type Job, type JobRun, job } from '../../platform/jobs/job.ts';
import type { Platform } from '../../platform/platform.ts';
import { breachTask, tellBreaches } from './breaches.ts';
import { expiryTask, reopenEnded } from './expiry.ts';

export const jobs = ({ source }: Platform): readonly Job[] => {
  // The queue goes by the database's clock, decisions by ours: woken early, it is tried again.
  const assertNotBefore = (time: string | undefined) => {
    if (time !== undefined && source.nowMs() < Date.parse(time)) throw new Error(`woken before ${time}`);
  };
  return [
    job({
      task: expiryTask,
      payload: Type.Object({ tenantId: Type.String(), endsAt: Type.Optional(Type.String()) }),
      run: async (run, { endsAt }) => {
        assertNotBefore(endsAt);
        await untilNoneWaits(run, reopenEnded);
      },
    }),
    job({
      task: breachTask,
      payload: Type.Object({ tenantId: Type.String(), dueAt: Type.Optional(Type.String()) }),
      run: async (run, { dueAt }) => {
        assertNotBefore(dueAt);
        await untilNoneWaits(run, tellBreaches);
      },
    }),
  ];
};

async function untilNoneWaits(run: JobRun, batch: typeof reopenEnded): Promise<void> {
  while (!run.signal.aborted && (await run.write(batch))) {
    // Another full batch waits.
  }
}
