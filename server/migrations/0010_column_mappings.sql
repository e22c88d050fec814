-- Which columns of a table of any tool hold what, saved under a name.
create table column_mappings (
  tenant_id uuid not null references tenants,
  mapping_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  description text,
  -- [{column, field}]; field null: kept as it is.
  columns jsonb not null,
  created_at timestamptz not null,
  created_by jsonb not null,
  updated_at timestamptz not null,
  version bigint not null default 1,
  primary key (tenant_id, mapping_id),
  unique (tenant_id, name)
);
call protect_tenant_table('column_mappings', 'select, insert, update, delete');

-- The mapping as it was when the job took it: {id, name, version, columns}.
alter table ingestion_jobs add column column_mapping jsonb;

-- The same file read with other columns is another reading. SHA-256 of the columns; '' without a mapping.
alter table extractions add column mapping_digest text not null default '';
drop index extractions_content;
create unique index extractions_content on extractions (tenant_id, sha256, tool, parser_version, scope_key_id, mapping_digest) where complete;
