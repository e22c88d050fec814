import type { Consumer } from '../../platform/events/consumer.ts';
import { tellSomeBreaches } from './breaches.ts';
import { reopenEnded } from './expiry.ts';

/**
 * The net below the job that ends acceptances: whatever happens in the register, what has ended by then is reopened. And whatever may
 * move a due date has the dates looked at.
 */
export const consumers = (): readonly Consumer[] => [
  {
    name: 'vulnerabilities.end-acceptances',
    types: ['register.imported', 'vulnerability.status-changed'],
    handle: async (ctx) => {
      await reopenEnded(ctx);
    },
  },
  {
    name: 'vulnerabilities.tell-breaches',
    types: ['register.imported', 'vulnerability.status-changed', 'vulnerability.changed'],
    handle: tellSomeBreaches,
  },
];
