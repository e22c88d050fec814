import type { Consumer } from '../../platform/events/consumer.ts';
import { countAssessments, keepSummaries } from './summary-store.ts';

/** Counts an assessment once after each import; until then whoever asks counts it. */
export const consumers = (): readonly Consumer[] => [
  {
    name: 'assessments.summaries',
    types: ['register.imported'],
    handle: async (ctx, events) => {
      const ids = [...new Set(events.map(({ subjectId }) => subjectId))];
      await keepSummaries(ctx, await countAssessments(ctx, ids));
    },
  },
];
