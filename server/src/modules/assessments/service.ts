import { invalidField, notFound } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import { realTime } from '../../kernel/time.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import { type Assessment, type AssessmentRow, present } from './columns.ts';
import type { createAssessment, deleteAssessment, getAssessment, listAssessments } from './contract.ts';
import { buryAssessment, insertAssessment, scopeKeyIdFor, selectAssessment, selectPage } from './store.ts';
import { countAssessments } from './summary-store.ts';

export async function list(
  ctx: ReadCtx,
  { query }: Input<typeof listAssessments>,
): Promise<DataOf<typeof listAssessments>> {
  if (query.from !== undefined) realTime('querystring.from', query.from);
  if (query.to !== undefined) realTime('querystring.to', query.to);
  const { rows, limit, nextCursor, total } = await selectPage(ctx, query);
  return {
    items: await presentAll(ctx, rows),
    page: { limit, nextCursor, ...(total === null ? {} : { total }) },
  };
}

/** @throws AppError NOT_FOUND */
export async function get(ctx: ReadCtx, { params }: Input<typeof getAssessment>): Promise<Assessment> {
  return readAssessment(ctx, params.assessmentId);
}

export async function readAssessment(ctx: ReadCtx, assessmentId: string): Promise<Assessment> {
  const row = await selectAssessment(ctx, assessmentId);
  const [shown] = row ? await presentAll(ctx, [row]) : [];
  if (!shown) throw notFound();
  return shown;
}

/** @throws AppError VALIDATION_FAILED when it ends before it starts */
export async function create(ctx: Ctx, { body }: Input<typeof createAssessment>): Promise<Assessment> {
  const { startedAt, finishedAt } = body;
  if (startedAt !== undefined) realTime('body.startedAt', startedAt);
  if (finishedAt !== undefined) realTime('body.finishedAt', finishedAt);
  if (startedAt !== undefined && finishedAt !== undefined && Date.parse(finishedAt) < Date.parse(startedAt))
    throw invalidField('body.finishedAt', 'must not lie before startedAt');
  const id = ctx.newId();
  const scope = await scopeKeyIdFor(ctx, body.scopeKey);
  await insertAssessment(ctx, {
    id,
    name: body.name,
    methodology: body.methodology ?? '',
    scopeKeyId: scope.id,
    startedAt: startedAt ?? null,
    finishedAt: finishedAt ?? null,
  });
  const subject = { type: 'assessment', id };
  ctx.audit({
    type: 'assessment.created',
    subject,
    data: { name: body.name, scopeKey: body.scopeKey, scopeKeyCreated: scope.created },
  });
  ctx.emit({ type: 'assessment.created', version: 1, subject, payload: {} });
  return readAssessment(ctx, id);
}

/**
 * A tombstone: gone from lists and by its id, while the row, its findings, the register and every report made from it stay.
 * @throws AppError NOT_FOUND
 */
export async function remove(
  ctx: Ctx,
  { params }: Input<typeof deleteAssessment>,
): Promise<DataOf<typeof deleteAssessment>> {
  const { assessmentId } = params;
  const name = await buryAssessment(ctx, assessmentId);
  if (name === undefined) throw notFound();
  const subject = { type: 'assessment', id: assessmentId };
  ctx.audit({ type: 'assessment.deleted', subject, data: { name } });
  ctx.emit({ type: 'assessment.deleted', version: 1, subject, payload: {} });
  return { id: assessmentId, removed: true };
}

/** Those that no consumer has counted yet are counted now. */
async function presentAll(ctx: ReadCtx, rows: readonly AssessmentRow[]): Promise<Assessment[]> {
  const uncounted = rows
    .filter(({ summary, provenance }) => summary === null && provenance !== null)
    .map(({ id }) => id);
  const counted = new Map((await countAssessments(ctx, uncounted)).map(({ id, summary }) => [id, summary]));
  return rows.map((row) => present(row, counted.get(row.id)));
}
