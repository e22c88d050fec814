import pg from 'pg';

const heading = `-- The schema as all migrations together leave it, for reading and review. Written by \`npm run gen\`, never edited, never run: a database is
-- made by server/migrations. Taken from the catalogue, in order of names, so that every supported PostgreSQL writes the same.
`;

/** Everything in the schema public of a migrated database, as text. */
export async function schemaText(adminUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // Names are shown with their schema where it is not on the path; a role's own setting must not change that.
    await client.query('set search_path = public');
    const lines = async (text: string) =>
      (await client.query<{ line: string }>(text)).rows.map(({ line }) => line);
    const parts = [
      ['Types', await lines(types)],
      ['Functions', await functionTexts(client)],
      ['Tables', await tableTexts(client)],
    ] as const;
    return `${heading}\n${parts.map(([title, texts]) => `-- ${title}\n\n${texts.join('\n\n')}\n`).join('\n')}`;
  } finally {
    await client.end();
  }
}

const inPublic = `= 'public'::regnamespace`;

const types = `
  select format('create type %I as enum (%s);', t.typname,
                (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)) as line
    from pg_type t where t.typnamespace ${inPublic} and t.typtype = 'e' order by t.typname collate "C"`;

/** Bodies as they were written; those that PostgreSQL keeps parsed are written by it, on one line, because its line breaks are its own. */
async function functionTexts(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{
    text: string;
    parsed: boolean;
    owner: string | null;
    access: string[];
  }>(`
    select pg_get_functiondef(p.oid) as text, p.prosqlbody is not null as parsed,
           case when p.proowner = 'crp_auth'::regrole then 'crp_auth' end as owner,
           coalesce((select array_agg(format('grant execute on %s to %s;', p.oid::regprocedure, coalesce(r.rolname, 'public')) order by r.rolname collate "C" nulls first)
              from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a left join pg_roles r on r.oid = a.grantee
             where a.grantee <> p.proowner), '{}') as access
      from pg_proc p where p.pronamespace ${inPublic} and p.prokind in ('f', 'p')
     order by p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`);
  return rows.map(({ text, parsed, owner, access }) =>
    [
      `${(parsed ? onOneLine(text) : text).trimEnd().replace(/^CREATE OR REPLACE /, 'CREATE ')};`,
      ...(owner === null ? [] : [`-- owner: ${owner}`]),
      ...access.filter((line) => owner !== null || !line.endsWith('to public;')),
    ].join('\n'),
  );
}

/** Expressions as PostgreSQL writes them, without its line breaks. */
function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

interface TableRow {
  readonly oid: number;
  readonly name: string;
  readonly secured: boolean;
  readonly forced: boolean;
}

async function tableTexts(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<TableRow>(`
    select c.oid, quote_ident(c.relname) as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced
      from pg_class c where c.relnamespace ${inPublic} and c.relkind = 'r' order by c.relname collate "C"`);
  const texts: string[] = [];
  for (const table of rows) texts.push(await tableText(client, table));
  return texts;
}

async function tableText(client: pg.Client, { oid, name, secured, forced }: TableRow): Promise<string> {
  const lines = async (text: string) =>
    (await client.query<{ line: string }>(text, [oid])).rows.map(({ line }) => onOneLine(line));
  const inside = [...(await lines(columns)), ...(await lines(constraints))].map((line) => `  ${line}`);
  return [
    `create table ${name} (\n${inside.join(',\n')}\n);`,
    ...(await lines(comments)),
    ...(await lines(indexes)),
    ...(await lines(triggers)),
    ...(secured ? [`alter table ${name} enable row level security;`] : []),
    ...(forced ? [`alter table ${name} force row level security;`] : []),
    ...(await lines(policies)),
    ...(await lines(grants)),
    ...(await lines(columnGrants)),
  ].join('\n');
}

const columns = `
  select format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
      || case when a.attgenerated <> '' then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
              when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
      || case when a.attnotnull then ' not null' else '' end as line
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`;

/** NOT NULL is said at the column: from version 18 on it is a constraint too. */
const constraints = `
  select format('constraint %I %s', conname, pg_get_constraintdef(oid)) as line from pg_constraint
   where conrelid = $1 and contype in ('p', 'u', 'c', 'f', 'x') order by array_position(array['p', 'u', 'c', 'f', 'x'], contype::text), conname collate "C"`;

const comments = `
  select format('comment on column %s.%I is %L;', a.attrelid::regclass, a.attname, d.description) as line
    from pg_attribute a join pg_description d on d.objoid = a.attrelid and d.objsubid = a.attnum and d.classoid = 'pg_class'::regclass
   where a.attrelid = $1 and a.attnum > 0 order by a.attnum`;

const indexes = `
  select pg_get_indexdef(i.indexrelid) || ';' as line from pg_index i join pg_class c on c.oid = i.indexrelid
   where i.indrelid = $1 and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
   order by c.relname collate "C"`;

const triggers = `
  select pg_get_triggerdef(oid) || ';' as line from pg_trigger where tgrelid = $1 and not tgisinternal order by tgname collate "C"`;

const policies = `
  select format('create policy %I on %s%s for %s to %s%s%s;', p.polname, p.polrelid::regclass,
                case when p.polpermissive then '' else ' as restrictive' end,
                case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end,
                (select string_agg(coalesce(r.rolname, 'public'), ', ' order by r.rolname collate "C") from unnest(p.polroles) o left join pg_roles r on r.oid = o),
                coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ''),
                coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')) as line
    from pg_policy p where p.polrelid = $1 order by p.polname collate "C"`;

/** The owner's own are left out: they are everything, and one more from version 17 on. */
const grants = `
  select format('grant %s on %s to %s;', string_agg(lower(a.privilege_type), ', ' order by a.privilege_type collate "C"), c.oid::regclass, r.rolname) as line
    from pg_class c cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
   where c.oid = $1 and a.grantee <> c.relowner group by c.oid, r.rolname order by r.rolname collate "C"`;

const columnGrants = `
  select format('grant %s (%s) on %s to %s;', lower(g.privilege_type), string_agg(quote_ident(a.attname), ', ' order by a.attnum), c.oid::regclass, r.rolname) as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join lateral aclexplode(a.attacl) g join pg_roles r on r.oid = g.grantee
   where c.oid = $1 group by c.oid, r.rolname, g.privilege_type order by r.rolname collate "C", g.privilege_type collate "C"`;
