import Type from 'typebox';
import { type Job, job } from '../../platform/jobs/job.ts';
import type { Platform } from '../../platform/platform.ts';
import { exhausted, generate, giveUp } from './generate.ts';
import { createRenderer } from './render/renderer.ts';
import { generateTask } from './service.ts';

const payload = Type.Object({ tenantId: Type.String(), reportId: Type.String() });

export const jobs = (platform: Platform): readonly Job[] => {
  const renderer = createRenderer();
  return [
    job({
      task: generateTask,
      payload,
      run: (run, { reportId }) => generate({ platform, renderer, run, reportId }),
      onDead: async (run, { reportId }) => {
        await run.write((ctx) => giveUp(ctx, reportId, exhausted));
      },
    }),
  ];
};
