import type { Actor, AuditEntry } from '../../kernel/ctx.ts';
import type { Db } from '../../platform/db/pipeline.ts';
import type { Identity } from './identity.ts';

interface PersonalRecord<T> {
  /** Active memberships; their tenants keep the audit row. */
  readonly tenantIds: readonly string[];
  readonly actor: Actor;
  readonly requestId: string;
  readonly entry: AuditEntry;
  /** Changes rows that belong to the person. Commits with the first tenant's audit row. */
  readonly change: (db: Db, now: string) => Promise<T>;
}

/**
 * A change to what belongs to a person and to no tenant, kept in the audit log of every tenant the person is a member of.
 * Somebody who belongs to none (an operator) leaves it in the structured log.
 */
export async function recordPersonal<T>(
  { transactor, log }: Pick<Identity, 'transactor' | 'log'>,
  { tenantIds, actor, requestId, entry, change }: PersonalRecord<T>,
): Promise<T> {
  const [first, ...others] = tenantIds;
  if (first === undefined) {
    const result = await transactor.system('AUTHENTICATE', ({ db, now }) => change(db, now));
    log.info({ audit: entry, requestId }, 'act of a person without a tenant');
    return result;
  }
  const result = await transactor.write({ tenantId: first, actor, requestId }, async (ctx) => {
    ctx.audit(entry);
    return change(ctx.db, ctx.now);
  });
  for (const tenantId of others)
    await transactor.write({ tenantId, actor, requestId }, async (ctx) => ctx.audit(entry));
  return result;
}
