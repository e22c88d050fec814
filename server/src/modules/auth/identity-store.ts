import { sql } from 'kysely';
import type { Db } from '../../platform/db/pipeline.ts';
import type { Transactor } from '../../platform/db/transactor.ts';

/** SQL of the tables that belong to a person and not to a tenant; each call is one function of migration 0002. */

export interface KeyRow {
  readonly tenant_id: string;
  readonly key_id: string;
  readonly user_id: string;
  readonly lookup: string;
  readonly secret_hash: Buffer;
  readonly scopes: readonly string[];
  readonly expires_at: string;
  readonly last_used_at: string | null;
  /** Not revoked, and its owner an active member. */
  readonly usable: boolean;
  readonly role: string;
  readonly register_version: number;
}

export function findKeys(transactor: Transactor, lookups: readonly string[]): Promise<readonly KeyRow[]> {
  return transactor.lookup<KeyRow>({
    name: 'authenticate_keys',
    text: 'select * from authenticate_keys($1)',
    values: [lookups],
  });
}

/** One row per active membership; one with nulls for a person who belongs nowhere. */
export interface SessionRow {
  readonly token_hash: Buffer;
  readonly session_id: string;
  readonly user_id: string;
  readonly last_seen_at: string;
  readonly expires_at: string;
  readonly platform_admin: boolean;
  readonly tenant_id: string | null;
  readonly role: string | null;
  readonly register_version: number | null;
}

export function findSessions(
  transactor: Transactor,
  hashes: readonly Buffer[],
): Promise<readonly SessionRow[]> {
  return transactor.lookup<SessionRow>({
    name: 'authenticate_sessions',
    text: 'select * from authenticate_sessions($1)',
    values: [hashes],
  });
}

export interface Touches {
  readonly sessionIds: readonly string[];
  readonly keys: readonly { readonly tenantId: string; readonly keyId: string; readonly address: string }[];
  readonly at: string;
}

export async function touchCredentials(db: Db, { sessionIds, keys, at }: Touches): Promise<void> {
  const tenantIds = keys.map((key) => key.tenantId);
  const keyIds = keys.map((key) => key.keyId);
  const addresses = keys.map((key) => key.address);
  await sql`select touch_credentials(${sessionIds}::uuid[], ${tenantIds}::uuid[], ${keyIds}::uuid[], ${addresses}::text[], ${at})`.execute(
    db,
  );
}

export interface AccountRow {
  readonly user_id: string;
  readonly email: string;
  readonly password_hash: string;
  readonly totp_enabled: boolean;
  /** Sealed. */
  readonly totp_secret: string | null;
  readonly known_source: boolean;
}

export async function findAccount(
  transactor: Transactor,
  { email, userId, network }: { email?: string; userId?: string; network: string },
): Promise<AccountRow | undefined> {
  const rows = await transactor.lookup<AccountRow>({
    name: 'find_account',
    text: 'select * from find_account($1, $2, $3)',
    values: [email ?? null, userId ?? null, network],
  });
  return rows[0];
}

export interface PersonRow {
  readonly user_id: string;
  readonly email: string;
  readonly display_name: string;
  readonly locale: string;
  readonly time_zone: string;
  readonly notifications: unknown;
  readonly totp_enabled: boolean;
  readonly platform_admin: boolean;
  readonly memberships: readonly {
    readonly tenantId: string;
    readonly tenantName: string;
    readonly role: string;
    readonly since: string;
  }[];
}

export async function findPerson(transactor: Transactor, userId: string): Promise<PersonRow | undefined> {
  const rows = await transactor.lookup<PersonRow>({
    name: 'signed_in_person',
    text: 'select * from signed_in_person($1)',
    values: [userId],
  });
  return rows[0];
}

export interface NewSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly tokenHash: Buffer;
  readonly at: string;
  readonly expiresAt: string;
  readonly address: string;
  readonly network: string;
  readonly userAgent: string;
}

export async function insertSession(db: Db, row: NewSession): Promise<void> {
  await sql`select open_session(${row.sessionId}, ${row.userId}, ${row.tokenHash}, ${row.at}, ${row.expiresAt}, ${row.address},
    ${row.network}, ${row.userAgent})`.execute(db);
}

export async function replaceSessionToken(db: Db, sessionId: string, tokenHash: Buffer): Promise<void> {
  await sql`select rotate_session(${sessionId}, ${tokenHash})`.execute(db);
}

interface EndSessions {
  readonly userId: string;
  /** Just this one. */
  readonly sessionId?: string;
  /** All but this one. */
  readonly keep?: string;
}

/** @returns ids of the sessions that ended */
export async function deleteSessions(
  db: Db,
  { userId, sessionId, keep }: EndSessions,
): Promise<readonly string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select end_sessions(${userId}, ${sessionId ?? null}, ${keep ?? null}) as id`.execute(db);
  return rows.map((row) => row.id);
}

export async function deleteSessionOfToken(db: Db, tokenHash: Buffer): Promise<void> {
  await sql`select * from end_session_of_token(${tokenHash})`.execute(db);
}

/** Ends all sessions of somebody who is a member of no tenant any more. */
export async function deleteSessionsOfStranger(db: Db, userId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select end_sessions_of_stranger(${userId}) as id`.execute(db);
  return rows.map((row) => row.id);
}

export interface NewUser {
  readonly userId: string;
  readonly email: string;
  readonly displayName: string;
  readonly passwordHash: string;
  readonly platformAdmin: boolean;
  readonly at: string;
}

export async function insertUser(db: Db, user: NewUser): Promise<void> {
  await sql`select create_user(${user.userId}, ${user.email}, ${user.displayName}, ${user.passwordHash}, ${user.platformAdmin}, ${user.at})`.execute(
    db,
  );
}

export interface ProfileChange {
  readonly displayName?: string;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly notifications?: readonly unknown[];
}

export async function saveProfile(db: Db, userId: string, change: ProfileChange, at: string): Promise<void> {
  const notifications = change.notifications === undefined ? null : JSON.stringify(change.notifications);
  await sql`select update_profile(${userId}, ${change.displayName ?? null}, ${change.locale ?? null}, ${change.timeZone ?? null},
    ${notifications}::jsonb, ${at})`.execute(db);
}

export async function savePassword(
  db: Db,
  { userId, passwordHash, at }: { userId: string; passwordHash: string; at: string },
): Promise<void> {
  await sql`select set_password(${userId}, ${passwordHash}, ${at})`.execute(db);
}

/** @returns false when a second factor is on already */
export async function saveTotpSecret(db: Db, userId: string, sealed: string): Promise<boolean> {
  return done(await sql<Done>`select start_totp(${userId}, ${sealed}) as done`.execute(db));
}

export async function switchTotpOn(
  db: Db,
  userId: string,
  recoveryHashes: readonly Buffer[],
  at: string,
): Promise<void> {
  await sql`select enable_totp(${userId}, ${recoveryHashes}::bytea[], ${at})`.execute(db);
}

export async function switchTotpOff(db: Db, userId: string, at: string): Promise<void> {
  await sql`select disable_totp(${userId}, ${at})`.execute(db);
}

/** True the first time for a step. */
export async function useTotpStep(db: Db, userId: string, step: number): Promise<boolean> {
  return done(await sql<Done>`select use_totp_step(${userId}, ${step}) as done`.execute(db));
}

/** True the first time for a code. */
export async function useRecoveryCode(db: Db, userId: string, hash: Buffer): Promise<boolean> {
  return done(await sql<Done>`select use_recovery_code(${userId}, ${hash}) as done`.execute(db));
}

export interface InvitationRow {
  readonly tenant_id: string;
  readonly invitation_id: string;
  readonly email: string;
  readonly role: string;
  readonly invited_by: string | null;
  readonly expires_at: string;
}

export async function findInvitation(
  transactor: Transactor,
  tokenHash: Buffer,
): Promise<InvitationRow | undefined> {
  const rows = await transactor.lookup<InvitationRow>({
    name: 'find_invitation',
    text: 'select * from find_invitation($1)',
    values: [tokenHash],
  });
  return rows[0];
}

export async function isPlatformEmpty(transactor: Transactor): Promise<boolean> {
  const rows = await transactor.lookup<{ empty: boolean }>({
    name: 'platform_is_empty',
    text: 'select platform_is_empty() as empty',
    values: [],
  });
  return rows[0]?.empty ?? false;
}

/** @returns false once there is a person: set-up is over */
export async function offerSetUp(
  db: Db,
  { tokenHash, at, expiresAt }: { tokenHash: Buffer; at: string; expiresAt: string },
): Promise<boolean> {
  return done(await sql<Done>`select offer_set_up(${tokenHash}, ${at}, ${expiresAt}) as done`.execute(db));
}

/** @returns true for one caller only, if its transaction commits */
export async function claimSetUp(db: Db, tokenHash: Buffer, at: string): Promise<boolean> {
  return done(await sql<Done>`select claim_set_up(${tokenHash}, ${at}) as done`.execute(db));
}

interface Done {
  readonly done: boolean | null;
}

function done({ rows }: { rows: readonly Done[] }): boolean {
  return rows[0]?.done ?? false;
}
