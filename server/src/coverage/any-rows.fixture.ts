import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '../testing/database.ts';

export interface TenantTable {
  readonly name: string;
  /** An INSERT that the table's types take, for the tenant in `$1`. */
  readonly insert: string;
}

/**
 * Every table with a tenant, with a row for each of the tenants. For a throwaway database only: checks and foreign keys are
 * dropped, so that a row needs no others; types, policies and grants stay as they are.
 */
export async function fillTenantTables(
  { admin }: TestDatabase,
  tenantIds: readonly string[],
): Promise<readonly TenantTable[]> {
  const { rows: constraints } = await admin.query<{ text: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as text from pg_constraint
      where contype in ('c', 'f') and connamespace = 'public'::regnamespace order by conrelid`,
  );
  for (const { text } of constraints) await admin.query(text);
  const { rows: triggers } = await admin.query<{ text: string }>(
    `select format('alter table %s disable trigger user', tgrelid::regclass) as text from pg_trigger t
       join pg_class c on c.oid = t.tgrelid and c.relnamespace = 'public'::regnamespace where not tgisinternal`,
  );
  for (const { text } of triggers) await admin.query(text);
  const { rows: tables } = await admin.query<TenantTable>(
    `select c.relname as name,
            format('insert into %I (%s) values (%s)', c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum),
                   string_agg(${anyValue}, ', ' order by a.attnum)) as insert
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attnotnull and a.attgenerated = ''
       join pg_type t on t.oid = a.atttypid
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        and exists (select from pg_attribute x where x.attrelid = c.oid and x.attname = 'tenant_id')
      group by c.relname order by c.relname`,
  );
  for (const { insert } of tables) for (const tenantId of tenantIds) await admin.query(insert, [tenantId]);
  return tables;
}

/** A value of the column's type; the tenants' rows have the same ids, as keys that begin with the tenant allow. */
const anyValue = `case
  when a.attname = 'tenant_id' then '$1'
  when t.typcategory = 'N' then '1'
  when t.typcategory = 'S' then '''x'''
  when t.typcategory = 'B' then 'true'
  when t.typcategory = 'D' then 'now()'
  when t.typcategory = 'A' then '''{}'''
  when t.typcategory = 'E' then format('(enum_range(null::%s))[1]', t.typname)
  when t.typname = 'uuid' then quote_literal('${randomUUID()}')
  when t.typname = 'jsonb' then '''{}'''
  when t.typname = 'bytea' then '''\\x00'''
  else 'null' end`;
