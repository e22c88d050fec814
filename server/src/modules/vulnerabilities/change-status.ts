import { AppError, invalidField, notFound } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import { dayMs, realTime } from '../../kernel/time.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { bulkChangeVulnerabilityStatus, changeVulnerabilityStatus } from './contract.ts';
import { detailOf } from './detail.ts';
import { scheduleEnd } from './expiry.ts';
import { maxAcceptanceDays, statusOf } from './lifecycle.ts';
import { changedMeanwhile, inputText } from './messages.ts';
import { carryOut, type Decision } from './moves.ts';
import { mayMove, type Refusal } from './policy.ts';
import type { Detail } from './present.ts';
import { type LockedRow, lockRows } from './write-store.ts';

type Body = BodyOf<typeof changeVulnerabilityStatus>;
type Bulk = DataOf<typeof bulkChangeVulnerabilityStatus>;

/** @throws AppError NOT_FOUND, PRECONDITION_FAILED, FORBIDDEN, ILLEGAL_TRANSITION, VALIDATION_FAILED */
export async function changeStatus(
  ctx: Ctx,
  { params, body, ifMatch }: Input<typeof changeVulnerabilityStatus>,
): Promise<Detail> {
  const decision = decisionOf(body, ctx);
  const [row] = await lockRows(ctx, [params.vulnerabilityId]);
  if (!row) throw notFound();
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new AppError('PRECONDITION_FAILED', changedMeanwhile);
  const verdict = mayMove(ctx.actor, row, decision.to);
  if (!verdict.allowed) throw new AppError(verdict.code, verdict.why);
  await carryOut(ctx, [row], decision);
  if (decision.expiresAt !== null) scheduleEnd(ctx, decision.expiresAt);
  return detailOf(ctx, row.id);
}

/** Each stands alone: what may not move says why, the rest moves. */
export async function changeStatuses(
  ctx: Ctx,
  { body }: Input<typeof bulkChangeVulnerabilityStatus>,
): Promise<Bulk> {
  const decision = decisionOf(body, ctx);
  const rows = new Map((await lockRows(ctx, body.vulnerabilityIds)).map((row) => [row.id, row]));
  const results = body.vulnerabilityIds.map((id) => resultFor(ctx, id, rows.get(id), decision));
  const moved = results.flatMap(({ changed, vulnerabilityId }) =>
    changed ? (rows.get(vulnerabilityId) ?? []) : [],
  );
  await carryOut(ctx, moved, decision);
  if (decision.expiresAt !== null && moved.length > 0) scheduleEnd(ctx, decision.expiresAt);
  return { changed: moved.length, refused: results.length - moved.length, results };
}

function resultFor(
  ctx: Ctx,
  vulnerabilityId: string,
  row: LockedRow | undefined,
  { to }: Decision,
): Bulk['results'][number] {
  if (!row) {
    const { code, message } = notFound();
    return { vulnerabilityId, changed: false, status: null, error: { code, message } };
  }
  const verdict = mayMove(ctx.actor, row, to);
  if (verdict.allowed) return { vulnerabilityId, changed: true, status: to, error: null };
  return { vulnerabilityId, changed: false, status: row.status, error: errorOf(verdict) };
}

function errorOf({ code, why }: Refusal) {
  return { code, message: why };
}

/** @throws AppError VALIDATION_FAILED unless exactly an acceptance says when it ends, within its bounds */
function decisionOf(body: Body, ctx: Ctx): Decision {
  const to = statusOf(body.status);
  return {
    to,
    reason: body.reason.trim(),
    evidenceIds: body.evidenceIds ?? [],
    expiresAt: expiryOf(body, ctx),
    cause: 'PERSON',
  };
}

function expiryOf({ status, expiresAt }: Body, ctx: Ctx): string | null {
  const path = 'body.expiresAt';
  if (status !== 'RISK_ACCEPTED') {
    if (expiresAt !== undefined) throw invalidField(path, inputText.expiryOnly);
    return null;
  }
  if (expiresAt === undefined) throw invalidField(path, inputText.expiryNeeded);
  const untilMs = Date.parse(realTime(path, expiresAt));
  const nowMs = Date.parse(ctx.now);
  if (untilMs <= nowMs) throw invalidField(path, inputText.expiryPast);
  if (untilMs > nowMs + maxAcceptanceDays * dayMs) throw invalidField(path, inputText.expiryFar);
  return new Date(untilMs).toISOString();
}
