import type { Role, Scope } from '../kernel/roles.ts';
import { newId } from '../kernel/source.ts';
import { newApiKey, secretHash } from '../modules/auth/api-key-format.ts';
import { newToken, tokenHash } from '../modules/auth/session-token.ts';
import type { TestClock } from './clock.ts';
import type { TestDatabase } from './database.ts';

export interface TestTenant {
  readonly tenantId: string;
  readonly name: string;
  readonly admin: TestPerson;
  readonly member: TestPerson;
  readonly verifier: TestPerson;
  readonly auditor: TestPerson;
}

export interface TestPerson {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly tenantId: string;
  /** Headers of a signed-in browser on our own pages. */
  readonly headers: Readonly<Record<string, string>>;
}

interface World {
  readonly database: TestDatabase;
  readonly clock: TestClock;
}

/** A tenant with one person of each role, signed in. Rows are written directly: signing in has tests of its own. */
export async function makeTenant(world: World, name = 'Example Ltd'): Promise<TestTenant> {
  const tenantId = newId(world.clock);
  const { admin } = world.database;
  await admin.query('insert into tenants (tenant_id, name, created_at) values ($1, $2, now())', [
    tenantId,
    name,
  ]);
  await admin.query('insert into tenant_heads (tenant_id) values ($1)', [tenantId]);
  return {
    tenantId,
    name,
    admin: await makePerson(world, tenantId, 'WORKSPACE_ADMIN'),
    member: await makePerson(world, tenantId, 'MEMBER'),
    verifier: await makePerson(world, tenantId, 'VERIFIER'),
    auditor: await makePerson(world, tenantId, 'AUDITOR'),
  };
}

export async function makePerson(world: World, tenantId: string, role: Role): Promise<TestPerson> {
  const userId = newId(world.clock);
  const email = `${role.toLowerCase().replace('_', '-')}.${userId.slice(-8)}@example.test`;
  const now = new Date(world.clock.nowMs()).toISOString();
  const { admin } = world.database;
  await admin.query(
    'insert into users (user_id, email, display_name, created_at, updated_at) values ($1, $2, $3, $4, $4)',
    [userId, email, `Test ${role.toLowerCase()}`, now],
  );
  await admin.query('insert into memberships (tenant_id, user_id, role, joined_at) values ($1, $2, $3, $4)', [
    tenantId,
    userId,
    role,
    now,
  ]);
  return { userId, email, role, tenantId, headers: await signIn(world, userId) };
}

/** Opens a session and gives the headers that a browser would send. */
export async function signIn(world: World, userId: string): Promise<Record<string, string>> {
  const token = newToken(world.clock);
  const now = new Date(world.clock.nowMs());
  const until = new Date(now.getTime() + 12 * 60 * 60_000);
  await world.database.admin.query(
    `insert into sessions (token_hash, session_id, user_id, created_at, last_seen_at, expires_at, address, user_agent) values ($1, $2, $3, $4, $4, $5, '127.0.0.1', 'test')`,
    [tokenHash(token), newId(world.clock), userId, now.toISOString(), until.toISOString()],
  );
  return { cookie: `crp_session=${token}`, 'sec-fetch-site': 'same-origin' };
}

/** An API key of a person. */
export async function makeKey(
  world: World,
  person: TestPerson,
  scopes: readonly Scope[],
  options: { readonly expired?: true; readonly revoked?: true } = {},
): Promise<Record<string, string>> {
  const { apiKey, lookup, secret } = newApiKey(world.clock);
  const now = world.clock.nowMs();
  const at = (days: number) => new Date(now + days * 86_400_000).toISOString();
  await world.database.admin.query(
    `insert into api_keys (tenant_id, key_id, user_id, name, lookup, secret_hash, scopes, created_at, expires_at, revoked_at) values ($1, $2, $3, 'test', $4, $5, $6, $7, $8, $9)`,
    [
      person.tenantId,
      newId(world.clock),
      person.userId,
      lookup,
      secretHash(secret),
      [...scopes],
      at(-2),
      at(options.expired ? -1 : 30),
      options.revoked ? at(-1) : null,
    ],
  );
  return { 'x-api-key': apiKey };
}
