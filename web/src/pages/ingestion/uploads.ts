import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { handInReport } from '../../api/jobs.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { type QueueState, type UploadQueue, uploadQueue } from './upload-queue.ts';

const queues = new Map<string, UploadQueue>();

/** The tenant's queue; it goes on while other pages are open. */
function queueOf(tenantId: string, queries: QueryClient): UploadQueue {
  const known = queues.get(tenantId);
  if (known) return known;
  const made = uploadQueue({
    send: (sending) => handInReport({ tenantId, ...sending }),
    onSettled: () => void queries.invalidateQueries({ queryKey: [tenantId, 'jobs'] }),
  });
  queues.set(tenantId, made);
  return made;
}

export function useUploads(): QueueState & Pick<UploadQueue, 'add' | 'drop'> {
  const queue = queueOf(useTenantId(), useQueryClient());
  const state = useSyncExternalStore(queue.subscribe, queue.state);
  return { ...state, add: queue.add, drop: queue.drop };
}
