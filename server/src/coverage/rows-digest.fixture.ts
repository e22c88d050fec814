import type { TestDatabase } from '../testing/database.ts';

/** Columns that note when a credential was last used: written off the request path, by refused requests too. */
const lastUse = ['last_seen_at', 'last_used_at', 'last_used_address'];
const tablesWithLastUse = ['sessions', 'memberships', 'api_keys'];

/**
 * A digest of every table's rows, of one tenant or of the whole database, so that a test can say that nothing was written,
 * and if something was, where.
 */
export async function rowsDigest(
  { admin }: TestDatabase,
  tenantId?: string,
): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        and ($1 or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'))
      order by 1`,
    [tenantId === undefined],
  );
  const parts = tables.map(({ name }) => {
    const kept = tablesWithLastUse.includes(name) ? `- '{${lastUse.join()}}'::text[]` : '';
    const filter = tenantId === undefined ? '' : 'where t.tenant_id = $1';
    return `select '${name}' as name, count(*) || ' rows ' || coalesce(md5(string_agg(h, '' order by h)), '') as digest
              from (select md5((to_jsonb(t) ${kept})::text) as h from ${name} t ${filter}) x`;
  });
  const { rows } = await admin.query<{ name: string; digest: string }>(
    parts.join(' union all '),
    tenantId === undefined ? [] : [tenantId],
  );
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
