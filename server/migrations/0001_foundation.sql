-- Foundation: tenants, the tenant wall, audit chain, outbox, idempotency, job liveness.
-- Roles (made by platform/db/provision.ts, cluster-wide): the migrating role owns everything; crp_app is what the service
-- runs as and cannot bypass row-level security; crp_auth owns the few SECURITY DEFINER functions that look across tenants.

-- '' and not NULL is what an unset value reads as after the first set_config on a connection.
create function current_tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.tenant', true), '')::uuid;

create function current_user_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.user', true), '')::uuid;

-- The wall, one way for every table with a tenant_id.
create procedure protect_tenant_table(name regclass, privileges text)
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy tenant_wall on %s for all to crp_app using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  execute format('grant %s on %s to crp_app', privileges, name);
end $$;

-- A foreign key checked once a statement instead of once a row, for tables that imports fill by the hundred thousand (a row
-- check there costs more than the insert: docs/performance.md). The parents are never deleted: the service has no such
-- grant. Runs as the caller, so another tenant's parent is a missing one. Arguments: parent, then child column, parent column …
create function assert_parents() returns trigger
  language plpgsql as $$
declare
  pairs text;
  orphan boolean;
begin
  select string_agg(format('n.%I = p.%I', tg_argv[i], tg_argv[i + 1]), ' and ') into pairs
    from generate_series(1, tg_nargs - 2, 2) i;
  execute format('select exists (select 1 from (select distinct %s from arrivals n) n where not exists (select 1 from %s p where p.tenant_id = n.tenant_id and %s))',
                 (select 'n.tenant_id, ' || string_agg(format('n.%I', tg_argv[i]), ', ') from generate_series(1, tg_nargs - 2, 2) i),
                 tg_argv[0], pairs) into orphan;
  if orphan then
    raise exception 'row of % names a % that does not exist', tg_table_name, tg_argv[0] using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

create procedure reference_parent(child regclass, parent text, variadic pairs text[])
  language plpgsql as $$
declare
  arguments text := (select string_agg(quote_literal(x), ', ') from unnest(array[parent] || pairs) x);
begin
  execute format('create trigger %I after insert on %s referencing new table as arrivals for each statement execute function assert_parents(%s)',
                 'parent_' || parent, child, arguments);
end $$;

create table tenants (
  tenant_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  branding jsonb not null default '{}',
  created_at timestamptz not null,
  version bigint not null default 1
);
call protect_tenant_table('tenants', 'select, insert, update');

-- One row a tenant: the lock that makes audit and event numbers gapless and gives them commit order.
create table tenant_heads (
  tenant_id uuid primary key references tenants,
  audit_seq bigint not null default 0,
  audit_hash bytea not null default decode(repeat('00', 32), 'hex') check (length(audit_hash) = 32),
  event_seq bigint not null default 0,
  -- Raised by every change that the dashboard shows.
  register_version bigint not null default 0
);
call protect_tenant_table('tenant_heads', 'select, insert, update');

create table audit_log (
  tenant_id uuid not null references tenants,
  seq bigint not null,
  entry_id uuid not null,
  at timestamptz not null,
  type text not null check (length(type) <= 100),
  subject_type text not null check (length(subject_type) <= 60),
  subject_id text not null check (length(subject_id) <= 200),
  actor_kind text not null check (actor_kind in ('USER', 'API_KEY', 'SYSTEM', 'ANONYMOUS')),
  actor_id text not null,
  request_id text,
  -- Canonical JSON (RFC 8785) of the whole entry; what the hash covers. The columns above only serve filters.
  body text not null check (length(body) <= 65536),
  hash bytea not null check (length(hash) = 32),
  primary key (tenant_id, seq)
);
call protect_tenant_table('audit_log', 'select, insert');
create index audit_log_type on audit_log (tenant_id, type, seq desc);
create index audit_log_subject on audit_log (tenant_id, subject_type, subject_id, seq desc);
create index audit_log_actor on audit_log (tenant_id, actor_id, seq desc);

create table events (
  tenant_id uuid not null references tenants,
  seq bigint not null,
  event_id uuid not null,
  at timestamptz not null,
  type text not null check (length(type) <= 100),
  version smallint not null,
  subject_type text not null,
  subject_id text not null,
  payload jsonb not null,
  primary key (tenant_id, seq)
);
call protect_tenant_table('events', 'select, insert, delete');

create table event_cursors (
  tenant_id uuid not null references tenants,
  consumer text not null,
  seq bigint not null,
  primary key (tenant_id, consumer)
);
call protect_tenant_table('event_cursors', 'select, insert, update');

-- Appends audit rows and events under the head's lock, in one round trip at the end of a transaction.
-- hash = SHA-256(previous hash || seq as 8 bytes big-endian || SHA-256(body)); the first previous hash is 32 zero bytes.
create function append_log(audit jsonb, outbox jsonb, register_changed boolean)
  returns table (audit_seq bigint, event_seq bigint)
  language plpgsql as $$
declare
  head tenant_heads;
  item jsonb;
begin
  select * into strict head from tenant_heads h where h.tenant_id = current_tenant() for update;
  for item in select value from jsonb_array_elements(audit) loop
    head.audit_seq := head.audit_seq + 1;
    head.audit_hash := sha256(head.audit_hash || int8send(head.audit_seq) || sha256(convert_to(item->>'body', 'UTF8')));
    insert into audit_log values (
      head.tenant_id, head.audit_seq, (item->>'id')::uuid, (item->>'at')::timestamptz, item->>'type',
      item->>'subjectType', item->>'subjectId', item->>'actorKind', item->>'actorId', item->>'requestId',
      item->>'body', head.audit_hash);
  end loop;
  for item in select value from jsonb_array_elements(outbox) loop
    head.event_seq := head.event_seq + 1;
    insert into events values (
      head.tenant_id, head.event_seq, (item->>'id')::uuid, (item->>'at')::timestamptz, item->>'type',
      (item->>'version')::smallint, item->>'subjectType', item->>'subjectId', item->'payload');
  end loop;
  update tenant_heads h
     set audit_seq = head.audit_seq, audit_hash = head.audit_hash, event_seq = head.event_seq,
         register_version = h.register_version + case when register_changed then 1 else 0 end
   where h.tenant_id = head.tenant_id;
  if jsonb_array_length(outbox) > 0 then
    perform pg_notify('crp_events', head.tenant_id || ':' || head.event_seq);
  end if;
  return query select head.audit_seq, head.event_seq;
end $$;

create table idempotency_keys (
  tenant_id uuid not null,
  principal text not null,
  operation text not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  status smallint not null,
  response jsonb,
  created_at timestamptz not null,
  primary key (tenant_id, principal, operation, key)
);
call protect_tenant_table('idempotency_keys', 'select, insert, update, delete');
create index idempotency_keys_age on idempotency_keys (tenant_id, created_at);

-- Liveness of job workers; a worker that stops beating has its jobs unlocked. Not tenant data.
create table worker_heartbeats (
  worker_id text primary key,
  at timestamptz not null
);
grant select, insert, update, delete on worker_heartbeats to crp_app;

-- Jobs that used up their attempts, kept where an operator sees them. Not tenant data: ids only.
create table dead_jobs (
  job_id bigint primary key,
  task text not null,
  payload jsonb not null,
  attempts int not null,
  last_error text not null,
  died_at timestamptz not null
);
grant select, insert, delete on dead_jobs to crp_app;

-- One row: what every node has to agree on.
create table deployment (
  only_row boolean primary key default true check (only_row),
  -- HMAC under the master key: a start with another key is refused instead of reading garbage.
  key_check text not null,
  created_at timestamptz not null default now()
);
grant select on deployment to crp_app;
