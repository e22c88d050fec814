import { type RawBuilder, sql } from 'kysely';
import type { QueryOf } from '../../kernel/operation.ts';
import { defaultLimit, type SortTerm, sortTerms } from '../../kernel/pagination.ts';
import type { Severity } from '../../kernel/severity.ts';
import { given } from '../../platform/db/conditions.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { type KeysetTerm, keyset, maxTextKey } from '../../platform/db/keyset.ts';
import { type AssetRow, assetColumns, assetJoins } from './columns.ts';
import type { listAssets } from './contract.ts';

type Query = QueryOf<typeof listAssets>;
type Condition = RawBuilder<unknown>;

interface AssetPage {
  readonly rows: readonly AssetRow[];
  readonly limit: number;
  readonly nextCursor: string | null;
  /** Of all pages; on the first one only. */
  readonly total: number | null;
}

/** Ids of the page first, then what is shown for those alone; the total goes out with it on the same connection. */
export async function selectPage(ctx: ReadCtx, query: Query): Promise<AssetPage> {
  const limit = query.limit ?? defaultLimit;
  const sort = query.sort ?? ['-openTotal'];
  const paging = keyset({
    order: `assets:${sort.join()}`,
    terms: sortTerms(sort).map(termOf),
    id: sql`a.asset_id`,
    cursor: query.cursor,
  });
  const where = sql.join([...conditionsOf(query), sql`true`], sql` and `);
  const page = sql<AssetRow & { readonly keys: readonly string[] }>`
    with page as materialized (
      select a.asset_id as page_id, ${paging.columns} from ${from(query, ctx.now)} where ${where} and ${paging.beyond}
       order by ${paging.orderBy} limit ${limit + 1})
    select ${assetColumns}, ${paging.keys} as keys
      from page join assets a on a.asset_id = page.page_id ${assetJoins(ctx.now)} order by ${paging.orderOutside}`.execute(
    ctx.db,
  );
  const count = sql<{ n: number }>`select count(*) as n from ${from(query, ctx.now)} where ${where}`;
  const [{ rows }, counted] = await Promise.all([
    page,
    query.cursor === undefined ? count.execute(ctx.db) : null,
  ]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    rows: rows.slice(0, limit),
    limit,
    nextCursor: last ? paging.cursorOf(last.keys) : null,
    total: counted?.rows[0]?.n ?? null,
  };
}

/** What is open is only counted where a filter or the order speaks of it. */
function from(query: Query, now: string): RawBuilder<unknown> {
  const sorted = query.sort?.some((word) => word.endsWith('openTotal')) ?? true;
  const counts = sql`left join open_counts_by_asset(${now}::timestamptz) c on c.asset_id = a.asset_id`;
  return sorted || query.severity || query.kev !== undefined ? sql`assets a ${counts}` : sql`assets a`;
}

function termOf({
  word,
  descending,
}: SortTerm<'name' | 'criticality' | 'openTotal' | 'lastSeenAt' | 'createdAt'>): KeysetTerm {
  switch (word) {
    case 'name':
      return { expression: sql`lower(left(a.name, ${sql.lit(maxTextKey)}))`, type: 'text', descending };
    case 'criticality':
      return { expression: sql`a.criticality`, type: 'integer', descending };
    case 'openTotal':
      return { expression: sql`coalesce(c.total, 0)`, type: 'integer', descending };
    case 'lastSeenAt': {
      const never = descending ? sql`'-infinity'::timestamptz` : sql`'infinity'::timestamptz`;
      return {
        expression: sql`coalesce(nullif(a.last_seen_at, '-infinity'), ${never})`,
        type: 'timestamptz',
        descending,
      };
    }
    case 'createdAt':
      return { expression: sql`a.created_at`, type: 'timestamptz', descending };
  }
}

function conditionsOf(query: Query): readonly Condition[] {
  return [
    ...given(query.kind, (words) => sql`a.kind = any(${[...words]}::text[])`),
    ...given(query.criticality, (words) => sql`a.criticality = any(${[...words]}::int[])`),
    ...given(query.exposure, (words) => sql`a.exposure = any(${[...words]}::text[])`),
    ...given(query.dataClass, (words) => sql`coalesce(a.data_class, 'UNKNOWN') = any(${[...words]}::text[])`),
    ...given(query.ownerId, (ids) => sql`a.owner_id = any(${[...ids]}::uuid[])`),
    ...given(query.unowned, (wanted) => (wanted ? sql`a.owner_id is null` : sql`a.owner_id is not null`)),
    ...given(query.tag, (tags) => sql`a.tags @> ${[...tags]}::text[]`),
    ...given(query.severity, (words) => sql`(${sql.join(words.map(openOf), sql` + `)}) > 0`),
    ...given(query.kev, (wanted) => (wanted ? sql`c.kev > 0` : sql`coalesce(c.kev, 0) = 0`)),
    ...given(
      query.q,
      (text) => sql`(position(${text.toLowerCase()} in lower(a.name)) > 0 or exists (
        select from asset_identifiers i where i.asset_id = a.asset_id and position(${text.toLowerCase()} in lower(i.value)) > 0))`,
    ),
  ];
}

function openOf(severity: Severity): Condition {
  return sql`coalesce(${sql.ref(`c.${severity.toLowerCase()}`)}, 0)`;
}
