import type { Actor } from '../../kernel/ctx.ts';
import { AppError, invalidField, notFound } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import { workers } from '../../kernel/roles.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type {
  createVulnerabilityComment,
  deleteVulnerabilityComment,
  listVulnerabilityComments,
  listVulnerabilityCommentTexts,
  updateVulnerabilityComment,
} from './comment-contract.ts';
import {
  type CommentRow,
  changeComment,
  eraseComment,
  insertComment,
  lockComment,
  recordExists,
  selectActiveMembers,
  selectComment,
  selectComments,
  selectEarlierTexts,
} from './comment-store.ts';
import { commentRefusal, inputText } from './messages.ts';
import { personOf } from './policy.ts';

type Comment = DataOf<typeof createVulnerabilityComment>;

/** @throws AppError NOT_FOUND */
export async function commentsOf(
  ctx: ReadCtx,
  { params, query }: Input<typeof listVulnerabilityComments>,
): Promise<DataOf<typeof listVulnerabilityComments>> {
  if (!(await recordExists(ctx, params.vulnerabilityId))) throw notFound();
  const { rows, limit, nextCursor } = await selectComments(ctx, params.vulnerabilityId, query);
  return { items: rows.map((row) => present(ctx.actor, row)), page: { limit, nextCursor } };
}

/** @throws AppError NOT_FOUND */
export async function earlierTextsOf(
  ctx: ReadCtx,
  { params, query }: Input<typeof listVulnerabilityCommentTexts>,
): Promise<DataOf<typeof listVulnerabilityCommentTexts>> {
  if (!(await selectComment(ctx, params))) throw notFound();
  const { rows, limit, nextCursor } = await selectEarlierTexts(ctx, params.commentId, query);
  const items = rows.map(({ version, text, mentions, replacedAt }) => ({
    version,
    text,
    mentions: [...mentions],
    replacedAt,
  }));
  return { items, page: { limit, nextCursor } };
}

/** @throws AppError NOT_FOUND, VALIDATION_FAILED */
export async function addComment(
  ctx: Ctx,
  { params, body }: Input<typeof createVulnerabilityComment>,
): Promise<Comment> {
  const { vulnerabilityId } = params;
  if (!(await recordExists(ctx, vulnerabilityId))) throw notFound();
  const mentions = await membersOf(ctx, body.mentions ?? [], new Set());
  const place = { vulnerabilityId, commentId: ctx.newId() };
  await insertComment(
    ctx,
    { ...place, authorId: personOf(ctx.actor) },
    { text: body.text, mentions: mentions.all },
  );
  note(ctx, 'vulnerability.commented', place, mentions);
  return presentOne(ctx, place);
}

/** @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT, PRECONDITION_FAILED, VALIDATION_FAILED */
export async function editComment(
  ctx: Ctx,
  { params, body, ifMatch }: Input<typeof updateVulnerabilityComment>,
): Promise<Comment> {
  const row = await lockedAt(ctx, params, ifMatch);
  if (!isAuthor(ctx.actor, row)) throw new AppError('FORBIDDEN', commentRefusal.notYours);
  if (row.text === null) throw new AppError('CONFLICT', commentRefusal.deleted);
  const before = row.mentions.map(({ id }) => id);
  const mentions = await membersOf(ctx, body.mentions ?? before, new Set(before));
  if (body.text === row.text && mentions.all.join() === before.join()) return present(ctx.actor, row);
  await changeComment(ctx, row.id, { text: body.text, mentions: mentions.all });
  note(ctx, 'vulnerability.comment-changed', params, mentions);
  return presentOne(ctx, params);
}

/**
 * Deleting what is deleted changes nothing.
 * @throws AppError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED
 */
export async function deleteComment(
  ctx: Ctx,
  { params, ifMatch }: Input<typeof deleteVulnerabilityComment>,
): Promise<DataOf<typeof deleteVulnerabilityComment>> {
  const row = await lockedAt(ctx, params, ifMatch);
  if (!isAuthor(ctx.actor, row) && !isAdmin(ctx.actor))
    throw new AppError('FORBIDDEN', commentRefusal.notYoursToDelete);
  if (row.text !== null) {
    await eraseComment(ctx, row.id);
    note(ctx, 'vulnerability.comment-deleted', params, { all: [], added: [] });
  }
  return { id: row.id, removed: true };
}

interface Place {
  readonly vulnerabilityId: string;
  readonly commentId: string;
}

async function lockedAt(ctx: Ctx, place: Place, ifMatch: number | undefined): Promise<CommentRow> {
  const row = await lockComment(ctx, place);
  if (!row) throw notFound();
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new AppError('PRECONDITION_FAILED', commentRefusal.changedMeanwhile);
  return row;
}

interface Mentions {
  readonly all: readonly string[];
  /** Not mentioned before. */
  readonly added: readonly string[];
}

/** Who was mentioned before may have left since; only new names are looked up. */
async function membersOf(
  ctx: ReadCtx,
  given: readonly string[],
  before: ReadonlySet<string>,
): Promise<Mentions> {
  const all = [...new Set(given)];
  const added = all.filter((id) => !before.has(id));
  const members = added.length === 0 ? new Set() : await selectActiveMembers(ctx, added);
  const stranger = given.findIndex((id) => !before.has(id) && !members.has(id));
  if (stranger !== -1) throw invalidField(`body.mentions.${stranger}`, inputText.noMember);
  return { all, added };
}

/** The text itself stays out: what is deleted must not live on in the log's answers. */
function note(ctx: Ctx, type: string, { vulnerabilityId, commentId }: Place, { all, added }: Mentions): void {
  const subject = { type: 'vulnerability', id: vulnerabilityId };
  ctx.audit({ type, subject, data: { commentId, mentions: all } });
  ctx.emit({ type, version: 1, subject, payload: { commentId, mentions: all, newMentions: added } });
}

async function presentOne(ctx: ReadCtx, place: Place): Promise<Comment> {
  const row = await selectComment(ctx, place);
  if (!row) throw notFound();
  return present(ctx.actor, row);
}

function present(caller: Actor, row: CommentRow): Comment {
  const { authorId: _, mentions, ...rest } = row;
  const open = row.text !== null && mayWrite(caller);
  return {
    ...rest,
    mentions: [...mentions],
    mayEdit: open && isAuthor(caller, row),
    mayDelete: open && (isAuthor(caller, row) || isAdmin(caller)),
  };
}

function isAuthor(actor: Actor, { authorId }: CommentRow): boolean {
  return actor.kind !== 'SYSTEM' && personOf(actor) === authorId;
}

function isAdmin(actor: Actor): boolean {
  return actor.kind !== 'SYSTEM' && actor.roles.includes('WORKSPACE_ADMIN');
}

function mayWrite(actor: Actor): boolean {
  if (actor.kind === 'SYSTEM') return false;
  if (actor.kind === 'API_KEY' && !actor.scopes.includes('write:vulnerabilities')) return false;
  return workers.some((role) => actor.roles.includes(role));
}
