import type { ErrorCode } from '../kernel/errors.ts';
import type { Operation } from '../kernel/operation.ts';
import { type Role, roles, type Scope, scopes } from '../kernel/roles.ts';
import {
  makeKey,
  makePerson,
  makeTenant,
  signIn,
  type TestPerson,
  type TestTenant,
} from '../testing/people.ts';
import type { TestServer } from '../testing/server.ts';

/** What the policy says: let through, or refused with this code. */
export type Verdict = 'ALLOWED' | ErrorCode;

export interface TestPrincipal {
  readonly name: string;
  /** Fresh where the operation may end the session. */
  headers(op: Operation): Promise<Readonly<Record<string, string>>>;
  readonly query?: string;
  readonly body?: Readonly<Record<string, string>>;
  expected(op: Operation): Verdict;
}

export interface AuthorizationWorld {
  readonly own: TestTenant;
  readonly foreign: TestTenant;
  readonly principals: readonly TestPrincipal[];
}

type Policy = (op: Operation) => Verdict;

const nobody: Policy = ({ access }) => (access.kind === 'PUBLIC' ? 'ALLOWED' : 'UNAUTHENTICATED');

/** @param role in the tenant of the request; undefined: no member of it */
function session(role: Role | undefined, platformAdmin = false): Policy {
  return ({ access }) => {
    if (access.kind === 'PUBLIC' || access.kind === 'SIGNED_IN') return 'ALLOWED';
    if (access.kind === 'PLATFORM') return platformAdmin ? 'ALLOWED' : 'FORBIDDEN';
    return role !== undefined && access.roles.includes(role) ? 'ALLOWED' : 'FORBIDDEN';
  };
}

/** A key carries its owner's role and the named scopes; `foreign`: of another tenant than the request names. */
function key({
  role,
  held,
  foreign = false,
}: {
  role: Role;
  held: (scope: Scope) => boolean;
  foreign?: boolean;
}): Policy {
  return ({ access }) => {
    if (access.kind === 'PUBLIC') return 'ALLOWED';
    if (access.kind !== 'TENANT') return 'SESSION_REQUIRED';
    if (foreign) return 'FORBIDDEN';
    if (access.key === 'SESSION_ONLY') return 'SESSION_REQUIRED';
    if (!held(access.key.scope)) return 'INSUFFICIENT_SCOPE';
    return access.roles.includes(role) ? 'ALLOWED' : 'FORBIDDEN';
  };
}

/** Whoever may knock at the own tenant's door (promises, 1.3), each with what the policy says to them. */
export async function makePrincipals(server: TestServer): Promise<AuthorizationWorld> {
  const own = await makeTenant(server, 'Own');
  const foreign = await makeTenant(server, 'Foreign');
  const principals = [
    ...(await sessionPrincipals(server, own, foreign)),
    ...(await disagreeing(server, own, foreign)),
    ...(await keyPrincipals(server, own, foreign)),
  ];
  return { own, foreign, principals };
}

async function sessionPrincipals(
  server: TestServer,
  own: TestTenant,
  foreign: TestTenant,
): Promise<TestPrincipal[]> {
  const people = [own.member, own.verifier, own.auditor, own.admin];
  const removed = await makePerson(server, own.tenantId, 'WORKSPACE_ADMIN');
  const disabled = await makePerson(server, own.tenantId, 'WORKSPACE_ADMIN');
  const operator = await makePerson(server, foreign.tenantId, 'MEMBER');
  const expired = await makePerson(server, own.tenantId, 'WORKSPACE_ADMIN');
  const { admin } = server.database;
  await admin.query(`update memberships set status = 'REMOVED', removed_at = now() where user_id = $1`, [
    removed.userId,
  ]);
  await admin.query(`update memberships set status = 'DISABLED' where user_id = $1`, [disabled.userId]);
  await admin.query('update users set platform_admin = true where user_id = $1', [operator.userId]);
  await admin.query(`update sessions set expires_at = $2 where user_id = $1`, [
    expired.userId,
    '2026-01-01T00:00:00Z',
  ]);
  const removedKey = await makeKey(server, removed, scopes);
  const inOwn = { 'x-tenant-id': own.tenantId };
  const signedIn = (
    name: string,
    person: TestPerson,
    expected: Policy,
    claim: Record<string, string> = inOwn,
  ): TestPrincipal => ({
    name,
    expected,
    headers: async (op) => ({
      ...(op.access.kind === 'SIGNED_IN' ? await signIn(server, person.userId) : person.headers),
      ...claim,
    }),
  });
  return [
    fixed('anonymous', inOwn, nobody),
    fixed(
      'garbage cookie',
      { cookie: 'crp_session=garbage', 'sec-fetch-site': 'same-origin', ...inOwn },
      nobody,
    ),
    fixed(
      'cookie of nobody',
      { cookie: `crp_session=${'A'.repeat(43)}`, 'sec-fetch-site': 'same-origin', ...inOwn },
      nobody,
    ),
    fixed('expired session', { ...expired.headers, ...inOwn }, nobody),
    ...people.map((person) => signedIn(`${person.role} of the own tenant`, person, session(person.role), {})),
    signedIn('admin of a foreign tenant', foreign.admin, session(undefined)),
    signedIn('removed member', removed, session(undefined)),
    signedIn('disabled member', disabled, session(undefined)),
    signedIn('platform administrator, no member', operator, session(undefined, true)),
    fixed('key of a removed member', removedKey, nobody),
  ];
}

function fixed(name: string, headers: Readonly<Record<string, string>>, expected: Policy): TestPrincipal {
  return { name, expected, headers: async () => headers };
}

/** An administrator of both tenants whose request names both, or none. */
async function disagreeing(
  server: TestServer,
  own: TestTenant,
  foreign: TestTenant,
): Promise<TestPrincipal[]> {
  const person = await makePerson(server, own.tenantId, 'WORKSPACE_ADMIN');
  await server.database.admin.query(
    `insert into memberships (tenant_id, user_id, role, joined_at) values ($1, $2, 'WORKSPACE_ADMIN', now())`,
    [foreign.tenantId, person.userId],
  );
  const says =
    (code: ErrorCode): Policy =>
    (op) =>
      op.access.kind === 'TENANT' ? code : session('WORKSPACE_ADMIN')(op);
  const both = (
    name: string,
    claim: { header?: string; query?: string; body?: string },
    expected: Policy,
  ): TestPrincipal => ({
    name: `member of both, ${name}`,
    expected,
    headers: async (op) => ({
      ...(op.access.kind === 'SIGNED_IN' ? await signIn(server, person.userId) : person.headers),
      ...(claim.header === undefined ? {} : { 'x-tenant-id': claim.header }),
    }),
    ...(claim.query === undefined ? {} : { query: claim.query }),
    ...(claim.body === undefined ? {} : { body: { tenantId: claim.body } }),
  });
  const [a, b] = [own.tenantId, foreign.tenantId];
  const mismatch = says('TENANT_MISMATCH');
  // A GET has no body: there the tenant in the query alone decides.
  const unlessGet: Policy = (op) => (op.method === 'GET' ? session('WORKSPACE_ADMIN')(op) : mismatch(op));
  return [
    both('header against query', { header: a, query: `tenantId=${b}` }, mismatch),
    both('header against body', { header: a, body: b }, unlessGet),
    both('query against body', { query: `tenantId=${a}`, body: b }, unlessGet),
    both('query twice', { query: `tenantId=${a}&tenantId=${b}` }, mismatch),
    both('two in the header', { header: `${a}, ${b}` }, mismatch),
    both('upper case', { header: a.toUpperCase() }, mismatch),
    both('naming none', {}, says('TENANT_REQUIRED')),
  ];
}

async function keyPrincipals(
  server: TestServer,
  own: TestTenant,
  foreign: TestTenant,
): Promise<TestPrincipal[]> {
  const ofAdmin = await Promise.all(
    scopes.map(async (scope) => [scope, await makeKey(server, own.admin, [scope])] as const),
  );
  const lacking = await Promise.all(
    scopes.map(
      async (scope) =>
        [
          scope,
          await makeKey(
            server,
            own.admin,
            scopes.filter((one) => one !== scope),
          ),
        ] as const,
    ),
  );
  const everyScope = await makeKey(server, own.admin, scopes);
  const owners = new Map<Role, TestPerson>(
    [own.member, own.verifier, own.auditor, own.admin].map((one) => [one.role, one]),
  );
  const byRole = await Promise.all(
    roles
      .filter((role) => role !== 'WORKSPACE_ADMIN')
      .map(async (role) => {
        const owner = owners.get(role);
        if (!owner) throw new Error(`nobody is ${role}`);
        return fixed(
          `key of a ${role} with every scope`,
          await makeKey(server, owner, scopes),
          key({ role, held: () => true }),
        );
      }),
  );
  const admin: Role = 'WORKSPACE_ADMIN';
  const chosen =
    (keys: ReadonlyMap<Scope, Record<string, string>>) =>
    async ({ access }: Operation) =>
      (access.kind === 'TENANT' && access.key !== 'SESSION_ONLY' ? keys.get(access.key.scope) : undefined) ??
      everyScope;
  return [
    {
      name: 'key with the right scope only',
      headers: chosen(new Map(ofAdmin)),
      expected: key({ role: admin, held: () => true }),
    },
    {
      name: 'key with every scope but the right one',
      headers: chosen(new Map(lacking)),
      expected: key({ role: admin, held: () => false }),
    },
    fixed('key with every scope', everyScope, key({ role: admin, held: () => true })),
    ...byRole,
    fixed('expired key', await makeKey(server, own.admin, scopes, { expired: true }), nobody),
    fixed('revoked key', await makeKey(server, own.admin, scopes, { revoked: true }), nobody),
    fixed(
      'key of a foreign tenant',
      { ...(await makeKey(server, foreign.admin, scopes)), 'x-tenant-id': own.tenantId },
      key({ role: admin, held: () => true, foreign: true }),
    ),
    fixed('key and session at once', { ...everyScope, ...own.admin.headers }, nobody),
  ];
}
