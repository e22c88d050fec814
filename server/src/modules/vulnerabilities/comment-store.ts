import { type RawBuilder, sql } from 'kysely';
import { defaultLimit } from '../../kernel/pagination.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { keyset } from '../../platform/db/keyset.ts';
import { actorOf } from '../../platform/db/outbox.ts';

interface ActorRef {
  readonly kind: 'USER' | 'API_KEY' | 'SYSTEM';
  readonly id: string;
  readonly name: string;
}

interface Mentioned {
  readonly id: string;
  readonly displayName: string;
}

export interface CommentRow {
  readonly id: string;
  readonly vulnerabilityId: string;
  readonly authorId: string;
  readonly author: ActorRef;
  /** Null: deleted. */
  readonly text: string | null;
  readonly mentions: readonly Mentioned[];
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  readonly deletedBy: ActorRef | null;
  readonly version: number;
}

interface EarlierText {
  readonly version: number;
  readonly text: string;
  readonly mentions: readonly Mentioned[];
  readonly replacedAt: string;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly limit: number;
  readonly nextCursor: string | null;
}

interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

const actorJson = (ref: RawBuilder<unknown>) =>
  sql`jsonb_build_object('kind', ${ref}->>'kind', 'id', ${ref}->>'id', 'name', actor_name(${ref}))`;

const people = (ids: RawBuilder<unknown>) => sql`coalesce((
  select jsonb_agg(jsonb_build_object('id', m.id, 'displayName', actor_name(jsonb_build_object('kind', 'USER', 'id', m.id))) order by m.place)
    from unnest(${ids}) with ordinality as m(id, place)), '[]')`;

const columns = (c: 'c' | 'page') => {
  const of = (name: string) => sql.ref(`${c}.${name}`);
  return sql`${of('comment_id')} as id, ${of('vulnerability_id')} as "vulnerabilityId", ${of('author_id')} as "authorId",
    ${actorJson(of('created_by'))} as author, ${of('body')} as text, ${people(of('mentions'))} as mentions, ${of('created_at')} as "createdAt",
    ${of('edited_at')} as "editedAt", ${of('deleted_at')} as "deletedAt",
    case when ${of('deleted_by')} is not null then ${actorJson(of('deleted_by'))} end as "deletedBy", ${of('version')} as version`;
};

export async function recordExists(ctx: ReadCtx, vulnerabilityId: string): Promise<boolean> {
  const { rows } = await sql`select from vulnerabilities where vulnerability_id = ${vulnerabilityId}`.execute(
    ctx.db,
  );
  return rows.length > 0;
}

export async function selectComments(
  ctx: ReadCtx,
  vulnerabilityId: string,
  query: PageQuery,
): Promise<Page<CommentRow>> {
  const limit = query.limit ?? defaultLimit;
  const paging = keyset({
    order: 'vulnerability-comments:-createdAt',
    terms: [{ expression: sql`c.created_at`, type: 'timestamptz', descending: true }],
    id: sql`c.comment_id`,
    cursor: query.cursor,
  });
  const { rows } = await sql<CommentRow & { readonly keys: readonly string[] }>`
    with page as materialized (
      select c.*, ${paging.columns} from vulnerability_comments c
       where c.vulnerability_id = ${vulnerabilityId} and ${paging.beyond} order by ${paging.orderBy} limit ${limit + 1})
    select ${columns('page')}, ${paging.keys} as keys from page order by ${paging.orderOutside}`.execute(
    ctx.db,
  );
  return pageOf(rows, limit, paging.cursorOf);
}

/** Of a comment that was not deleted. */
export async function selectEarlierTexts(
  ctx: ReadCtx,
  commentId: string,
  query: PageQuery,
): Promise<Page<EarlierText>> {
  const limit = query.limit ?? defaultLimit;
  const paging = keyset({
    order: 'vulnerability-comment-texts:-version',
    terms: [{ expression: sql`x.version::int`, type: 'integer', descending: true }],
    id: sql`x.comment_id`,
    cursor: query.cursor,
  });
  const { rows } = await sql<EarlierText & { readonly keys: readonly string[] }>`
    with page as materialized (
      select x.*, ${paging.columns} from vulnerability_comment_texts x
        join vulnerability_comments c on c.comment_id = x.comment_id and c.deleted_at is null
       where x.comment_id = ${commentId} and ${paging.beyond} order by ${paging.orderBy} limit ${limit + 1})
    select page.version, page.body as text, ${people(sql`page.mentions`)} as mentions, page.replaced_at as "replacedAt", ${paging.keys} as keys
      from page order by ${paging.orderOutside}`.execute(ctx.db);
  return pageOf(rows, limit, paging.cursorOf);
}

function pageOf<Row extends { readonly keys: readonly string[] }>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (keys: readonly string[]) => string,
): Page<Row> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit), limit, nextCursor: last ? cursorOf(last.keys) : null };
}

interface CommentPlace {
  readonly vulnerabilityId: string;
  readonly commentId: string;
}

export async function selectComment(
  ctx: ReadCtx,
  { vulnerabilityId, commentId }: CommentPlace,
): Promise<CommentRow | undefined> {
  const { rows } = await sql<CommentRow>`select ${columns('c')} from vulnerability_comments c
    where c.comment_id = ${commentId} and c.vulnerability_id = ${vulnerabilityId}`.execute(ctx.db);
  return rows[0];
}

/** As `selectComment`, locked until the transaction ends. */
export async function lockComment(ctx: Ctx, place: CommentPlace): Promise<CommentRow | undefined> {
  await sql`select from vulnerability_comments where comment_id = ${place.commentId} for update`.execute(
    ctx.db,
  );
  return selectComment(ctx, place);
}

interface CommentContent {
  readonly text: string;
  readonly mentions: readonly string[];
}

export async function insertComment(
  ctx: Ctx,
  place: CommentPlace & { readonly authorId: string },
  { text, mentions }: CommentContent,
): Promise<void> {
  await sql`insert into vulnerability_comments (tenant_id, comment_id, vulnerability_id, author_id, body, mentions, created_at, created_by)
    values (${ctx.tenantId}, ${place.commentId}, ${place.vulnerabilityId}, ${place.authorId}, ${text}, ${[...mentions]}::uuid[], ${ctx.now},
      ${JSON.stringify(actorOf(ctx.actor))}::jsonb)`.execute(ctx.db);
}

/** Of a locked comment. */
export async function changeComment(
  ctx: Ctx,
  commentId: string,
  { text, mentions }: CommentContent,
): Promise<void> {
  await keepText(ctx, commentId);
  await sql`update vulnerability_comments set body = ${text}, mentions = ${[...mentions]}::uuid[], edited_at = ${ctx.now}, version = version + 1
    where comment_id = ${commentId}`.execute(ctx.db);
}

/** Of a locked comment. */
export async function eraseComment(ctx: Ctx, commentId: string): Promise<void> {
  await keepText(ctx, commentId);
  await sql`update vulnerability_comments set body = null, mentions = '{}', deleted_at = ${ctx.now},
    deleted_by = ${JSON.stringify(actorOf(ctx.actor))}::jsonb, version = version + 1 where comment_id = ${commentId}`.execute(
    ctx.db,
  );
}

async function keepText(ctx: Ctx, commentId: string): Promise<void> {
  await sql`insert into vulnerability_comment_texts (tenant_id, comment_id, version, body, mentions, replaced_at)
    select tenant_id, comment_id, version, body, mentions, ${ctx.now} from vulnerability_comments where comment_id = ${commentId}`.execute(
    ctx.db,
  );
}

/** Those of the ids that are active members of the tenant. */
export async function selectActiveMembers(
  ctx: ReadCtx,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select user_id as id from memberships
    where user_id = any(${[...ids]}::uuid[]) and status = 'ACTIVE'`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}
