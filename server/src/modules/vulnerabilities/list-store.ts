import { type RawBuilder, sql } from 'kysely';
import type { QueryOf } from '../../kernel/operation.ts';
import { defaultLimit, sortTerms } from '../../kernel/pagination.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { keyset } from '../../platform/db/keyset.ts';
import { seenAtAll, type VulnerabilityRow, vulnerabilityColumns, vulnerabilityJoins } from './columns.ts';
import type { listVulnerabilities } from './contract.ts';
import { conditionsOf, type RegisterQuery } from './list-filters.ts';
import { termOf } from './list-order.ts';

export interface RegisterPage {
  readonly rows: readonly VulnerabilityRow[];
  readonly limit: number;
  readonly nextCursor: string | null;
  /** Of all pages; only on the first one, and only up to `countedUpTo`. */
  readonly total: number | null;
}

/** Counting goes on to here; a register beyond it is shown without a total. */
export const countedUpTo = 20_000;

interface PageRow extends VulnerabilityRow {
  readonly keys: readonly string[];
}

/**
 * One page in two steps of one statement: the ids of the page from the narrow columns that filter and order, then everything that
 * is shown, for those ids only. The total goes out with it on the same connection.
 */
export async function selectPage(
  ctx: ReadCtx,
  query: QueryOf<typeof listVulnerabilities>,
): Promise<RegisterPage> {
  const limit = query.limit ?? defaultLimit;
  const sort = query.sort ?? ['-severity', 'dueAt'];
  const paging = keyset({
    order: `vulnerabilities:${sort.join()}`,
    terms: sortTerms(sort).map(termOf),
    id: sql`v.vulnerability_id`,
    cursor: query.cursor,
  });
  const where = sql.join([...conditionsOf(query, ctx.now), sql`true`], sql` and `);
  const page = sql<PageRow>`
    with page as materialized (
      select v.vulnerability_id as page_id, ${paging.columns} from ${from(query, sort)} where ${where} and ${paging.beyond}
       order by ${paging.orderBy} limit ${limit + 1})
    select ${vulnerabilityColumns(ctx.now)}, ${paging.keys} as keys
      from page join vulnerabilities v on v.vulnerability_id = page.page_id ${vulnerabilityJoins}
     order by ${paging.orderOutside}`.execute(ctx.db);
  const [{ rows }, total] = await Promise.all([
    page,
    query.cursor === undefined ? countAll(ctx, query, where) : null,
  ]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit), limit, nextCursor: last ? paging.cursorOf(last.keys) : null, total };
}

async function countAll(
  ctx: ReadCtx,
  query: RegisterQuery,
  where: RawBuilder<unknown>,
): Promise<number | null> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from ${from(query, [])} where ${where} limit ${countedUpTo + 1}) counted`.execute(
    ctx.db,
  );
  const n = rows[0]?.n ?? 0;
  return n > countedUpTo ? null : n;
}

/** Other tables are only looked up where a filter or the order speaks of them. */
export function from(query: RegisterQuery, sort: readonly string[]): RawBuilder<unknown> {
  const sortedBy = (word: string) => sort.some((given) => given.replace('-', '') === word);
  const needsAsset = sortedBy('asset') || sortedBy('criticality') || query.criticality || query.exposure;
  return sql`vulnerabilities v
    ${needsAsset ? sql`join assets a on a.asset_id = v.asset_id` : sql``}
    ${sortedBy('lastSeenAt') ? sql`left join (${seenAtAll}) seen on seen.vulnerability_id = v.vulnerability_id` : sql``}`;
}
