import type { Consumer } from '../../platform/events/consumer.ts';
import { reopenEnded } from './expiry.ts';

/** The net below the job that ends acceptances: whatever happens in the register, what has ended by then is reopened. */
export const consumers = (): readonly Consumer[] => [
  {
    name: 'vulnerabilities.end-acceptances',
    types: ['register.imported', 'vulnerability.status-changed'],
    handle: async (ctx) => {
      await reopenEnded(ctx);
    },
  },
];
