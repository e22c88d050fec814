import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { AppError } from '../../kernel/errors.ts';
import type { Operation } from '../../kernel/operation.ts';
import { canonicalJson } from '../crypto/canonical.ts';
import type { Ctx } from '../db/ctx.ts';
import { actorOf } from '../db/outbox.ts';
import type { Input, Replay, TenantRequest } from './handler.ts';

const keepHours = 24;

/**
 * Idempotency-Key (contract, section 1; IETF draft-ietf-httpapi-idempotency-key-header). The record commits in the
 * transaction of the effect: either both are there or neither. A second request with the same key waits for the first on
 * the unique index, then gets its answer.
 */
export function replayFor(op: Operation, request: TenantRequest, input: Input<Operation>): Replay {
  const key = idempotencyKey(request.http);
  return async (work, options = {}) => {
    if (key === undefined) return request.write(work);
    const hash = requestHash(op, input, options.fingerprint);
    return request.write(async (ctx) => {
      const earlier = await claim(ctx, op, key, hash);
      if (earlier) return earlier.response;
      const data = await work(ctx);
      await store(ctx, op, key, redacted(data, options.redact ?? []));
      return data;
    });
  };
}

/** @throws AppError VALIDATION_FAILED */
export function idempotencyKey(http: FastifyRequest): string | undefined {
  const value = http.headers['idempotency-key'];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(value)) {
    throw new AppError('VALIDATION_FAILED', 'Idempotency-Key: 1 to 255 visible ASCII characters.', {
      details: [{ path: 'Idempotency-Key', message: '1 to 255 visible ASCII characters' }],
    });
  }
  return value;
}

function requestHash(op: Operation, input: Input<Operation>, fingerprint = ''): Buffer {
  const text = canonicalJson({
    op: op.id,
    params: input.params,
    query: input.query,
    body: input.body ?? null,
    fingerprint,
  });
  return createHash('sha256').update(text).digest();
}

async function claim(
  ctx: Ctx,
  op: Operation,
  key: string,
  hash: Buffer,
): Promise<{ response: never } | undefined> {
  const principal = actorOf(ctx.actor).id;
  await sql`delete from idempotency_keys where tenant_id = ${ctx.tenantId} and principal = ${principal} and operation = ${op.id}
    and key = ${key} and created_at < ${ctx.now}::timestamptz - make_interval(hours => ${keepHours})`.execute(
    ctx.db,
  );
  const inserted =
    await sql`insert into idempotency_keys values (${ctx.tenantId}, ${principal}, ${op.id}, ${key}, ${hash}, 0, null, ${ctx.now})
    on conflict do nothing`.execute(ctx.db);
  if (inserted.numAffectedRows === 1n) return undefined;
  const { rows } = await sql<{
    request_hash: Buffer;
    response: never;
  }>`select request_hash, response from idempotency_keys
    where principal = ${principal} and operation = ${op.id} and key = ${key}`.execute(ctx.db);
  const row = rows[0];
  if (!row)
    throw new AppError(
      'CONFLICT',
      'A request with this Idempotency-Key is still running. Try again in a moment.',
    );
  if (!row.request_hash.equals(hash)) {
    throw keyReused();
  }
  return row;
}

export function keyReused(): AppError {
  return new AppError(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used for another request. Use a new key.',
  );
}

async function store(ctx: Ctx, op: Operation, key: string, response: unknown): Promise<void> {
  await sql`update idempotency_keys set status = 200, response = ${JSON.stringify(response ?? null)}::jsonb
    where principal = ${actorOf(ctx.actor).id} and operation = ${op.id} and key = ${key}`.execute(ctx.db);
}

/** Secrets shown once are not shown again by a replay: the field says so, a list is empty. */
export function redacted(data: unknown, fields: readonly string[]): unknown {
  if (fields.length === 0 || typeof data !== 'object' || data === null) return data;
  const instead = fields.flatMap((field) => {
    const shown: unknown = Reflect.get(data, field);
    if (shown === undefined || shown === null) return [];
    return [[field, Array.isArray(shown) ? [] : 'shown only once']];
  });
  return { ...data, ...Object.fromEntries(instead) };
}
