import { sql } from 'kysely';
import { defaultLimit } from '../../kernel/pagination.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { keyset } from '../../platform/db/keyset.ts';
import { actorOf } from '../../platform/db/outbox.ts';
import type { Status } from './lifecycle.ts';

export interface HistoryRow {
  readonly id: string;
  /** When it took place. */
  readonly at: string;
  /** When the register was told. */
  readonly recordedAt: string;
  readonly kind: string;
  readonly fromStatus: Status | null;
  readonly toStatus: Status | null;
  readonly actor: {
    readonly kind: 'USER' | 'API_KEY' | 'SYSTEM';
    readonly id: string;
    readonly name: string;
  };
  readonly reason: string;
  readonly cause: 'PERSON' | 'IMPORT' | 'EXPIRY' | 'RULE' | 'CONNECTOR';
  readonly assessmentId: string | null;
  readonly evidenceIds: readonly string[];
  readonly expiresAt: string | null;
  readonly data: HistoryData;
  readonly keys: readonly string[];
}

/** `from` and `to` in words of the field that changed; the rest is what imports note. */
export interface HistoryData {
  readonly from?: string | null;
  readonly to?: string | null;
  readonly jobId?: string;
  readonly previousSeverity?: string;
  readonly severity?: string;
}

interface HistoryPage {
  readonly rows: readonly HistoryRow[];
  readonly limit: number;
  readonly nextCursor: string | null;
  readonly exists: boolean;
}

/**
 * Newest first. The opening is the register row itself, not a row of the history: an import of 100,000 findings writes no history
 * for what it finds first.
 */
export async function selectHistory(
  ctx: ReadCtx,
  id: string,
  query: { readonly limit?: number; readonly cursor?: string },
): Promise<HistoryPage> {
  const limit = query.limit ?? defaultLimit;
  const paging = keyset({
    order: 'vulnerability-history:-at',
    terms: [{ expression: sql`h.effective_at`, type: 'timestamptz', descending: true }],
    id: sql`h.history_id`,
    cursor: query.cursor,
  });
  const found = sql<HistoryRow>`
    with page as materialized (
      select h.*, ${paging.columns} from (${entries(id)}) h where ${paging.beyond} order by ${paging.orderBy} limit ${limit + 1})
    select page.history_id as id, page.effective_at as at, page.at as "recordedAt", page.kind, page.from_status as "fromStatus", page.to_status as "toStatus",
           jsonb_build_object('kind', page.actor->>'kind', 'id', page.actor->>'id', 'name', actor_name(page.actor)) as actor,
           page.reason, coalesce(page.cause, 'PERSON') as cause, page.assessment_id as "assessmentId", page.evidence_ids::text[] as "evidenceIds",
           page.expires_at as "expiresAt", page.data, ${paging.keys} as keys
      from page order by ${paging.orderOutside}`.execute(ctx.db);
  const known = sql`select from vulnerabilities where vulnerability_id = ${id}`.execute(ctx.db);
  const [{ rows }, subject] = await Promise.all([found, known]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    rows: rows.slice(0, limit),
    limit,
    nextCursor: last ? paging.cursorOf(last.keys) : null,
    exists: subject.rows.length > 0,
  };
}

const entries = (id: string) => sql`
  select history_id, effective_at, at, kind, from_status, to_status, actor, reason, cause, assessment_id, evidence_ids, expires_at, data
    from vulnerability_history where vulnerability_id = ${id}
  union all
  select v.vulnerability_id, v.first_seen_at, coalesce(p.created_at, v.first_seen_at), 'OPENED', null, case when v.class = 'VULNERABILITY' then 'OPEN'::vulnerability_status end,
         coalesce(p.created_by, '{"kind": "SYSTEM", "id": "ingestion"}'), 'FIRST_SEEN', 'IMPORT', v.first_assessment_id, '{}', null,
         jsonb_strip_nulls(jsonb_build_object('jobId', p.job_id))
    from vulnerabilities v left join assessments p on p.assessment_id = v.first_assessment_id
   where v.vulnerability_id = ${id}`;

/** One entry to be. Written once, never changed: the service may only insert. */
export interface NewHistory {
  readonly vulnerabilityId: string;
  readonly kind: 'STATUS' | 'OWNER' | 'DUE_DATE' | 'SEVERITY' | 'ASSET' | 'TAGS' | 'NOTES';
  readonly from?: Status | null;
  readonly to?: Status | null;
  readonly reason: string;
  readonly cause: 'PERSON' | 'EXPIRY';
  readonly evidenceIds?: readonly string[];
  readonly expiresAt?: string | null;
  /** When it took place; absent: now. */
  readonly effectiveAt?: string;
  readonly data?: HistoryData;
}

export async function insertHistory(ctx: Ctx, entries: readonly NewHistory[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    ...entry,
    id: ctx.newId(),
    evidenceIds: entry.evidenceIds ?? [],
    effectiveAt: entry.effectiveAt ?? ctx.now,
    data: entry.data ?? {},
  }));
  await sql`
    insert into vulnerability_history (tenant_id, vulnerability_id, history_id, at, effective_at, kind, from_status, to_status, actor, reason, cause,
      evidence_ids, expires_at, data)
    select ${ctx.tenantId}::uuid, x."vulnerabilityId", x.id, ${ctx.now}::timestamptz, x."effectiveAt", x.kind, x."from", x."to",
           ${JSON.stringify(actorOf(ctx.actor))}::jsonb, x.reason, x.cause, x."evidenceIds", x."expiresAt", x.data
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("vulnerabilityId" uuid, id uuid, kind text, "from" vulnerability_status,
        "to" vulnerability_status, reason text, cause text, "evidenceIds" uuid[], "expiresAt" timestamptz, "effectiveAt" timestamptz, data jsonb)`.execute(
    ctx.db,
  );
}
