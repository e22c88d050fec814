import pg from 'pg';
import { StartupError } from './errors.ts';

export interface Provisioned {
  /** URL of the role the service runs as. */
  readonly appUrl: string;
}

interface ProvisionOptions {
  /** A role that may migrate: owner of the database, able to create roles (or the roles exist already). */
  readonly adminUrl: string;
  /** Password of `crp_app`, derived from the master key so that every node knows it. */
  readonly appPassword: string;
}

/**
 * Makes the two roles that the platform needs beside the migrating one (promises 1.5): `crp_app`, which the service logs in
 * as, and `crp_auth`, which owns the functions that look a credential up before its tenant is known. Repeatable; roles belong
 * to the whole cluster, so two databases share them.
 * @throws StartupError when the given role may not do this, with the SQL that a database administrator can run instead.
 */
export async function provisionRoles({ adminUrl, appPassword }: ProvisionOptions): Promise<Provisioned> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', ['crp:provision']);
    const password = client.escapeLiteral(appPassword);
    await makeRole(client, 'crp_auth', 'nologin');
    await makeRole(client, 'crp_app', 'login');
    await client.query(`alter role crp_app with password ${password}`);
    const database = client.escapeIdentifier(new URL(adminUrl).pathname.slice(1));
    await client.query(`grant connect, create, temporary on database ${database} to crp_app`);
    await client.query('grant usage on schema public to crp_app, crp_auth');
    // Before PostgreSQL 16 only superusers may hand objects to a role they are not a member of.
    await client.query('grant crp_auth to current_user');
  } catch (error) {
    throw new StartupError(
      `DATABASE_URL: this role may not prepare the database (${reason(error)}). Use a role that owns the database and has CREATEROLE.`,
      { cause: error },
    );
  } finally {
    await client.end();
  }
  const appUrl = new URL(adminUrl);
  appUrl.username = 'crp_app';
  appUrl.password = appPassword;
  return { appUrl: appUrl.href };
}

async function makeRole(client: pg.Client, name: 'crp_app' | 'crp_auth', login: 'login' | 'nologin') {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (found.rowCount === 0)
    await client.query(`create role ${name} ${login} nosuperuser nocreatedb nocreaterole nobypassrls`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Refuses to run as a role that row-level security does not bind, or that could become one by SET ROLE: superuser, BYPASSRLS,
 * `crp_auth`, or owner of a tenant table. Three public projects found their walls inert because the container's default role is a superuser.
 * @throws StartupError
 */
export async function assertBoundByRowSecurity(appUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: appUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: string; unbound: string | null; owns: string | null }>(`
      select current_user as role,
             (select min(r.rolname) from pg_roles r where (r.rolsuper or r.rolbypassrls or r.rolname = 'crp_auth')
                 and pg_has_role(current_user, r.oid, 'member')) as unbound,
             (select min(c.relname) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
               where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
                 and pg_has_role(current_user, c.relowner, 'member')) as owns`);
    const row = rows[0];
    if (!row || row.unbound || row.owns) {
      const why = row?.owns
        ? `it owns ${row.owns}, or may act as its owner`
        : `it is, or may act as, "${row?.unbound}", which is a superuser, has BYPASSRLS or reads past tenants`;
      throw new StartupError(
        `The service may not run as database role "${row?.role}": ${why}, so the walls between tenants would not hold.`,
      );
    }
  } finally {
    await client.end();
  }
}
