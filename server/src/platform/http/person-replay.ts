import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import type { Operation } from '../../kernel/operation.ts';
import { canonicalJson } from '../crypto/canonical.ts';
import { type Claim, claimKey, freeKey, keepAnswer, type PersonKey } from '../db/person-keys-store.ts';
import type { Transactor } from '../db/transactor.ts';
import type { Input } from './handler.ts';
import type { Principal } from './principal.ts';
import { idempotencyKey, keyReused, redacted } from './replay.ts';

interface PersonReplay {
  readonly op: Operation;
  readonly principal: Principal | null;
  readonly http: FastifyRequest;
  readonly input: Input<Operation>;
  readonly transactor: Transactor;
  /** Of HMACs over requests: they may hold passwords, which a plain hash would give away. */
  readonly digestKey: Buffer;
  /** Fields that a replay must not repeat. */
  readonly redact: readonly string[];
}

/**
 * Idempotency-Key of a change without a tenant. Such changes open transactions of their own, so key and effect cannot commit
 * together: the key is claimed first, and the answer kept after. One that was cut off between is not run again; the caller is told to
 * look. Public operations are left alone: nobody is known whose key it would be, and their one-time tokens work once anyway.
 */
export async function replayForPerson(parts: PersonReplay, run: () => Promise<unknown>): Promise<unknown> {
  const { op, principal, http, transactor } = parts;
  if (op.method === 'GET' || principal?.kind !== 'SESSION') return run();
  const key = idempotencyKey(http);
  if (key === undefined) return run();
  const place = { userId: principal.userId, operation: op.id, key };
  const claim = await settledClaim(parts, place);
  if (claim.state === 'ANSWERED') return claim.response ?? undefined;
  if (claim.state === 'OTHER_REQUEST') throw keyReused();
  if (claim.state === 'UNANSWERED') throw unanswered();
  let answer: unknown;
  try {
    answer = await run();
  } catch (error) {
    await transactor.system('AUTHENTICATE', (ctx) => freeKey(ctx, place));
    throw error;
  }
  await transactor.system('AUTHENTICATE', (ctx) => keepAnswer(ctx, place, redacted(answer, parts.redact)));
  return answer;
}

const looks = 20;
const lookEveryMs = 100;

/** Waits a little for the first of two equal requests, so that both get its answer. */
async function settledClaim(parts: PersonReplay, place: PersonKey): Promise<Claim> {
  const { op, input, transactor, digestKey } = parts;
  const text = canonicalJson({
    op: op.id,
    params: input.params,
    query: input.query,
    body: input.body ?? null,
  });
  const hash = createHmac('sha256', digestKey).update(text).digest();
  for (let look = 1; ; look++) {
    const claim = await transactor.system('AUTHENTICATE', (ctx) => claimKey(ctx, place, hash));
    if (claim.state !== 'UNANSWERED' || look === looks) return claim;
    await wait(lookEveryMs);
  }
}

function unanswered(): AppError {
  return new AppError(
    'CONFLICT',
    'A request with this Idempotency-Key is still running, or was cut off. Look whether it took effect; use a new key to try again.',
  );
}
