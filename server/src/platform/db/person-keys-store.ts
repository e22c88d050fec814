import { sql } from 'kysely';
import type { SystemCtx } from './transactor.ts';

/** A change without a tenant that a person asked for under an Idempotency-Key. */
export interface PersonKey {
  readonly userId: string;
  readonly operation: string;
  readonly key: string;
}

export type Claim =
  /** Nobody used the key: it is the caller's now. */
  | { readonly state: 'MINE' }
  | { readonly state: 'ANSWERED'; readonly response: unknown }
  /** It runs, or was cut off. */
  | { readonly state: 'UNANSWERED' }
  | { readonly state: 'OTHER_REQUEST' };

const keepHours = 24;

export async function claimKey(
  { db, now }: SystemCtx,
  { userId, operation, key }: PersonKey,
  requestHash: Buffer,
): Promise<Claim> {
  await sql`delete from person_idempotency_keys
    where user_id = ${userId} and created_at < ${now}::timestamptz - make_interval(hours => ${keepHours})`.execute(
    db,
  );
  const inserted = await sql`
    insert into person_idempotency_keys (user_id, operation, key, request_hash, created_at)
    values (${userId}, ${operation}, ${key}, ${requestHash}, ${now}) on conflict do nothing`.execute(db);
  if (inserted.numAffectedRows === 1n) return { state: 'MINE' };
  const { rows } = await sql<{ same: boolean; answered: boolean; response: unknown }>`
    select request_hash = ${requestHash} as same, answered, response from person_idempotency_keys
     where user_id = ${userId} and operation = ${operation} and key = ${key}`.execute(db);
  const [row] = rows;
  if (!row) return { state: 'UNANSWERED' };
  if (!row.same) return { state: 'OTHER_REQUEST' };
  return row.answered ? { state: 'ANSWERED', response: row.response } : { state: 'UNANSWERED' };
}

export async function keepAnswer(
  { db }: SystemCtx,
  { userId, operation, key }: PersonKey,
  response: unknown,
): Promise<void> {
  await sql`update person_idempotency_keys set answered = true, response = ${JSON.stringify(response ?? null)}::jsonb
    where user_id = ${userId} and operation = ${operation} and key = ${key}`.execute(db);
}

/** What was refused may be tried again under its key. */
export async function freeKey({ db }: SystemCtx, { userId, operation, key }: PersonKey): Promise<void> {
  await sql`delete from person_idempotency_keys
    where user_id = ${userId} and operation = ${operation} and key = ${key} and not answered`.execute(db);
}
