import { sql } from 'kysely';
import type { Severity } from '../../kernel/severity.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import { effectiveOwner, effectiveSeverity } from './columns.ts';

export interface BreachRow {
  readonly id: string;
  readonly dueAt: string;
  readonly severity: Severity;
  readonly assetId: string;
  /** Of its own, else of its asset. */
  readonly ownerId: string | null;
}

/** Written like the index `vulnerabilities_untold_breach`, or it would not serve. */
const due = sql`case when v.due_at is not null then v.due_at else v.sla_due_at end`;
const untold = sql`v.class = 'VULNERABILITY' and v.status = 'OPEN' and v.breach_told_for is distinct from ${due}`;

/** What is past its due date and was not told of it; the longest overdue first. */
export async function lockBreached(ctx: Ctx, limit: number): Promise<readonly BreachRow[]> {
  const { rows } = await sql<BreachRow>`
    select v.vulnerability_id as id, ${due} as "dueAt", ${effectiveSeverity} as severity, v.asset_id as "assetId", ${effectiveOwner} as "ownerId"
      from vulnerabilities v join assets a on a.asset_id = v.asset_id
     where ${untold} and ${due} < ${ctx.now}::timestamptz
     order by ${due}, v.vulnerability_id limit ${limit} for update of v`.execute(ctx.db);
  return rows;
}

/** Told is told: nothing that a person sees changes, so the record's version stays. */
export async function markTold(ctx: Ctx, ids: readonly string[]): Promise<void> {
  await sql`update vulnerabilities v set breach_told_for = ${due} where v.vulnerability_id = any(${[...ids]}::uuid[])`.execute(
    ctx.db,
  );
}

export interface NextDue {
  readonly dueAt: string;
  /** The same moment by the clock of the database, which the queue goes by. */
  readonly wakeAt: string;
}

/** When the next date passes; undefined when none is left. */
export async function selectNextDue(ctx: Ctx): Promise<NextDue | undefined> {
  const { rows } = await sql<NextDue>`
    select ${due} as "dueAt", clock_timestamp() + (${due} - ${ctx.now}::timestamptz) as "wakeAt" from vulnerabilities v
     where ${untold} and ${due} >= ${ctx.now}::timestamptz order by ${due} limit 1`.execute(ctx.db);
  return rows[0];
}
