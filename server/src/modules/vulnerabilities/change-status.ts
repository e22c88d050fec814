import { AppError, invalidField, notFound } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import { dayMs, realTime } from '../../kernel/time.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { bulkChangeVulnerabilityStatus, changeVulnerabilityStatus } from './contract.ts';
import { detailOf } from './detail.ts';
import { whyNotAt } from './effective-time.ts';
import { scheduleEnd } from './expiry.ts';
import { maxAcceptanceDays, statusOf } from './lifecycle.ts';
import { changedMeanwhile, inputText, notAlone } from './messages.ts';
import { carryOut, type Decision } from './moves.ts';
import { mayMove, type Refusal } from './policy.ts';
import type { Detail } from './present.ts';
import { type LockedRow, lockRows } from './write-store.ts';

type Body = BodyOf<typeof changeVulnerabilityStatus>;
type Bulk = DataOf<typeof bulkChangeVulnerabilityStatus>;
type Result = Bulk['results'][number];

const effectivePath = 'body.effectiveAt';

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
  const untimely = untimelyBecause(row, decision);
  if (untimely !== undefined) throw invalidField(effectivePath, untimely);
  await carryOut(ctx, [row], decision);
  if (decision.expiresAt !== null) scheduleEnd(ctx, decision.expiresAt);
  return detailOf(ctx, row.id);
}

/** Each stands alone: what may not move says why, the rest moves, unless the caller wants all or none. */
export async function changeStatuses(
  ctx: Ctx,
  { body }: Input<typeof bulkChangeVulnerabilityStatus>,
): Promise<Bulk> {
  const decision = decisionOf(body, ctx);
  const rows = new Map((await lockRows(ctx, body.vulnerabilityIds)).map((row) => [row.id, row]));
  const single = body.vulnerabilityIds.map((id) => resultFor(ctx, id, rows.get(id), decision));
  const refusedOne = single.some(({ changed }) => !changed);
  const results = body.atomic && refusedOne ? single.map((result) => undone(result, rows)) : single;
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
  decision: Decision,
): Result {
  if (!row) {
    const { code, message } = notFound();
    return { vulnerabilityId, changed: false, status: null, error: { code, message } };
  }
  const verdict = mayMove(ctx.actor, row, decision.to);
  if (!verdict.allowed)
    return { vulnerabilityId, changed: false, status: row.status, error: errorOf(verdict) };
  const untimely = untimelyBecause(row, decision);
  if (untimely !== undefined) {
    const { code, message } = invalidField(effectivePath, untimely);
    return { vulnerabilityId, changed: false, status: row.status, error: { code, message } };
  }
  return { vulnerabilityId, changed: true, status: decision.to, error: null };
}

/** What could have moved stays as it is beside what could not. */
function undone(result: Result, rows: ReadonlyMap<string, LockedRow>): Result {
  if (!result.changed) return result;
  const status = rows.get(result.vulnerabilityId)?.status ?? null;
  return { ...result, changed: false, status, error: { code: 'CONFLICT', message: notAlone } };
}

function untimelyBecause(row: LockedRow, { to, effectiveAt }: Decision): string | undefined {
  return effectiveAt === null ? undefined : whyNotAt(row, to, Date.parse(effectiveAt));
}

function errorOf({ code, why }: Refusal) {
  return { code, message: why };
}

/** @throws AppError VALIDATION_FAILED unless exactly an acceptance says when it ends, within its bounds */
function decisionOf(body: Body, ctx: Ctx): Decision {
  const to = statusOf(body.status);
  const effectiveAt = effectiveOf(body, ctx);
  return {
    to,
    reason: body.reason.trim(),
    evidenceIds: body.evidenceIds ?? [],
    expiresAt: expiryOf(body, effectiveAt, ctx),
    effectiveAt,
    cause: 'PERSON',
  };
}

/** Earlier than now when the register is told afterwards; null: now. */
function effectiveOf({ effectiveAt }: Body, ctx: Ctx): string | null {
  if (effectiveAt === undefined) return null;
  const atMs = Date.parse(realTime(effectivePath, effectiveAt));
  if (atMs > Date.parse(ctx.now)) throw invalidField(effectivePath, inputText.inFuture);
  return new Date(atMs).toISOString();
}

/** An acceptance runs from when it was given, not from when the register was told. */
function expiryOf({ status, expiresAt }: Body, effectiveAt: string | null, ctx: Ctx): string | null {
  const path = 'body.expiresAt';
  if (status !== 'RISK_ACCEPTED') {
    if (expiresAt !== undefined) throw invalidField(path, inputText.expiryOnly);
    return null;
  }
  if (expiresAt === undefined) throw invalidField(path, inputText.expiryNeeded);
  const untilMs = Date.parse(realTime(path, expiresAt));
  const nowMs = Date.parse(ctx.now);
  if (untilMs <= nowMs) throw invalidField(path, inputText.expiryPast);
  const givenMs = Date.parse(effectiveAt ?? ctx.now);
  if (untilMs > givenMs + maxAcceptanceDays * dayMs) throw invalidField(path, inputText.expiryFar);
  return new Date(untilMs).toISOString();
}
