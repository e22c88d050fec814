import { sql } from 'kysely';
import type { Ctx } from './ctx.ts';
import { actorOf } from './outbox.ts';

export const refusalType = 'access.refused';

/**
 * Whether the actor's refusal at an operation stands in the audit log since a time. Others who would write the same wait, on
 * any node, so that only one of them finds that it does not.
 */
export async function isRefusalKept(ctx: Ctx, operationId: string, since: string): Promise<boolean> {
  const { id } = actorOf(ctx.actor);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`refused ${ctx.tenantId} ${id} ${operationId}`}, 2))`.execute(
    ctx.db,
  );
  const { rows } = await sql`
    select from audit_log where subject_type = 'operation' and subject_id = ${operationId} and actor_id = ${id}
      and type = ${refusalType} and at >= ${since}::timestamptz order by seq desc limit 1`.execute(ctx.db);
  return rows.length > 0;
}
