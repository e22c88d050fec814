import { type RawBuilder, sql } from 'kysely';
import type { Severity } from '../../kernel/severity.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import { effectiveOwner, lastSeenAt } from './columns.ts';
import type { Dated } from './effective-time.ts';
import { type Status, slaDays } from './lifecycle.ts';

/** What a change looks at, locked until the transaction ends. */
export interface LockedRow extends Dated {
  readonly id: string;
  readonly status: Status | null;
  /** Of its own, else of its asset: who may act on it. */
  readonly ownerId: string | null;
  /** Who was assigned to it. */
  readonly assignedTo: string | null;
  readonly ownerName: string | null;
  readonly fixDeclaredBy: string | null;
  /** By hand; null: the severity's own limit stands. */
  readonly dueAt: string | null;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly assetId: string;
  readonly assetName: string;
  readonly severity: Severity;
  readonly severityOverride: Severity | null;
  readonly version: number;
}

/** In order of id, so that two bulk changes never wait for each other in a circle. */
export async function lockRows(ctx: Ctx, ids: readonly string[]): Promise<readonly LockedRow[]> {
  return lockWhere(ctx, sql`v.vulnerability_id = any(${[...ids]}::uuid[])`, ids.length);
}

/** Acceptances whose day has come. */
export async function lockEnded(ctx: Ctx, limit: number): Promise<readonly LockedRow[]> {
  return lockWhere(
    ctx,
    sql`v.status = 'RISK_ACCEPTED' and v.accepted_until <= ${ctx.now}::timestamptz`,
    limit,
  );
}

async function lockWhere(ctx: Ctx, where: RawBuilder<unknown>, limit: number): Promise<readonly LockedRow[]> {
  const { rows } = await sql<LockedRow>`
    select v.vulnerability_id as id, v.status, ${effectiveOwner} as "ownerId", v.owner_id as "assignedTo", u.display_name as "ownerName", v.fix_declared_by as "fixDeclaredBy",
           v.due_at as "dueAt", v.tags, v.notes, v.asset_id as "assetId", a.name as "assetName", v.severity,
           v.severity_override as "severityOverride", v.version,
           v.first_seen_at as "firstSeenAt", v.status_changed_at as "statusChangedAt", ${lastSeenAt} as "lastSeenAt"
      from vulnerabilities v join assets a on a.asset_id = v.asset_id left join users u on u.user_id = ${effectiveOwner}
     where ${where} order by v.vulnerability_id limit ${limit} for update of v`.execute(ctx.db);
  return rows;
}

export interface Move {
  readonly to: Status;
  /** User who declares the fix; only with CLIENT_FIXED. */
  readonly declaredBy: string | null;
  /** Only with RISK_ACCEPTED. */
  readonly acceptedUntil: string | null;
  /** When it took place. */
  readonly at: string;
}

/** Moves locked rows. What the move means for clock, closing time and declared fix stands here, in one statement. */
export async function moveRows(
  ctx: Ctx,
  ids: readonly string[],
  { to, declaredBy, acceptedUntil, at }: Move,
): Promise<void> {
  const open = to === 'OPEN';
  const limits = JSON.stringify(slaDays);
  await sql`
    update vulnerabilities v set
      status = ${to}::vulnerability_status, status_changed_at = ${at}::timestamptz,
      closed_at = case when ${open} then null else coalesce(v.closed_at, ${at}::timestamptz) end,
      opened_at = case when ${open} then ${at}::timestamptz else v.opened_at end,
      -- A fix that did not hold keeps its clock: declaring one must not buy time.
      sla_due_at = case when ${open} and v.status <> 'CLIENT_FIXED'
        then ${at}::timestamptz + make_interval(days => (${limits}::jsonb->>coalesce(v.severity_override, v.severity)::text)::int) else v.sla_due_at end,
      fix_declared_by = case when ${open} then null else coalesce(${declaredBy}, v.fix_declared_by) end,
      absence_confirmed_at = case when ${open} then null else v.absence_confirmed_at end,
      absence_assessment_id = case when ${open} then null else v.absence_assessment_id end,
      accepted_until = ${acceptedUntil}::timestamptz, version = v.version + 1
    where v.vulnerability_id = any(${[...ids]}::uuid[])`.execute(ctx.db);
}

/** New values by field; absent ones stay. */
export interface Edit {
  readonly ownerId?: string | null;
  readonly dueAt?: string | null;
  readonly tags?: readonly string[];
  readonly notes?: string;
  readonly assetId?: string;
  readonly severity?: { readonly override: Severity | null; readonly reason: string };
}

export async function editRow(ctx: Ctx, id: string, edit: Edit): Promise<void> {
  const sets = [
    edit.ownerId === undefined ? [] : [sql`owner_id = ${edit.ownerId}`],
    edit.dueAt === undefined ? [] : [sql`due_at = ${edit.dueAt}`],
    edit.tags === undefined ? [] : [sql`tags = ${[...edit.tags]}`],
    edit.notes === undefined ? [] : [sql`notes = ${edit.notes}`],
    edit.assetId === undefined ? [] : [sql`asset_id = ${edit.assetId}`],
    edit.severity === undefined ? [] : severitySets(edit.severity),
  ].flat();
  await sql`update vulnerabilities set ${sql.join(sets)}, version = version + 1 where vulnerability_id = ${id}`.execute(
    ctx.db,
  );
}

/** Makes one person, or nobody, the owner of locked rows. */
export async function assignRows(ctx: Ctx, ids: readonly string[], ownerId: string | null): Promise<void> {
  await sql`update vulnerabilities set owner_id = ${ownerId}::uuid, version = version + 1
    where vulnerability_id = any(${[...ids]}::uuid[])`.execute(ctx.db);
}

/** The limit follows the severity that counts, from when it was opened. */
function severitySets({ override, reason }: NonNullable<Edit['severity']>): readonly RawBuilder<unknown>[] {
  const counts = sql`coalesce(${override}::severity, severity)`;
  return [
    sql`severity_override = ${override}::severity`,
    sql`severity_override_reason = ${override === null ? null : reason}`,
    sql`sla_due_at = case when status is null then null
      else opened_at + make_interval(days => (${JSON.stringify(slaDays)}::jsonb->>${counts}::text)::int) end`,
  ];
}

export async function selectMemberName(ctx: Ctx, userId: string): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    select u.display_name as name from memberships m join users u on u.user_id = m.user_id
     where m.user_id = ${userId} and m.status = 'ACTIVE'`.execute(ctx.db);
  return rows[0]?.name;
}
