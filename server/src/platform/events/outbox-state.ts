import { selectOutboxState } from '../db/outbox-state-store.ts';
import type { Transactor } from '../db/transactor.ts';
import { dispatchTask } from './consumer.ts';

/** Events of all tenants that some consumer has not read, and for how long the oldest of their jobs has waited or run. */
export function outboxState(
  transactor: Transactor,
): Promise<{ readonly pendingEvents: number; readonly lagSeconds: number }> {
  return transactor.system('OPERATE_JOBS', ({ db }) => selectOutboxState(db, dispatchTask));
}
