import { type RawBuilder, sql } from 'kysely';
import type { QueryOf } from '../../kernel/operation.ts';
import { defaultLimit, type SortTerm, sortTerms } from '../../kernel/pagination.ts';
import { given } from '../../platform/db/conditions.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { type KeysetTerm, keyset, maxTextKey } from '../../platform/db/keyset.ts';
import { actorOf } from '../../platform/db/outbox.ts';
import { type AssessmentRow, assessmentColumns, assessmentJoins } from './columns.ts';
import type { listAssessments } from './contract.ts';

type Query = QueryOf<typeof listAssessments>;

interface AssessmentPage {
  readonly rows: readonly AssessmentRow[];
  readonly limit: number;
  readonly nextCursor: string | null;
  /** Of all pages; on the first one only. */
  readonly total: number | null;
}

/** A deleted assessment is in no list, and its id names nothing any more. */
const standing = sql`p.deleted_at is null`;

export async function selectPage(ctx: ReadCtx, query: Query): Promise<AssessmentPage> {
  const limit = query.limit ?? defaultLimit;
  const sort = query.sort ?? ['-createdAt'];
  const paging = keyset({
    order: `assessments:${sort.join()}`,
    terms: sortTerms(sort).map(termOf),
    id: sql`p.assessment_id`,
    cursor: query.cursor,
  });
  const where = sql.join(conditionsOf(query), sql` and `);
  const page = sql<AssessmentRow & { readonly keys: readonly string[] }>`
    with page as materialized (
      select p.assessment_id as page_id, ${paging.columns} from assessments p where ${where} and ${paging.beyond}
       order by ${paging.orderBy} limit ${limit + 1})
    select ${assessmentColumns}, ${paging.keys} as keys
      from page join assessments p on p.assessment_id = page.page_id ${assessmentJoins} order by ${paging.orderOutside}`.execute(
    ctx.db,
  );
  const count = sql<{ n: number }>`select count(*) as n from assessments p where ${where}`;
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

function termOf({ word, descending }: SortTerm<'createdAt' | 'startedAt' | 'name'>): KeysetTerm {
  if (word === 'name')
    return { expression: sql`lower(left(p.name, ${sql.lit(maxTextKey)}))`, type: 'text', descending };
  if (word === 'createdAt') return { expression: sql`p.created_at`, type: 'timestamptz', descending };
  const unknown = descending ? sql`'-infinity'::timestamptz` : sql`'infinity'::timestamptz`;
  return { expression: sql`coalesce(p.started_at, ${unknown})`, type: 'timestamptz', descending };
}

/** `from` and `to` go by when it looked, else by when it was opened. */
function conditionsOf(query: Query): readonly RawBuilder<unknown>[] {
  const looked = sql`coalesce(p.finished_at, p.created_at)`;
  return [
    standing,
    ...given(
      query.scopeKey,
      (keys) =>
        sql`p.scope_key_id in (select scope_key_id from scope_keys where key = any(${[...keys]}::text[]))`,
    ),
    ...given(
      query.tool,
      (
        tools,
      ) => sql`exists (select from ingestion_jobs j where j.assessment_id = p.assessment_id and j.state = 'FINALIZED'
        and j.tool = any(${[...tools]}::text[]))`,
    ),
    ...given(query.from, (time) => sql`${looked} >= ${time}::timestamptz`),
    ...given(query.to, (time) => sql`${looked} < ${time}::timestamptz`),
    ...given(query.q, (text) => sql`position(${text.toLowerCase()} in lower(p.name)) > 0`),
  ];
}

export async function selectAssessment(
  ctx: ReadCtx,
  assessmentId: string,
): Promise<AssessmentRow | undefined> {
  const { rows } = await sql<AssessmentRow>`
    select ${assessmentColumns} from assessments p ${assessmentJoins} where p.assessment_id = ${assessmentId} and ${standing}`.execute(
    ctx.db,
  );
  return rows[0];
}

export interface NewAssessment {
  readonly id: string;
  readonly name: string;
  readonly methodology: string;
  readonly scopeKeyId: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export async function insertAssessment(ctx: Ctx, row: NewAssessment): Promise<void> {
  await sql`
    insert into assessments (tenant_id, assessment_id, name, methodology, scope_key_id, started_at, finished_at, created_at, created_by)
    values (${ctx.tenantId}, ${row.id}, ${row.name}, ${row.methodology}, ${row.scopeKeyId}, ${row.startedAt}, ${row.finishedAt}, ${ctx.now},
      ${JSON.stringify(actorOf(ctx.actor))}::jsonb)`.execute(ctx.db);
}

/** The scope of a key, made when it is not known yet, as an import makes it. */
export async function scopeKeyIdFor(
  ctx: Ctx,
  key: string,
): Promise<{ readonly id: string; readonly created: boolean }> {
  const created = await sql<{ id: string }>`
    insert into scope_keys (tenant_id, scope_key_id, key, name, kind, created_at, created_by, updated_at)
    values (${ctx.tenantId}, ${ctx.newId()}, ${key}, ${key}, 'MIXED', ${ctx.now}, ${JSON.stringify(actorOf(ctx.actor))}::jsonb, ${ctx.now})
    on conflict (tenant_id, key) do nothing returning scope_key_id as id`.execute(ctx.db);
  if (created.rows[0]) return { id: created.rows[0].id, created: true };
  const known = await sql<{
    id: string;
  }>`select scope_key_id as id from scope_keys where key = ${key}`.execute(ctx.db);
  const [row] = known.rows;
  if (!row) throw new Error('a scope key is neither new nor known');
  return { id: row.id, created: false };
}

/** @returns its name; undefined when there is none, or it is deleted already */
export async function buryAssessment(ctx: Ctx, assessmentId: string): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    update assessments p set deleted_at = ${ctx.now}, deleted_by = ${JSON.stringify(actorOf(ctx.actor))}::jsonb, version = version + 1
     where p.assessment_id = ${assessmentId} and ${standing} returning name`.execute(ctx.db);
  return rows[0]?.name;
}
