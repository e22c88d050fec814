import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { ChainPoint, ChainRow } from './chain.ts';

export interface AuditFilter {
  /** Whole types, or prefixes that end in a dot. */
  readonly types: readonly string[];
  readonly subjectType: string | undefined;
  readonly subjectId: string | undefined;
  readonly actorId: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface AuditPage extends AuditFilter {
  /** Entries beyond this number in the order asked for. */
  readonly beyond: number | undefined;
  readonly descending: boolean;
  readonly limit: number;
}

export interface AuditRow extends ChainRow {
  readonly actorName: string;
}

const chainColumns = sql`seq, entry_id as "entryId", at, type, subject_type as "subjectType", subject_id as "subjectId",
  actor_kind as "actorKind", actor_id as "actorId", request_id as "requestId", body, encode(hash, 'hex') as hash`;

export async function selectEntries(
  ctx: ReadCtx,
  { beyond, descending, limit, ...filter }: AuditPage,
): Promise<readonly AuditRow[]> {
  const order = descending ? sql`desc` : sql`asc`;
  const after = beyond === undefined ? sql`true` : descending ? sql`seq < ${beyond}` : sql`seq > ${beyond}`;
  const { rows } = await sql<AuditRow>`
    select ${chainColumns}, actor_name(body::jsonb->'actor') as "actorName"
      from audit_log where ${after} and ${matching(filter)} order by seq ${order} limit ${limit}`.execute(
    ctx.db,
  );
  return rows;
}

function matching({ types, subjectType, subjectId, actorId, from, to }: AuditFilter): RawBuilder<unknown> {
  const conditions = [
    ...(types.length > 0 ? [sql`(${sql.join(types.map(ofType), sql` or `)})`] : []),
    ...(subjectType === undefined ? [] : [sql`subject_type = ${subjectType}`]),
    ...(subjectId === undefined ? [] : [sql`subject_id = ${subjectId}`]),
    ...(actorId === undefined ? [] : [sql`actor_id = ${actorId}`]),
    ...(from === undefined ? [] : [sql`at >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql`at < ${to}::timestamptz`]),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function ofType(type: string): RawBuilder<unknown> {
  return type.endsWith('.') ? sql`starts_with(type, ${type})` : sql`type = ${type}`;
}

/** Entries after a number in order, as the verifier takes them. */
export async function selectChain(ctx: ReadCtx, after: number, limit: number): Promise<readonly ChainRow[]> {
  const { rows } =
    await sql<ChainRow>`select ${chainColumns} from audit_log where seq > ${after} order by seq limit ${limit}`.execute(
      ctx.db,
    );
  return rows;
}

/** Where the tenant's chain ends, as its head says. */
export async function selectHead(ctx: ReadCtx): Promise<ChainPoint> {
  const { rows } =
    await sql<ChainPoint>`select audit_seq as seq, encode(audit_hash, 'hex') as hash from tenant_heads`.execute(
      ctx.db,
    );
  const head = rows[0];
  if (!head) throw new Error('a context without its tenant');
  return head;
}
