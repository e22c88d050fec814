import { sql } from 'kysely';
import Type from 'typebox';
import type { Ctx } from '../db/ctx.ts';
import { type Job, job } from '../jobs/job.ts';
import { pruneRequest } from './prune.ts';

/** An event as stored. */
export interface StoredEvent {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly version: number;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Reacts to a tenant's events in their order. The cursor moves in the transaction of the effect, so each event takes effect
 * once, although it may be read more than once.
 */
export interface Consumer {
  readonly name: string;
  readonly types: readonly string[];
  readonly handle: (ctx: Ctx, events: readonly StoredEvent[]) => Promise<void>;
}

export const dispatchTask = 'events.dispatch';
const batchSize = 200;

export function dispatchJob(consumers: readonly Consumer[]): Job {
  return job({
    task: dispatchTask,
    payload: Type.Object({ tenantId: Type.String() }),
    run: async (run) => {
      for (const consumer of consumers) {
        while (!run.signal.aborted && (await run.write((ctx) => consumeBatch(ctx, consumer))) === batchSize) {
          // Another full batch waits.
        }
      }
    },
  });
}

/** @returns how many events were read */
async function consumeBatch(ctx: Ctx, consumer: Consumer): Promise<number> {
  await sql`insert into event_cursors values (${ctx.tenantId}, ${consumer.name}, 0) on conflict do nothing`.execute(
    ctx.db,
  );
  const cursor = await sql<{
    seq: number;
  }>`select seq from event_cursors where consumer = ${consumer.name} for update`.execute(ctx.db);
  const after = cursor.rows[0]?.seq ?? 0;
  const events = await eventsAfter(ctx, after, batchSize);
  const last = events.at(-1);
  if (!last) return 0;
  ctx.enqueue(pruneRequest(ctx));
  const wanted = events.filter((event) => consumer.types.includes(event.type));
  if (wanted.length > 0) await consumer.handle(ctx, wanted);
  await sql`update event_cursors set seq = ${last.seq} where consumer = ${consumer.name}`.execute(ctx.db);
  return events.length;
}

/** Events of the tenant after `seq`, oldest first. */
export async function eventsAfter(
  ctx: Pick<Ctx, 'db'>,
  seq: number,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const { rows } = await sql<StoredEvent>`
    select seq, at, type, version, subject_type as "subjectType", subject_id as "subjectId", payload
      from events where seq > ${seq} order by seq limit ${limit}`.execute(ctx.db);
  return rows;
}
