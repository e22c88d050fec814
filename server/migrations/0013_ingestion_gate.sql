-- Per tenant: when the gate asks about closing many, and how long raw reports are kept. No row: the defaults.
create table ingestion_settings (
  tenant_id uuid primary key references tenants,
  mass_close_count int not null check (mass_close_count between 0 and 1000000),
  mass_close_share numeric(4, 3) not null check (mass_close_share between 0 and 1),
  -- Days after the last import that used a file until its bytes are deleted; null: kept.
  raw_file_days int check (raw_file_days between 1 and 36500),
  updated_at timestamptz not null,
  updated_by jsonb not null,
  version bigint not null default 1
);
call protect_tenant_table('ingestion_settings', 'select, insert, update');

-- {count, share}; null: the tenant's.
alter table scope_keys add column mass_close jsonb;

-- Why the warnings of a job were accepted, in the words of the person who did.
alter table ingestion_jobs add column acknowledge_reason text check (length(acknowledge_reason) <= 2000);
