import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';

/**
 * What keeps tenants apart, read from the database's own catalog (promises 1.5). Every list here is reviewed: an entry more is
 * a decision, an entry that no longer applies is taken out.
 */

/** Tables without a tenant, and why. */
const tenantless: Readonly<Record<string, string>> = {
  auth_failures: 'attempts are counted before anybody is known',
  dead_jobs: 'ids of jobs, for operators',
  deployment: 'one row, what nodes agree on',
  known_sources: 'of a person',
  person_idempotency_keys: 'of a person, who may belong to several tenants',
  schema_migrations: 'of the schema',
  sessions: 'of a person',
  setup_tokens: 'before there is a tenant',
  user_secrets: 'of a person',
  users: 'of a person, who may belong to several tenants',
  worker_heartbeats: 'liveness of processes',
};

/** Tenant tables of which crp_auth may read (or touch) some columns: credentials before their tenant is known, and `verify`. */
const seenByIdentity = [
  'api_keys',
  'event_cursors',
  'invitations',
  'memberships',
  'report_files',
  'reports',
  'tenant_heads',
  'tenants',
];

/** Keys that do not begin with the tenant. */
const keysWithoutTenant: readonly string[] = [];

/** Look-ups by a secret's name or a hash, before the tenant is known; none is unique, so none tells what exists. */
const indexesWithoutTenant = [
  'api_keys_lookup',
  'invitations_token',
  'memberships_user',
  'report_files_sha256',
];

/** Functions that look past the walls, each doing one named thing. Never add one without a review of its body. */
const definers = [
  'admit_attempt(text[],integer[],integer[],timestamp with time zone)',
  'authenticate_keys(text[])',
  'authenticate_sessions(bytea[])',
  'claim_set_up(bytea,timestamp with time zone)',
  'create_user(uuid,text,text,text,boolean,timestamp with time zone)',
  'disable_totp(uuid,timestamp with time zone)',
  'enable_totp(uuid,bytea[],timestamp with time zone)',
  'end_session_of_token(bytea)',
  'end_sessions(uuid,uuid,uuid)',
  'end_sessions_of_stranger(uuid)',
  'find_account(text,uuid,text)',
  'find_invitation(bytea)',
  'find_report_file(text)',
  'list_tenants(text)',
  'offer_set_up(bytea,timestamp with time zone,timestamp with time zone)',
  'open_session(uuid,uuid,bytea,timestamp with time zone,timestamp with time zone,text,text,text)',
  'outbox_pending()',
  'platform_is_empty()',
  'release_attempt(text[],timestamp with time zone)',
  'rotate_session(uuid,bytea)',
  'set_password(uuid,text,timestamp with time zone)',
  'signed_in_person(uuid)',
  'start_totp(uuid,text)',
  'touch_credentials(uuid[],uuid[],uuid[],text[],timestamp with time zone)',
  'update_profile(uuid,text,text,text,jsonb,timestamp with time zone)',
  'use_recovery_code(uuid,bytea)',
  'use_totp_step(uuid,bigint)',
];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

async function column(text: string): Promise<readonly string[]> {
  const { rows } = await database.admin.query<{ found: string }>(`select x.found::text from (${text}) x`);
  return rows.map(({ found }) => found).sort();
}

const tenantTables = `select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`;

describe('every table with a tenant', () => {
  it('is looked at by these tests: all others are on the list of those without', async () => {
    expect((await column(`select relname as found from (${tenantTables}) t`)).length).toBeGreaterThanOrEqual(
      27,
    );
    expect(
      await column(`select c.relname as found from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and c.oid not in (select oid from (${tenantTables}) t)`),
    ).toEqual(Object.keys(tenantless));
  });

  it('stands in the public schema as a plain table: no partition, no materialised copy', async () => {
    expect(
      await column(`select c.oid::regclass as found from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relkind in ('r', 'p', 'm', 'f') and (c.relkind <> 'r' or c.relispartition or c.relnamespace <> 'public'::regnamespace)`),
    ).toEqual([]);
  });

  it('has a tenant that cannot be null', async () => {
    expect(
      await column(`select t.relname as found from (${tenantTables}) t join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id'
        where not a.attnotnull or a.atttypid <> 'uuid'::regtype`),
    ).toEqual([]);
  });

  it('has row security enabled and forced', async () => {
    expect(
      await column(
        `select relname as found from (${tenantTables}) t where not (relrowsecurity and relforcerowsecurity)`,
      ),
    ).toEqual([]);
  });

  it('has one wall for the service, on reading and on writing, for every command', async () => {
    const wall = '(tenant_id = current_tenant())';
    expect(
      await column(`select t.relname as found from (${tenantTables}) t where not exists (
        select from pg_policy p where p.polrelid = t.oid and p.polcmd = '*' and p.polpermissive
          and p.polroles = array['crp_app'::regrole::oid]
          and pg_get_expr(p.polqual, p.polrelid) = '${wall}' and pg_get_expr(p.polwithcheck, p.polrelid) = '${wall}')`),
    ).toEqual([]);
  });

  // A restrictive policy can only take away from what the wall allows.
  it('has no second policy that would let the service past the wall', async () => {
    expect(
      await column(`select t.relname || '.' || p.polname as found from (${tenantTables}) t join pg_policy p on p.polrelid = t.oid
        where (0 = any (p.polroles) or 'crp_app'::regrole = any (p.polroles)) and p.polname <> 'tenant_wall' and p.polpermissive`),
    ).toEqual([]);
    expect(
      await column(`select distinct t.relname as found from (${tenantTables}) t join pg_policy p on p.polrelid = t.oid
        where p.polname <> 'tenant_wall' and p.polpermissive`),
    ).toEqual(seenByIdentity);
  });

  it('begins every primary and unique key with the tenant, so that a key tells nothing of other tenants', async () => {
    const notFirst = (
      unique: boolean,
    ) => `select i.indexrelid::regclass as found from pg_index i join (${tenantTables}) t on t.oid = i.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id'
      where i.indisunique = ${unique} and i.indkey[0] <> a.attnum`;
    expect(await column(notFirst(true))).toEqual(keysWithoutTenant);
    expect(await column(notFirst(false))).toEqual(indexesWithoutTenant);
  });

  it('carries the tenant in every foreign key, on both sides', async () => {
    expect(
      await column(`select t.relname || ' → ' || c.confrelid::regclass as found from pg_constraint c join (${tenantTables}) t on t.oid = c.conrelid
        join pg_attribute child on child.attrelid = c.conrelid and child.attnum = c.conkey[1]
        join pg_attribute parent on parent.attrelid = c.confrelid and parent.attnum = c.confkey[1]
        where c.contype = 'f' and not (child.attname = 'tenant_id' and parent.attname = 'tenant_id')`),
      // A person has no tenant.
    ).toEqual(['memberships → users']);
  });
});

describe('what looks past the walls', () => {
  it('is no view: a plain view runs as its owner', async () => {
    expect(
      await column(`select c.oid::regclass as found from pg_class c where c.relkind in ('v', 'm') and c.relnamespace = 'public'::regnamespace
        and not coalesce(c.reloptions, '{}') @> '{security_invoker=true}'`),
    ).toEqual([]);
  });

  it('is exactly the reviewed functions', async () => {
    expect(
      await column(`select p.oid::regprocedure as found from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`),
    ).toEqual(definers);
  });

  it('belongs to crp_auth, has its search path set, and only the service may call it', async () => {
    expect(
      await column(`select p.oid::regprocedure as found from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace
        and not (p.proowner = 'crp_auth'::regrole
          and coalesce(p.proconfig, '{}') @> array['search_path=public, pg_temp']
          and has_function_privilege('crp_app', p.oid, 'execute')
          and not exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                           where a.grantee not in ('crp_app'::regrole, 'crp_auth'::regrole)))`),
    ).toEqual([]);
  });
});

describe('the role crp_app', () => {
  it('is bound by row security: no superuser, no BYPASSRLS, member of nothing', async () => {
    expect(
      await column(`select rolname as found from pg_roles where rolname in ('crp_app', 'crp_auth')
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`),
    ).toEqual([]);
    expect(
      await column(`select roleid::regrole as found from pg_auth_members where member = 'crp_app'::regrole`),
    ).toEqual([]);
  });

  it('owns nothing in the public schema and cannot create there', async () => {
    expect(
      await column(`select relname::text as found from pg_class where relowner = 'crp_app'::regrole and relnamespace = 'public'::regnamespace
        union all select oid::regprocedure::text from pg_proc where proowner = 'crp_app'::regrole and pronamespace = 'public'::regnamespace`),
    ).toEqual([]);
    expect(await column(`select has_schema_privilege('crp_app', 'public', 'create') as found`)).toEqual([
      'false',
    ]);
  });

  it('has no way to empty a table, or to hang a trigger or a foreign key on one', async () => {
    expect(
      await column(`select c.relname || ' ' || p as found from pg_class c, unnest(array['truncate', 'trigger', 'references']) p
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and has_table_privilege('crp_app', c.oid, p)`),
    ).toEqual([]);
  });

  it('cannot change what is kept for ever', async () => {
    expect(
      await column(`select t || ' ' || p as found
        from unnest(array['audit_log', 'decision_traces', 'findings', 'report_files', 'vulnerability_comment_texts', 'vulnerability_history']) t, unnest(array['update', 'delete']) p
        where case when p = 'update' then has_any_column_privilege('crp_app', t, p) else has_table_privilege('crp_app', t, p) end`),
    ).toEqual([]);
  });

  it('reads nothing of what proves who a person is', async () => {
    expect(
      await column(`select c.relname as found from pg_class c
        where c.relname in ('user_secrets', 'sessions', 'setup_tokens', 'auth_failures', 'known_sources')
          and (has_any_column_privilege('crp_app', c.oid, 'select') or has_any_column_privilege('crp_app', c.oid, 'insert')
            or has_any_column_privilege('crp_app', c.oid, 'update') or has_table_privilege('crp_app', c.oid, 'delete'))`),
    ).toEqual([]);
    expect(
      await column(`select has_column_privilege('crp_app', 'api_keys', 'secret_hash', 'select') as found`),
    ).toEqual(['false']);
  });
});

describe('the role crp_auth', () => {
  it('cannot log in and owns no table', async () => {
    expect(await column(`select rolcanlogin as found from pg_roles where rolname = 'crp_auth'`)).toEqual([
      'false',
    ]);
    expect(
      await column(`select oid::regclass as found from pg_class where relowner = 'crp_auth'::regrole`),
    ).toEqual([]);
  });

  it('sees of the tenants’ tables only the reviewed ones, and never their contents as a whole', async () => {
    expect(
      await column(
        `select relname as found from (${tenantTables}) t where has_any_column_privilege('crp_auth', t.oid, 'select')`,
      ),
    ).toEqual(seenByIdentity);
    expect(
      await column(
        `select relname as found from (${tenantTables}) t where has_table_privilege('crp_auth', t.oid, 'select, insert, update, delete')`,
      ),
    ).toEqual([]);
  });
});
