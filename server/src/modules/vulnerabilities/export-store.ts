import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { type VulnerabilityRow, vulnerabilityColumns, vulnerabilityJoins } from './columns.ts';
import { conditionsOf, type RegisterQuery } from './list-filters.ts';
import { from } from './list-store.ts';

export interface ExportRow extends VulnerabilityRow {
  readonly statusChangedAt: string;
  readonly remediation: string | null;
  /** Why it stands as it does, in the words of who decided; null when nobody has. */
  readonly decisionReason: string | null;
}

interface Stretch {
  readonly query: RegisterQuery;
  /** One moment for the whole export, so that a row's place in time does not depend on when its stretch was read. */
  readonly now: string;
  /** Id to go on after. */
  readonly after: string;
  readonly limit: number;
}

/** In order of id, which never changes: a record that changes meanwhile is neither left out nor given twice. */
export async function selectStretch(
  ctx: ReadCtx,
  { query, now, after, limit }: Stretch,
): Promise<readonly ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    with page as materialized (
      select v.vulnerability_id as page_id from ${from(query, [])}
       where ${whereOf(query, now)} and v.vulnerability_id > ${after} order by v.vulnerability_id limit ${limit})
    select ${vulnerabilityColumns(now)}, v.status_changed_at as "statusChangedAt",
           coalesce(f.detail->>'remediation', t.body->>'remediation') as remediation, decided.reason as "decisionReason"
      from page join vulnerabilities v on v.vulnerability_id = page.page_id ${vulnerabilityJoins}
      left join finding_texts t on t.text_id = f.text_id
      left join lateral (
        select h.reason from vulnerability_history h
         where h.vulnerability_id = v.vulnerability_id and h.kind = 'STATUS' and h.to_status = v.status
         order by h.effective_at desc, h.history_id desc limit 1) decided on true
     order by v.vulnerability_id`.execute(ctx.db);
  return rows;
}

/** How many there are, counted up to one beyond `limit`. */
export async function countUpTo(
  ctx: ReadCtx,
  { query, now, limit }: Omit<Stretch, 'after'>,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from ${from(query, [])} where ${whereOf(query, now)} limit ${limit + 1}) counted`.execute(
    ctx.db,
  );
  return rows[0]?.n ?? 0;
}

function whereOf(query: RegisterQuery, now: string): RawBuilder<unknown> {
  return sql.join([...conditionsOf(query, now), sql`true`], sql` and `);
}

export async function selectTenantName(ctx: ReadCtx): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from tenants`.execute(ctx.db);
  return rows[0]?.name ?? '';
}
