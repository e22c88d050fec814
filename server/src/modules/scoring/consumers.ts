import type { Ctx } from '../../platform/db/ctx.ts';
import type { Consumer, StoredEvent } from '../../platform/events/consumer.ts';

/** Facts after which the tenant's score may be another. An import is a job of its own, since it counts at its scan's time. */
const changes = [
  'vulnerability.status-changed',
  'vulnerability.changed',
  'asset.changed',
  'asset.created',
] as const;
const imported = 'register.imported';

/** Turns changes of the register into scoring jobs; many changes that come together are one job. */
export const consumers = (): readonly Consumer[] => [
  {
    name: 'scoring.history',
    types: [imported, ...changes],
    handle: async (ctx, events) => {
      for (const event of events) if (event.type === imported) enqueueImport(ctx, event);
      if (events.some(({ type }) => type === imported)) enqueue(ctx, 'scoring.keep');
      if (events.some(({ type }) => type !== imported)) enqueue(ctx, 'scoring.score');
    },
  },
];

function enqueueImport(ctx: Ctx, { subjectId: assessmentId, payload }: StoredEvent): void {
  const { tenantId } = ctx;
  const { jobId } = payload;
  if (typeof jobId === 'string')
    ctx.enqueue({ task: 'scoring.import-trace', payload: { tenantId, jobId }, queue: `scoring:${tenantId}` });
  const scanAt = typeof payload.scanAt === 'string' ? { scanAt: payload.scanAt } : {};
  ctx.enqueue({
    task: 'scoring.import',
    payload: { tenantId, assessmentId, ...scanAt },
    queue: `scoring:${tenantId}`,
  });
}

/** Once however often it is asked for. After imports the present state is kept too: they count at their scans' times. */
function enqueue({ tenantId, enqueue: add }: Ctx, task: 'scoring.score' | 'scoring.keep'): void {
  add({ task, payload: { tenantId }, key: `${task}:${tenantId}`, queue: `scoring:${tenantId}` });
}
