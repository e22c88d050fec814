-- The schema as all migrations together leave it, for reading and review. Written by `npm run gen`, never edited, never run: a database is
-- made by server/migrations. Taken from the catalogue, in order of names, so that every supported PostgreSQL writes the same.

-- Types

create type result_class as enum ('VULNERABILITY', 'EXPOSURE_SIGNAL', 'INFORMATIONAL', 'NEGATIVE_RESULT');

create type severity as enum ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO');

create type vulnerability_status as enum ('OPEN', 'CLIENT_FIXED', 'VERIFIED', 'RISK_ACCEPTED', 'FALSE_POSITIVE');

-- Functions

CREATE FUNCTION public.actor_name(ref jsonb) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE RETURN CASE (ref ->> 'kind'::text) WHEN 'USER'::text THEN COALESCE((SELECT u.display_name FROM users u WHERE (u.user_id = ((actor_name.ref ->> 'id'::text))::uuid)), 'Somebody outside'::text) WHEN 'API_KEY'::text THEN COALESCE((SELECT k.name FROM api_keys k WHERE (k.key_id = ((actor_name.ref ->> 'id'::text))::uuid)), 'An API key'::text) ELSE (ref ->> 'id'::text) END;

CREATE FUNCTION public.admit_attempt(buckets text[], limits integer[], window_seconds integer[], at timestamp with time zone)
 RETURNS TABLE(full_bucket text, opens_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  item record;
  times timestamptz[];
begin
  delete from auth_failures f
   where f.bucket in (select s.bucket from auth_failures s where s.stale_at < at - interval '1 hour' limit 20 for update skip locked);
  insert into auth_failures
    select b, '{}', at + make_interval(secs => w) from unnest(buckets, window_seconds) as u (b, w) order by b
    on conflict (bucket) do update set stale_at = greatest(auth_failures.stale_at, excluded.stale_at);
  for item in select u.b, u.n, u.w, f.failed_at from unnest(buckets, limits, window_seconds) as u (b, n, w)
               join auth_failures f on f.bucket = u.b order by u.b loop
    times := array(select t from unnest(item.failed_at) t where t > at - make_interval(secs => item.w) order by t);
    if cardinality(times) >= item.n
       and (opens_at is null or opens_at < times[cardinality(times) - item.n + 1] + make_interval(secs => item.w)) then
      full_bucket := item.b;
      opens_at := times[cardinality(times) - item.n + 1] + make_interval(secs => item.w);
    end if;
  end loop;
  if full_bucket is not null then
    return next;
    return;
  end if;
  update auth_failures f
     set failed_at = array(select t from unnest(f.failed_at) t where t > at - make_interval(secs => u.w) order by t) || at
    from unnest(buckets, window_seconds) as u (b, w) where f.bucket = u.b;
end $function$;
-- owner: crp_auth
grant execute on admit_attempt(text[],integer[],integer[],timestamp with time zone) to crp_app;

CREATE FUNCTION public.append_log(audit jsonb, outbox jsonb, register_changed boolean, posture_changed boolean DEFAULT NULL::boolean)
 RETURNS TABLE(audit_seq bigint, event_seq bigint)
 LANGUAGE plpgsql
AS $function$
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
         register_version = h.register_version + case when register_changed then 1 else 0 end,
         posture_version = h.posture_version + case when coalesce(posture_changed, register_changed) then 1 else 0 end
   where h.tenant_id = head.tenant_id;
  if jsonb_array_length(outbox) > 0 then
    perform pg_notify('crp_events', head.tenant_id || ':' || head.event_seq);
  end if;
  return query select head.audit_seq, head.event_seq;
end $function$;

CREATE FUNCTION public.assert_parents()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE FUNCTION public.authenticate_keys(lookups text[])
 RETURNS TABLE(tenant_id uuid, key_id uuid, user_id uuid, lookup text, secret_hash bytea, scopes text[], expires_at timestamp with time zone, last_used_at timestamp with time zone, usable boolean, role text, register_version bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
    select k.tenant_id, k.key_id, k.user_id, k.lookup, k.secret_hash, k.scopes, k.expires_at, k.last_used_at,
           k.revoked_at is null and m.status = 'ACTIVE', m.role, h.register_version
      from api_keys k
      join memberships m on m.tenant_id = k.tenant_id and m.user_id = k.user_id
      join tenant_heads h on h.tenant_id = k.tenant_id
     where k.lookup = any (lookups);
end $function$;
-- owner: crp_auth
grant execute on authenticate_keys(text[]) to crp_app;

CREATE FUNCTION public.authenticate_sessions(hashes bytea[])
 RETURNS TABLE(token_hash bytea, session_id uuid, user_id uuid, last_seen_at timestamp with time zone, expires_at timestamp with time zone, platform_admin boolean, tenant_id uuid, role text, register_version bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
    select s.token_hash, s.session_id, s.user_id, s.last_seen_at, s.expires_at, u.platform_admin,
           m.tenant_id, m.role, h.register_version
      from sessions s
      join users u on u.user_id = s.user_id
      left join memberships m on m.user_id = s.user_id and m.status = 'ACTIVE'
      left join tenant_heads h on h.tenant_id = m.tenant_id
     where s.token_hash = any (hashes)
     order by s.session_id, m.tenant_id;
end $function$;
-- owner: crp_auth
grant execute on authenticate_sessions(bytea[]) to crp_app;

CREATE FUNCTION public.claim_set_up(hash bytea, at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from setup_tokens s where s.token_hash = hash and s.expires_at > at and not exists (select from users) returning true;
$function$;
-- owner: crp_auth
grant execute on claim_set_up(bytea,timestamp with time zone) to crp_app;

CREATE FUNCTION public.create_user(id uuid, address text, shown_name text, hash text, operator boolean, at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  insert into users (user_id, email, display_name, platform_admin, created_at, updated_at) values (id, address, shown_name, operator, at, at);
  insert into user_secrets (user_id, password_hash, password_changed_at) values (id, hash, at);
$function$;
-- owner: crp_auth
grant execute on create_user(uuid,text,text,text,boolean,timestamp with time zone) to crp_app;

CREATE FUNCTION public.current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE RETURN (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid;

CREATE FUNCTION public.current_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE RETURN (NULLIF(current_setting('app.user'::text, true), ''::text))::uuid;

CREATE FUNCTION public.disable_totp(who uuid, at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update user_secrets set totp_secret = null, recovery_hashes = '{}' where user_id = who;
  update users set totp_enabled = false, updated_at = at where user_id = who;
$function$;
-- owner: crp_auth
grant execute on disable_totp(uuid,timestamp with time zone) to crp_app;

CREATE FUNCTION public.enable_totp(who uuid, recovery bytea[], at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update user_secrets set recovery_hashes = recovery where user_id = who;
  update users set totp_enabled = true, updated_at = at where user_id = who;
$function$;
-- owner: crp_auth
grant execute on enable_totp(uuid,bytea[],timestamp with time zone) to crp_app;

CREATE FUNCTION public.end_session_of_token(hash bytea)
 RETURNS TABLE(session_id uuid, user_id uuid)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from sessions s where s.token_hash = hash returning s.session_id, s.user_id;
$function$;
-- owner: crp_auth
grant execute on end_session_of_token(bytea) to crp_app;

CREATE FUNCTION public.end_sessions(who uuid, ended uuid, kept uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from sessions s
   where s.user_id = who and (ended is null or s.session_id = ended) and (kept is null or s.session_id <> kept)
  returning s.session_id;
$function$;
-- owner: crp_auth
grant execute on end_sessions(uuid,uuid,uuid) to crp_app;

CREATE FUNCTION public.end_sessions_of_stranger(who uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from sessions s
   where s.user_id = who
     and not exists (select from memberships m where m.user_id = who and m.status = 'ACTIVE')
     and not exists (select from users u where u.user_id = who and u.platform_admin)
  returning s.session_id;
$function$;
-- owner: crp_auth
grant execute on end_sessions_of_stranger(uuid) to crp_app;

CREATE FUNCTION public.find_account(by_email text, by_id uuid, from_source text)
 RETURNS TABLE(user_id uuid, email text, password_hash text, totp_enabled boolean, totp_secret text, known_source boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select u.user_id, u.email, s.password_hash, u.totp_enabled, s.totp_secret,
         exists (select from known_sources k where k.user_id = u.user_id and k.source = from_source)
    from users u join user_secrets s on s.user_id = u.user_id
   where u.email = by_email or u.user_id = by_id;
$function$;
-- owner: crp_auth
grant execute on find_account(text,uuid,text) to crp_app;

CREATE FUNCTION public.find_invitation(hash bytea)
 RETURNS TABLE(tenant_id uuid, invitation_id uuid, email text, role text, invited_by uuid, expires_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select i.tenant_id, i.invitation_id, i.email, i.role, i.invited_by, i.expires_at from invitations i where i.token_hash = hash;
$function$;
-- owner: crp_auth
grant execute on find_invitation(bytea) to crp_app;

CREATE FUNCTION public.find_report_file(digest text)
 RETURNS TABLE(report_id uuid, report_type text, format text, signature text, key_id text, public_key text, made_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select f.report_id, r.report_type, f.format, f.signature, f.key_id, f.public_key, f.created_at
    from report_files f join reports r on r.tenant_id = f.tenant_id and r.report_id = f.report_id
   where f.sha256 = digest order by f.created_at, f.report_id limit 1;
$function$;
-- owner: crp_auth
grant execute on find_report_file(text) to crp_app;

CREATE FUNCTION public.inet_or_null(value text)
 RETURNS inet
 LANGUAGE plpgsql
 IMMUTABLE STRICT
AS $function$
begin
  if value !~ '^[0-9a-fA-F:.]{2,45}(/[0-9]{1,3})?$' then
    return null;
  end if;
  return value::inet;
exception when invalid_text_representation then
  return null;
end $function$;

CREATE FUNCTION public.is_admin_here(person uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE RETURN (EXISTS (SELECT 1 FROM memberships m WHERE ((m.user_id = is_admin_here.person) AND (m.status = 'ACTIVE'::text) AND (m.role = 'WORKSPACE_ADMIN'::text) AND (m.tenant_id = current_tenant()))));

CREATE FUNCTION public.list_tenants(named text)
 RETURNS TABLE(tenant_id uuid, name text, created_at timestamp with time zone, users bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select t.tenant_id, t.name, t.created_at,
         (select count(*) from memberships m where m.tenant_id = t.tenant_id and m.status <> 'REMOVED')
    from tenants t
   where named is null or strpos(lower(t.name), lower(named)) > 0;
$function$;
-- owner: crp_auth
grant execute on list_tenants(text) to crp_app;

CREATE FUNCTION public.object_used_elsewhere(digest text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select 1 from report_files where sha256 = digest)
      or exists (select 1 from reports where snapshot_sha256 = digest)
      or exists (select 1 from decision_traces where inputs_sha256 = digest)
$function$;

CREATE FUNCTION public.offer_set_up(hash bytea, at timestamp with time zone, until timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  lock table setup_tokens in share row exclusive mode;
  if exists (select from users) then
    return false;
  end if;
  delete from setup_tokens;
  insert into setup_tokens values (hash, at, until);
  return true;
end $function$;
-- owner: crp_auth
grant execute on offer_set_up(bytea,timestamp with time zone,timestamp with time zone) to crp_app;

CREATE FUNCTION public.open_counts_by_asset(as_of timestamp with time zone) RETURNS TABLE(asset_id uuid, critical bigint, high bigint, medium bigint, low bigint, info bigint, total bigint, kev bigint, breached bigint) LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC SELECT v.asset_id, count(*) FILTER (WHERE (COALESCE(v.severity_override, v.severity) = 'CRITICAL'::severity)) AS count, count(*) FILTER (WHERE (COALESCE(v.severity_override, v.severity) = 'HIGH'::severity)) AS count, count(*) FILTER (WHERE (COALESCE(v.severity_override, v.severity) = 'MEDIUM'::severity)) AS count, count(*) FILTER (WHERE (COALESCE(v.severity_override, v.severity) = 'LOW'::severity)) AS count, count(*) FILTER (WHERE (COALESCE(v.severity_override, v.severity) = 'INFO'::severity)) AS count, count(*) AS count, count(*) FILTER (WHERE v.kev) AS count, count(*) FILTER (WHERE (COALESCE(v.due_at, v.sla_due_at) < open_counts_by_asset.as_of)) AS count FROM vulnerabilities v WHERE (v.status = 'OPEN'::vulnerability_status) GROUP BY v.asset_id; END;

CREATE FUNCTION public.open_session(id uuid, who uuid, hash bytea, at timestamp with time zone, until timestamp with time zone, from_address text, from_source text, agent text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from sessions s where s.user_id = who and s.expires_at < at;
  insert into sessions values (hash, id, who, at, at, until, from_address, agent);
  delete from known_sources k where k.user_id = who and k.last_success_at < at - interval '90 days';
  insert into known_sources values (who, from_source, at)
    on conflict (user_id, source) do update set last_success_at = excluded.last_success_at;
$function$;
-- owner: crp_auth
grant execute on open_session(uuid,uuid,bytea,timestamp with time zone,timestamp with time zone,text,text,text) to crp_app;

CREATE FUNCTION public.outbox_pending()
 RETURNS bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select coalesce(sum(h.event_seq - coalesce((select min(c.seq) from event_cursors c where c.tenant_id = h.tenant_id), 0)), 0)::bigint
    from tenant_heads h;
$function$;
-- owner: crp_auth
grant execute on outbox_pending() to crp_app;

CREATE FUNCTION public.platform_is_empty()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select not exists (select from users);
$function$;
-- owner: crp_auth
grant execute on platform_is_empty() to crp_app;

CREATE PROCEDURE public.protect_tenant_table(IN name regclass, IN privileges text)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy tenant_wall on %s for all to crp_app using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  execute format('grant %s on %s to crp_app', privileges, name);
end $procedure$;

CREATE PROCEDURE public.reference_parent(IN child regclass, IN parent text, VARIADIC pairs text[])
 LANGUAGE plpgsql
AS $procedure$
declare
  arguments text := (select string_agg(quote_literal(x), ', ') from unnest(array[parent] || pairs) x);
begin
  execute format('create trigger %I after insert on %s referencing new table as arrivals for each statement execute function assert_parents(%s)',
                 'parent_' || parent, child, arguments);
end $procedure$;

CREATE FUNCTION public.release_attempt(buckets text[], at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update auth_failures f
     set failed_at = f.failed_at[:array_position(f.failed_at, at) - 1] || f.failed_at[array_position(f.failed_at, at) + 1:]
   where f.bucket = any (buckets) and at = any (f.failed_at);
$function$;
-- owner: crp_auth
grant execute on release_attempt(text[],timestamp with time zone) to crp_app;

CREATE FUNCTION public.rotate_session(id uuid, hash bytea)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update sessions set token_hash = hash where session_id = id;
$function$;
-- owner: crp_auth
grant execute on rotate_session(uuid,bytea) to crp_app;

CREATE FUNCTION public.seeded_uuid_v7(at timestamp with time zone, seed text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (encode(set_bit(set_bit(OVERLAY(uuid_send((OVERLAY(md5(seed) PLACING '7'::text FROM 13 FOR 1))::uuid) PLACING SUBSTRING(int8send(((EXTRACT(epoch FROM at) * (1000)::numeric))::bigint) FROM 3) FROM 1 FOR 6), (71)::bigint, 1), (70)::bigint, 0), 'hex'::text))::uuid;

CREATE FUNCTION public.set_password(who uuid, hash text, at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update user_secrets set password_hash = hash, password_changed_at = at where user_id = who;
$function$;
-- owner: crp_auth
grant execute on set_password(uuid,text,timestamp with time zone) to crp_app;

CREATE FUNCTION public.signed_in_person(who uuid)
 RETURNS TABLE(user_id uuid, email text, display_name text, locale text, time_zone text, notifications jsonb, totp_enabled boolean, platform_admin boolean, memberships jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select u.user_id, u.email, u.display_name, u.locale, u.time_zone, u.notifications, u.totp_enabled, u.platform_admin,
         coalesce((select jsonb_agg(jsonb_build_object('tenantId', m.tenant_id, 'tenantName', t.name, 'role', m.role,
                            'since', to_char(m.joined_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                            order by lower(t.name), m.tenant_id)
                     from memberships m join tenants t on t.tenant_id = m.tenant_id
                    where m.user_id = u.user_id and m.status = 'ACTIVE'), '[]')
    from users u where u.user_id = who;
$function$;
-- owner: crp_auth
grant execute on signed_in_person(uuid) to crp_app;

CREATE FUNCTION public.start_totp(who uuid, sealed text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update user_secrets s set totp_secret = sealed, totp_last_step = 0
   where s.user_id = who and not exists (select from users u where u.user_id = who and u.totp_enabled)
  returning true;
$function$;
-- owner: crp_auth
grant execute on start_totp(uuid,text) to crp_app;

CREATE FUNCTION public.touch_credentials(seen uuid[], used_in uuid[], used uuid[], used_from text[], at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update sessions s set last_seen_at = at where s.session_id = any (seen) and s.last_seen_at < at;
  update memberships m set last_seen_at = at
    from sessions s where s.session_id = any (seen) and m.user_id = s.user_id and m.status = 'ACTIVE';
  update api_keys k set last_used_at = at, last_used_address = u.address
    from unnest(used_in, used, used_from) as u (tenant_id, key_id, address)
   where k.tenant_id = u.tenant_id and k.key_id = u.key_id and (k.last_used_at is null or k.last_used_at < at);
$function$;
-- owner: crp_auth
grant execute on touch_credentials(uuid[],uuid[],uuid[],text[],timestamp with time zone) to crp_app;

CREATE FUNCTION public.update_profile(who uuid, shown_name text, lang text, zone text, choices jsonb, at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update users u
     set display_name = coalesce(shown_name, u.display_name), locale = coalesce(lang, u.locale),
         time_zone = coalesce(zone, u.time_zone), notifications = coalesce(choices, u.notifications), updated_at = at
   where u.user_id = who;
$function$;
-- owner: crp_auth
grant execute on update_profile(uuid,text,text,text,jsonb,timestamp with time zone) to crp_app;

CREATE FUNCTION public.use_recovery_code(who uuid, hash bytea)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update user_secrets set recovery_hashes = array_remove(recovery_hashes, hash) where user_id = who and hash = any (recovery_hashes)
  returning true;
$function$;
-- owner: crp_auth
grant execute on use_recovery_code(uuid,bytea) to crp_app;

CREATE FUNCTION public.use_totp_step(who uuid, step bigint)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update user_secrets set totp_last_step = step where user_id = who and totp_last_step < step returning true;
$function$;
-- owner: crp_auth
grant execute on use_totp_step(uuid,bigint) to crp_app;

-- Tables

create table api_keys (
  tenant_id uuid not null,
  key_id uuid not null,
  user_id uuid not null,
  name text not null,
  lookup text not null,
  secret_hash bytea not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_used_address text,
  constraint api_keys_pkey PRIMARY KEY (tenant_id, key_id),
  constraint api_keys_last_used_address_check CHECK ((length(last_used_address) <= 64)),
  constraint api_keys_lookup_check CHECK (((length(lookup) >= 12) AND (length(lookup) <= 64))),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint api_keys_scopes_check CHECK (((cardinality(scopes) >= 1) AND (cardinality(scopes) <= 60))),
  constraint api_keys_secret_hash_check CHECK ((length(secret_hash) = 32)),
  constraint api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint api_keys_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES memberships(tenant_id, user_id)
);
CREATE INDEX api_keys_lookup ON public.api_keys USING btree (lookup);
CREATE INDEX api_keys_user ON public.api_keys USING btree (tenant_id, user_id, created_at DESC);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy identity_read on api_keys for select to crp_auth using (true);
create policy identity_used on api_keys for update to crp_auth using (true) with check (true);
create policy tenant_wall on api_keys for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert on api_keys to crp_app;
grant select (tenant_id, key_id, user_id, name, lookup, scopes, created_at, expires_at, revoked_at, last_used_at, last_used_address) on api_keys to crp_app;
grant update (revoked_at) on api_keys to crp_app;
grant select (tenant_id, key_id, user_id, lookup, secret_hash, scopes, expires_at, revoked_at, last_used_at) on api_keys to crp_auth;
grant update (last_used_at, last_used_address) on api_keys to crp_auth;

create table assessments (
  tenant_id uuid not null,
  assessment_id uuid not null,
  name text not null,
  methodology text default ''::text not null,
  scope_key_id uuid not null,
  tool text,
  tool_version text,
  job_id uuid,
  extraction_id uuid,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  authority jsonb,
  counts jsonb default '{}'::jsonb not null,
  summary jsonb,
  score numeric(5,2),
  risk_level text,
  formula_version text,
  decision_trace_id uuid,
  created_at timestamp with time zone not null,
  created_by jsonb not null,
  deleted_at timestamp with time zone,
  deleted_by jsonb,
  version bigint default 1 not null,
  constraint assessments_pkey PRIMARY KEY (tenant_id, assessment_id),
  constraint assessments_tenant_id_extraction_id_fkey FOREIGN KEY (tenant_id, extraction_id) REFERENCES extractions(tenant_id, extraction_id),
  constraint assessments_tenant_id_scope_key_id_fkey FOREIGN KEY (tenant_id, scope_key_id) REFERENCES scope_keys(tenant_id, scope_key_id)
);
CREATE INDEX assessments_created ON public.assessments USING btree (tenant_id, created_at DESC, assessment_id);
CREATE INDEX assessments_time ON public.assessments USING btree (tenant_id, finished_at DESC, assessment_id);
alter table assessments enable row level security;
alter table assessments force row level security;
create policy tenant_wall on assessments for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on assessments to crp_app;

create table asset_identifiers (
  tenant_id uuid not null,
  kind text not null,
  value text not null,
  asset_id uuid not null,
  constraint asset_identifiers_pkey PRIMARY KEY (tenant_id, kind, value),
  constraint asset_identifiers_kind_check CHECK ((length(kind) <= 40)),
  constraint asset_identifiers_value_check CHECK (((length(value) >= 1) AND (length(value) <= 2000))),
  constraint asset_identifiers_tenant_id_asset_id_fkey FOREIGN KEY (tenant_id, asset_id) REFERENCES assets(tenant_id, asset_id)
);
CREATE INDEX asset_identifiers_asset ON public.asset_identifiers USING btree (tenant_id, asset_id);
alter table asset_identifiers enable row level security;
alter table asset_identifiers force row level security;
create policy tenant_wall on asset_identifiers for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select, update on asset_identifiers to crp_app;

create table asset_relationships (
  tenant_id uuid not null,
  relationship_id uuid not null,
  from_asset_id uuid not null,
  to_asset_id uuid not null,
  type text not null,
  weight numeric(6,5) not null,
  note text,
  source text default 'USER'::text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint asset_relationships_pkey PRIMARY KEY (tenant_id, relationship_id),
  constraint asset_relationships_tenant_id_from_asset_id_to_asset_id_typ_key UNIQUE (tenant_id, from_asset_id, to_asset_id, type),
  constraint asset_relationships_check CHECK ((from_asset_id <> to_asset_id)),
  constraint asset_relationships_type_check CHECK ((length(type) <= 40)),
  constraint asset_relationships_weight_check CHECK (((weight >= (0)::numeric) AND (weight <= (1)::numeric))),
  constraint asset_relationships_tenant_id_from_asset_id_fkey FOREIGN KEY (tenant_id, from_asset_id) REFERENCES assets(tenant_id, asset_id),
  constraint asset_relationships_tenant_id_to_asset_id_fkey FOREIGN KEY (tenant_id, to_asset_id) REFERENCES assets(tenant_id, asset_id)
);
CREATE INDEX asset_relationships_to ON public.asset_relationships USING btree (tenant_id, to_asset_id);
alter table asset_relationships enable row level security;
alter table asset_relationships force row level security;
create policy tenant_wall on asset_relationships for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select, update on asset_relationships to crp_app;

create table assets (
  tenant_id uuid not null,
  asset_id uuid not null,
  kind text not null,
  name text not null,
  criticality smallint default 3 not null,
  exposure text default 'UNKNOWN'::text not null,
  owner_id uuid,
  data_class text,
  business_value_amount numeric(20,4),
  business_value_currency character(3),
  tags text[] default '{}'::text[] not null,
  description text,
  operating_system text,
  source text default 'FOUND'::text not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone,
  version bigint default 1 not null,
  constraint assets_pkey PRIMARY KEY (tenant_id, asset_id),
  constraint assets_criticality_check CHECK (((criticality >= 1) AND (criticality <= 5))),
  constraint assets_exposure_check CHECK ((exposure = ANY (ARRAY['INTERNET'::text, 'PARTNER'::text, 'INTERNAL'::text, 'ISOLATED'::text, 'UNKNOWN'::text]))),
  constraint assets_kind_check CHECK ((length(kind) <= 40)),
  constraint assets_name_check CHECK (((length(name) >= 1) AND (length(name) <= 500))),
  constraint assets_source_check CHECK ((source = ANY (ARRAY['FOUND'::text, 'ADDED'::text]))),
  constraint assets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint assets_tenant_id_owner_id_fkey FOREIGN KEY (tenant_id, owner_id) REFERENCES memberships(tenant_id, user_id) ON DELETE SET NULL (owner_id)
);
CREATE INDEX assets_name ON public.assets USING btree (tenant_id, lower(name), asset_id);
CREATE INDEX assets_seen ON public.assets USING btree (tenant_id, last_seen_at DESC, asset_id);
alter table assets enable row level security;
alter table assets force row level security;
create policy tenant_wall on assets for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on assets to crp_app;

create table audit_log (
  tenant_id uuid not null,
  seq bigint not null,
  entry_id uuid not null,
  at timestamp with time zone not null,
  type text not null,
  subject_type text not null,
  subject_id text not null,
  actor_kind text not null,
  actor_id text not null,
  request_id text,
  body text not null,
  hash bytea not null,
  constraint audit_log_pkey PRIMARY KEY (tenant_id, seq),
  constraint audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['USER'::text, 'API_KEY'::text, 'SYSTEM'::text, 'ANONYMOUS'::text]))),
  constraint audit_log_body_check CHECK ((length(body) <= 65536)),
  constraint audit_log_hash_check CHECK ((length(hash) = 32)),
  constraint audit_log_subject_id_check CHECK ((length(subject_id) <= 200)),
  constraint audit_log_subject_type_check CHECK ((length(subject_type) <= 60)),
  constraint audit_log_type_check CHECK ((length(type) <= 100)),
  constraint audit_log_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
CREATE INDEX audit_log_actor ON public.audit_log USING btree (tenant_id, actor_id, seq DESC);
CREATE INDEX audit_log_subject ON public.audit_log USING btree (tenant_id, subject_type, subject_id, seq DESC);
CREATE INDEX audit_log_type ON public.audit_log USING btree (tenant_id, type, seq DESC);
alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy tenant_wall on audit_log for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select on audit_log to crp_app;

create table auth_failures (
  bucket text not null,
  failed_at timestamp with time zone[] not null,
  stale_at timestamp with time zone not null,
  constraint auth_failures_pkey PRIMARY KEY (bucket),
  constraint auth_failures_bucket_check CHECK ((length(bucket) <= 200))
);
CREATE INDEX auth_failures_stale ON public.auth_failures USING btree (stale_at);
alter table auth_failures enable row level security;
alter table auth_failures force row level security;
create policy identity on auth_failures for all to crp_auth using (true) with check (true);
grant delete, insert, select, update on auth_failures to crp_auth;

create table column_mappings (
  tenant_id uuid not null,
  mapping_id uuid not null,
  name text not null,
  description text,
  columns jsonb not null,
  created_at timestamp with time zone not null,
  created_by jsonb not null,
  updated_at timestamp with time zone not null,
  version bigint default 1 not null,
  constraint column_mappings_pkey PRIMARY KEY (tenant_id, mapping_id),
  constraint column_mappings_tenant_id_name_key UNIQUE (tenant_id, name),
  constraint column_mappings_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint column_mappings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table column_mappings enable row level security;
alter table column_mappings force row level security;
create policy tenant_wall on column_mappings for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select, update on column_mappings to crp_app;

create table dead_jobs (
  job_id bigint not null,
  task text not null,
  payload jsonb not null,
  attempts integer not null,
  last_error text not null,
  died_at timestamp with time zone not null,
  constraint dead_jobs_pkey PRIMARY KEY (job_id)
);
grant delete, insert, select on dead_jobs to crp_app;

create table decision_traces (
  tenant_id uuid not null,
  trace_id uuid not null,
  kind text not null,
  subject_type text not null,
  subject_id text not null,
  rule text not null,
  rule_version text not null,
  outcome text not null,
  inputs_sha256 text not null,
  steps jsonb not null,
  result jsonb not null,
  as_of timestamp with time zone not null,
  register_version bigint,
  valid_until timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint decision_traces_pkey PRIMARY KEY (tenant_id, trace_id),
  constraint decision_traces_kind_check CHECK ((length(kind) <= 60)),
  constraint decision_traces_outcome_check CHECK ((length(outcome) <= 500)),
  constraint decision_traces_rule_check CHECK ((length(rule) <= 60)),
  constraint decision_traces_rule_version_check CHECK ((length(rule_version) <= 60)),
  constraint decision_traces_subject_id_check CHECK ((length(subject_id) <= 200)),
  constraint decision_traces_subject_type_check CHECK ((length(subject_type) <= 60)),
  constraint decision_traces_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
comment on column decision_traces.register_version is 'tenant_heads.posture_version that was decided on; null when it was an earlier state';
CREATE INDEX decision_traces_subject ON public.decision_traces USING btree (tenant_id, subject_type, subject_id, created_at DESC);
CREATE INDEX decision_traces_time ON public.decision_traces USING btree (tenant_id, created_at DESC, trace_id);
alter table decision_traces enable row level security;
alter table decision_traces force row level security;
create policy tenant_wall on decision_traces for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select on decision_traces to crp_app;

create table deployment (
  only_row boolean default true not null,
  key_check text not null,
  created_at timestamp with time zone default now() not null,
  earlier_signing_keys text,
  constraint deployment_pkey PRIMARY KEY (only_row),
  constraint deployment_only_row_check CHECK (only_row)
);
grant select on deployment to crp_app;

create table event_cursors (
  tenant_id uuid not null,
  consumer text not null,
  seq bigint not null,
  constraint event_cursors_pkey PRIMARY KEY (tenant_id, consumer),
  constraint event_cursors_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table event_cursors enable row level security;
alter table event_cursors force row level security;
create policy identity on event_cursors for select to crp_auth using (true);
create policy tenant_wall on event_cursors for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on event_cursors to crp_app;
grant select (tenant_id, consumer, seq) on event_cursors to crp_auth;

create table events (
  tenant_id uuid not null,
  seq bigint not null,
  event_id uuid not null,
  at timestamp with time zone not null,
  type text not null,
  version smallint not null,
  subject_type text not null,
  subject_id text not null,
  payload jsonb not null,
  constraint events_pkey PRIMARY KEY (tenant_id, seq),
  constraint events_type_check CHECK ((length(type) <= 100)),
  constraint events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table events enable row level security;
alter table events force row level security;
create policy tenant_wall on events for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select on events to crp_app;

create table extraction_targets (
  tenant_id uuid not null,
  extraction_id uuid not null,
  target_key text not null,
  kind text not null,
  name text not null,
  identifiers jsonb not null,
  covered boolean not null,
  complete boolean not null,
  remote_only boolean not null,
  note text,
  operating_system text,
  constraint extraction_targets_pkey PRIMARY KEY (tenant_id, extraction_id, target_key),
  constraint extraction_targets_tenant_id_extraction_id_fkey FOREIGN KEY (tenant_id, extraction_id) REFERENCES extractions(tenant_id, extraction_id)
);
alter table extraction_targets enable row level security;
alter table extraction_targets force row level security;
create policy tenant_wall on extraction_targets for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select on extraction_targets to crp_app;

create table extractions (
  tenant_id uuid not null,
  extraction_id uuid not null,
  scope_key_id uuid not null,
  sha256 text not null,
  tool text not null,
  parser_version integer not null,
  identity_version integer not null,
  identity_fields text[],
  complete boolean default false not null,
  format text,
  scan jsonb,
  checks_run text[],
  checks_all boolean default false not null,
  counts jsonb,
  problems jsonb default '[]'::jsonb not null,
  problem_count bigint default 0 not null,
  target_count bigint default 0 not null,
  created_at timestamp with time zone not null,
  mapping_digest text default ''::text not null,
  constraint extractions_pkey PRIMARY KEY (tenant_id, extraction_id),
  constraint extractions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint extractions_tenant_id_scope_key_id_fkey FOREIGN KEY (tenant_id, scope_key_id) REFERENCES scope_keys(tenant_id, scope_key_id)
);
CREATE UNIQUE INDEX extractions_content ON public.extractions USING btree (tenant_id, sha256, tool, parser_version, scope_key_id, mapping_digest) WHERE complete;
alter table extractions enable row level security;
alter table extractions force row level security;
create policy settled_once on extractions as restrictive for update to crp_app using ((NOT complete)) with check (complete);
create policy tenant_wall on extractions for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on extractions to crp_app;

create table finding_texts (
  tenant_id uuid not null,
  text_id uuid not null,
  body jsonb not null,
  constraint finding_texts_pkey PRIMARY KEY (tenant_id, text_id)
);
alter table finding_texts enable row level security;
alter table finding_texts force row level security;
create policy tenant_wall on finding_texts for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select on finding_texts to crp_app;

create table findings (
  tenant_id uuid not null,
  extraction_id uuid not null,
  ordinal integer not null,
  fingerprint uuid not null,
  content_hash uuid not null,
  target_key text not null,
  rule_id text not null,
  severity severity not null,
  class result_class not null,
  title text not null,
  open_at_source boolean not null,
  source_severity text not null,
  cves text[] not null,
  cwes integer[] not null,
  advisories text[] not null,
  cvss_score numeric(3,1),
  cvss_vector text,
  component text,
  service text,
  location text,
  location_count integer not null,
  check_reach text,
  text_id uuid,
  detail jsonb not null,
  kev boolean default false not null,
  exploit_available boolean,
  constraint findings_pkey PRIMARY KEY (tenant_id, extraction_id, ordinal)
);
CREATE INDEX findings_fingerprint ON public.findings USING btree (tenant_id, fingerprint);
CREATE TRIGGER parent_extractions AFTER INSERT ON public.findings REFERENCING NEW TABLE AS arrivals FOR EACH STATEMENT EXECUTE FUNCTION assert_parents('extractions', 'extraction_id', 'extraction_id');
alter table findings enable row level security;
alter table findings force row level security;
create policy tenant_wall on findings for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select on findings to crp_app;

create table idempotency_keys (
  tenant_id uuid not null,
  principal text not null,
  operation text not null,
  key text not null,
  request_hash bytea not null,
  status smallint not null,
  response jsonb,
  created_at timestamp with time zone not null,
  constraint idempotency_keys_pkey PRIMARY KEY (tenant_id, principal, operation, key),
  constraint idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);
CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (tenant_id, created_at);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy tenant_wall on idempotency_keys for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select, update on idempotency_keys to crp_app;

create table ingestion_changes (
  tenant_id uuid not null,
  job_id uuid not null,
  n integer not null,
  change text not null,
  fingerprint uuid not null,
  ordinal integer,
  vulnerability_id uuid,
  asset_id uuid,
  severity severity not null,
  previous_severity severity,
  class result_class not null,
  reasons text[] not null,
  constraint ingestion_changes_pkey PRIMARY KEY (tenant_id, job_id, n),
  constraint ingestion_changes_change_check CHECK ((change = ANY (ARRAY['NEW'::text, 'CHANGED'::text, 'REOPENED'::text, 'RECURRING'::text, 'WOULD_CLOSE'::text, 'FIX_CONFIRMED'::text, 'RECORDED'::text])))
);
CREATE INDEX ingestion_changes_kind ON public.ingestion_changes USING btree (tenant_id, job_id, change, n);
CREATE TRIGGER parent_ingestion_jobs AFTER INSERT ON public.ingestion_changes REFERENCING NEW TABLE AS arrivals FOR EACH STATEMENT EXECUTE FUNCTION assert_parents('ingestion_jobs', 'job_id', 'job_id');
alter table ingestion_changes enable row level security;
alter table ingestion_changes force row level security;
create policy tenant_wall on ingestion_changes for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select on ingestion_changes to crp_app;

create table ingestion_jobs (
  tenant_id uuid not null,
  job_id uuid not null,
  state text not null,
  state_reason text,
  error_code text,
  failed_step text,
  process text not null,
  tool_given text,
  tool text,
  format text,
  file_name text not null,
  size_bytes bigint not null,
  sha256 text not null,
  scope_key_id uuid not null,
  authority jsonb,
  assessment jsonb default '{}'::jsonb not null,
  extraction_id uuid,
  asset_mapping jsonb default '[]'::jsonb not null,
  class_overrides jsonb default '[]'::jsonb not null,
  exclusions jsonb default '[]'::jsonb not null,
  checks jsonb default '[]'::jsonb not null,
  acknowledged text[] default '{}'::text[] not null,
  change_counts jsonb,
  preview_summary jsonb,
  preview_digest text,
  preview_base text,
  assessment_id uuid,
  receipt jsonb,
  progress jsonb,
  by_standing_authority boolean default false not null,
  created_at timestamp with time zone not null,
  created_by jsonb not null,
  updated_at timestamp with time zone not null,
  extracted_at timestamp with time zone,
  validated_at timestamp with time zone,
  finalized_at timestamp with time zone,
  finalized_by jsonb,
  version bigint default 1 not null,
  column_mapping jsonb,
  raw_deleted_at timestamp with time zone,
  acknowledge_reason text,
  constraint ingestion_jobs_pkey PRIMARY KEY (tenant_id, job_id),
  constraint ingestion_jobs_acknowledge_reason_check CHECK ((length(acknowledge_reason) <= 2000)),
  constraint ingestion_jobs_process_check CHECK ((process = ANY (ARRAY['none'::text, 'preview'::text]))),
  constraint ingestion_jobs_state_check CHECK ((state = ANY (ARRAY['RECEIVED'::text, 'EXTRACTING'::text, 'EXTRACTED'::text, 'VALIDATING'::text, 'VALIDATED'::text, 'FINALIZING'::text, 'FINALIZED'::text, 'REJECTED'::text, 'FAILED'::text, 'DISCARDED'::text]))),
  constraint ingestion_jobs_tenant_id_extraction_id_fkey FOREIGN KEY (tenant_id, extraction_id) REFERENCES extractions(tenant_id, extraction_id),
  constraint ingestion_jobs_tenant_id_scope_key_id_fkey FOREIGN KEY (tenant_id, scope_key_id) REFERENCES scope_keys(tenant_id, scope_key_id)
);
CREATE INDEX ingestion_jobs_assessment ON public.ingestion_jobs USING btree (tenant_id, assessment_id);
CREATE INDEX ingestion_jobs_extraction ON public.ingestion_jobs USING btree (tenant_id, extraction_id);
CREATE INDEX ingestion_jobs_moving ON public.ingestion_jobs USING btree (tenant_id, created_at, job_id) WHERE (state = ANY (ARRAY['RECEIVED'::text, 'EXTRACTING'::text, 'EXTRACTED'::text, 'VALIDATING'::text, 'FINALIZING'::text]));
CREATE INDEX ingestion_jobs_sha256 ON public.ingestion_jobs USING btree (tenant_id, sha256);
CREATE INDEX ingestion_jobs_time ON public.ingestion_jobs USING btree (tenant_id, created_at DESC, job_id);
alter table ingestion_jobs enable row level security;
alter table ingestion_jobs force row level security;
create policy tenant_wall on ingestion_jobs for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on ingestion_jobs to crp_app;

create table ingestion_settings (
  tenant_id uuid not null,
  mass_close_count integer not null,
  mass_close_share numeric(4,3) not null,
  raw_file_days integer,
  updated_at timestamp with time zone not null,
  updated_by jsonb not null,
  version bigint default 1 not null,
  constraint ingestion_settings_pkey PRIMARY KEY (tenant_id),
  constraint ingestion_settings_mass_close_count_check CHECK (((mass_close_count >= 0) AND (mass_close_count <= 1000000))),
  constraint ingestion_settings_mass_close_share_check CHECK (((mass_close_share >= (0)::numeric) AND (mass_close_share <= (1)::numeric))),
  constraint ingestion_settings_raw_file_days_check CHECK (((raw_file_days >= 1) AND (raw_file_days <= 36500))),
  constraint ingestion_settings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table ingestion_settings enable row level security;
alter table ingestion_settings force row level security;
create policy tenant_wall on ingestion_settings for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on ingestion_settings to crp_app;

create table invitations (
  tenant_id uuid not null,
  invitation_id uuid not null,
  email text not null,
  display_name text,
  role text not null,
  token_hash bytea not null,
  invited_by uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint invitations_pkey PRIMARY KEY (tenant_id, invitation_id),
  constraint invitations_tenant_id_email_key UNIQUE (tenant_id, email),
  constraint invitations_display_name_check CHECK (((length(display_name) >= 1) AND (length(display_name) <= 120))),
  constraint invitations_email_check CHECK ((((length(email) >= 3) AND (length(email) <= 254)) AND (email = lower(email)))),
  constraint invitations_role_check CHECK ((role = ANY (ARRAY['MEMBER'::text, 'VERIFIER'::text, 'AUDITOR'::text, 'WORKSPACE_ADMIN'::text]))),
  constraint invitations_token_hash_check CHECK ((length(token_hash) = 32)),
  constraint invitations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
CREATE INDEX invitations_token ON public.invitations USING btree (token_hash);
alter table invitations enable row level security;
alter table invitations force row level security;
create policy identity on invitations for select to crp_auth using (true);
create policy tenant_wall on invitations for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select, update on invitations to crp_app;
grant select (tenant_id, invitation_id, email, role, token_hash, invited_by, expires_at) on invitations to crp_auth;

create table known_sources (
  user_id uuid not null,
  source text not null,
  last_success_at timestamp with time zone not null,
  constraint known_sources_pkey PRIMARY KEY (user_id, source),
  constraint known_sources_source_check CHECK ((length(source) <= 64)),
  constraint known_sources_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id)
);
alter table known_sources enable row level security;
alter table known_sources force row level security;
create policy identity on known_sources for all to crp_auth using (true) with check (true);
grant delete, insert, select, update on known_sources to crp_auth;

create table loss_results (
  tenant_id uuid not null,
  result_id uuid not null,
  scenario_id uuid,
  result jsonb not null,
  created_at timestamp with time zone not null,
  constraint loss_results_pkey PRIMARY KEY (tenant_id, result_id),
  constraint loss_results_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint loss_results_tenant_id_scenario_id_fkey FOREIGN KEY (tenant_id, scenario_id) REFERENCES risk_scenarios(tenant_id, scenario_id)
);
CREATE INDEX loss_results_subject ON public.loss_results USING btree (tenant_id, scenario_id, created_at DESC, result_id DESC);
alter table loss_results enable row level security;
alter table loss_results force row level security;
create policy tenant_wall on loss_results for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select on loss_results to crp_app;

create table memberships (
  tenant_id uuid not null,
  user_id uuid not null,
  role text not null,
  status text default 'ACTIVE'::text not null,
  invited_by uuid,
  joined_at timestamp with time zone not null,
  last_seen_at timestamp with time zone,
  removed_at timestamp with time zone,
  constraint memberships_pkey PRIMARY KEY (tenant_id, user_id),
  constraint memberships_role_check CHECK ((role = ANY (ARRAY['MEMBER'::text, 'VERIFIER'::text, 'AUDITOR'::text, 'WORKSPACE_ADMIN'::text]))),
  constraint memberships_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'DISABLED'::text, 'REMOVED'::text]))),
  constraint memberships_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id)
);
CREATE INDEX memberships_user ON public.memberships USING btree (user_id);
alter table memberships enable row level security;
alter table memberships force row level security;
create policy identity_read on memberships for select to crp_auth using (true);
create policy identity_seen on memberships for update to crp_auth using (true) with check (true);
create policy tenant_wall on memberships for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on memberships to crp_app;
grant select (tenant_id, user_id, role, status, joined_at) on memberships to crp_auth;
grant update (last_seen_at) on memberships to crp_auth;

create table person_idempotency_keys (
  user_id uuid not null,
  operation text not null,
  key text not null,
  request_hash bytea not null,
  answered boolean default false not null,
  response jsonb,
  created_at timestamp with time zone not null,
  constraint person_idempotency_keys_pkey PRIMARY KEY (user_id, operation, key),
  constraint person_idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
  constraint person_idempotency_keys_operation_check CHECK ((length(operation) <= 100)),
  constraint person_idempotency_keys_request_hash_check CHECK ((length(request_hash) = 32)),
  constraint person_idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE
);
CREATE INDEX person_idempotency_keys_age ON public.person_idempotency_keys USING btree (created_at);
grant delete, insert, select, update on person_idempotency_keys to crp_app;

create table report_files (
  tenant_id uuid not null,
  report_id uuid not null,
  format text not null,
  sha256 text not null,
  size_bytes bigint not null,
  content_type text not null,
  signature text not null,
  key_id text not null,
  public_key text not null,
  pages integer,
  created_at timestamp with time zone not null,
  constraint report_files_pkey PRIMARY KEY (tenant_id, report_id, format),
  constraint report_files_format_check CHECK ((format = ANY (ARRAY['pdf'::text, 'json'::text, 'xlsx'::text, 'html'::text]))),
  constraint report_files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint report_files_size_bytes_check CHECK ((size_bytes > 0)),
  constraint report_files_tenant_id_report_id_fkey FOREIGN KEY (tenant_id, report_id) REFERENCES reports(tenant_id, report_id)
);
CREATE INDEX report_files_sha256 ON public.report_files USING btree (sha256);
alter table report_files enable row level security;
alter table report_files force row level security;
create policy tenant_wall on report_files for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
create policy verification on report_files for select to crp_auth using (true);
grant insert, select on report_files to crp_app;
grant select (tenant_id, report_id, format, sha256, signature, key_id, public_key, created_at) on report_files to crp_auth;

create table reports (
  tenant_id uuid not null,
  report_id uuid not null,
  report_type text not null,
  type_version integer not null,
  status text not null,
  title text not null,
  assessment_id uuid,
  framework_code text,
  period_from date not null,
  period_to date not null,
  as_of timestamp with time zone not null,
  options jsonb not null,
  score numeric(5,2),
  risk_level text,
  formula_version text,
  snapshot_sha256 text,
  failure_code text,
  failure_message text,
  requested_by jsonb not null,
  created_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  constraint reports_pkey PRIMARY KEY (tenant_id, report_id),
  constraint reports_check CHECK (((status = 'FAILED'::text) = (failure_message IS NOT NULL))),
  constraint reports_report_type_check CHECK ((length(report_type) <= 40)),
  constraint reports_snapshot_sha256_check CHECK ((snapshot_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint reports_status_check CHECK ((status = ANY (ARRAY['GENERATING'::text, 'AVAILABLE'::text, 'FAILED'::text]))),
  constraint reports_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200))),
  constraint reports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
CREATE INDEX reports_assessment ON public.reports USING btree (tenant_id, assessment_id) WHERE (assessment_id IS NOT NULL);
CREATE INDEX reports_time ON public.reports USING btree (tenant_id, created_at DESC, report_id);
CREATE INDEX reports_title ON public.reports USING btree (tenant_id, lower(title), report_id);
alter table reports enable row level security;
alter table reports force row level security;
create policy tenant_wall on reports for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
create policy verification on reports for select to crp_auth using (true);
grant insert, select, update on reports to crp_app;
grant select (tenant_id, report_id, report_type) on reports to crp_auth;

create table risk_scenarios (
  tenant_id uuid not null,
  scenario_id uuid not null,
  name text not null,
  description text,
  currency character(3) not null,
  asset_ids uuid[] not null,
  estimates jsonb not null,
  created_at timestamp with time zone not null,
  created_by jsonb not null,
  updated_at timestamp with time zone not null,
  version bigint default 1 not null,
  constraint risk_scenarios_pkey PRIMARY KEY (tenant_id, scenario_id),
  constraint risk_scenarios_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint risk_scenarios_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table risk_scenarios enable row level security;
alter table risk_scenarios force row level security;
create policy tenant_wall on risk_scenarios for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant delete, insert, select, update on risk_scenarios to crp_app;

create table schema_migrations (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone default now() not null,
  constraint schema_migrations_pkey PRIMARY KEY (name)
);

create table scope_keys (
  tenant_id uuid not null,
  scope_key_id uuid not null,
  key text not null,
  name text not null,
  kind text not null,
  description text,
  targets jsonb default '[]'::jsonb not null,
  authority jsonb,
  standing_authority jsonb,
  updated_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  created_by jsonb not null,
  version bigint default 1 not null,
  mass_close jsonb,
  constraint scope_keys_pkey PRIMARY KEY (tenant_id, scope_key_id),
  constraint scope_keys_tenant_id_key_key UNIQUE (tenant_id, key),
  constraint scope_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 120))),
  constraint scope_keys_kind_check CHECK ((length(kind) <= 40)),
  constraint scope_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint scope_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table scope_keys enable row level security;
alter table scope_keys force row level security;
create policy tenant_wall on scope_keys for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on scope_keys to crp_app;

create table scope_scans (
  tenant_id uuid not null,
  scope_key_id uuid not null,
  tool text not null,
  last_scan_at timestamp with time zone not null,
  assessment_id uuid not null,
  generation bigint default 1 not null,
  constraint scope_scans_pkey PRIMARY KEY (tenant_id, scope_key_id, tool),
  constraint scope_scans_tenant_id_scope_key_id_fkey FOREIGN KEY (tenant_id, scope_key_id) REFERENCES scope_keys(tenant_id, scope_key_id)
);
alter table scope_scans enable row level security;
alter table scope_scans force row level security;
create policy tenant_wall on scope_scans for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on scope_scans to crp_app;

create table score_points (
  tenant_id uuid not null,
  subject_type text not null,
  subject_id uuid not null,
  at timestamp with time zone not null,
  score numeric(5,2),
  risk_level text,
  formula_version text not null,
  decision_trace_id uuid not null,
  exposure jsonb not null,
  computed_at timestamp with time zone not null,
  constraint score_points_pkey PRIMARY KEY (tenant_id, subject_type, subject_id, at),
  constraint score_points_tenant_id_decision_trace_id_fkey FOREIGN KEY (tenant_id, decision_trace_id) REFERENCES decision_traces(tenant_id, trace_id),
  constraint score_points_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table score_points enable row level security;
alter table score_points force row level security;
create policy tenant_wall on score_points for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on score_points to crp_app;

create table sessions (
  token_hash bytea not null,
  session_id uuid not null,
  user_id uuid not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  address text not null,
  user_agent text not null,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_session_id_key UNIQUE (session_id),
  constraint sessions_address_check CHECK ((length(address) <= 64)),
  constraint sessions_token_hash_check CHECK ((length(token_hash) = 32)),
  constraint sessions_user_agent_check CHECK ((length(user_agent) <= 300)),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id)
);
CREATE INDEX sessions_user ON public.sessions USING btree (user_id);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy identity on sessions for all to crp_auth using (true) with check (true);
grant delete, insert, select, update on sessions to crp_auth;

create table setup_tokens (
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint setup_tokens_pkey PRIMARY KEY (token_hash),
  constraint setup_tokens_token_hash_check CHECK ((length(token_hash) = 32))
);
alter table setup_tokens enable row level security;
alter table setup_tokens force row level security;
create policy identity on setup_tokens for all to crp_auth using (true) with check (true);
grant delete, insert, select, update on setup_tokens to crp_auth;

create table sightings (
  tenant_id uuid not null,
  scope_key_id uuid not null,
  tool text not null,
  vulnerability_id uuid not null,
  present boolean not null,
  since_assessment_id uuid not null,
  changed_at timestamp with time zone not null,
  last_seen_at timestamp with time zone,
  constraint sightings_pkey PRIMARY KEY (tenant_id, scope_key_id, tool, vulnerability_id)
);
CREATE INDEX sightings_vulnerability ON public.sightings USING btree (tenant_id, vulnerability_id);
CREATE TRIGGER parent_scope_keys AFTER INSERT ON public.sightings REFERENCING NEW TABLE AS arrivals FOR EACH STATEMENT EXECUTE FUNCTION assert_parents('scope_keys', 'scope_key_id', 'scope_key_id');
CREATE TRIGGER parent_vulnerabilities AFTER INSERT ON public.sightings REFERENCING NEW TABLE AS arrivals FOR EACH STATEMENT EXECUTE FUNCTION assert_parents('vulnerabilities', 'vulnerability_id', 'vulnerability_id');
alter table sightings enable row level security;
alter table sightings force row level security;
create policy tenant_wall on sightings for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on sightings to crp_app;

create table tenant_heads (
  tenant_id uuid not null,
  audit_seq bigint default 0 not null,
  audit_hash bytea default decode(repeat('00'::text, 32), 'hex'::text) not null,
  event_seq bigint default 0 not null,
  register_version bigint default 0 not null,
  posture_version bigint default 0 not null,
  constraint tenant_heads_pkey PRIMARY KEY (tenant_id),
  constraint tenant_heads_audit_hash_check CHECK ((length(audit_hash) = 32)),
  constraint tenant_heads_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table tenant_heads enable row level security;
alter table tenant_heads force row level security;
create policy identity on tenant_heads for select to crp_auth using (true);
create policy tenant_wall on tenant_heads for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on tenant_heads to crp_app;
grant select (tenant_id, event_seq, register_version) on tenant_heads to crp_auth;

create table tenants (
  tenant_id uuid not null,
  name text not null,
  branding jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  version bigint default 1 not null,
  constraint tenants_pkey PRIMARY KEY (tenant_id),
  constraint tenants_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table tenants enable row level security;
alter table tenants force row level security;
create policy identity on tenants for select to crp_auth using (true);
create policy tenant_wall on tenants for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on tenants to crp_app;
grant select (tenant_id, name, created_at) on tenants to crp_auth;

create table user_secrets (
  user_id uuid not null,
  password_hash text not null,
  password_changed_at timestamp with time zone not null,
  totp_secret text,
  totp_last_step bigint default 0 not null,
  recovery_hashes bytea[] default '{}'::bytea[] not null,
  constraint user_secrets_pkey PRIMARY KEY (user_id),
  constraint user_secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id)
);
alter table user_secrets enable row level security;
alter table user_secrets force row level security;
create policy identity on user_secrets for all to crp_auth using (true) with check (true);
grant insert, select, update on user_secrets to crp_auth;

create table users (
  user_id uuid not null,
  email text not null,
  display_name text not null,
  locale text default 'en'::text not null,
  time_zone text default 'UTC'::text not null,
  notifications jsonb default '[]'::jsonb not null,
  platform_admin boolean default false not null,
  totp_enabled boolean default false not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint users_pkey PRIMARY KEY (user_id),
  constraint users_email_key UNIQUE (email),
  constraint users_display_name_check CHECK (((length(display_name) >= 1) AND (length(display_name) <= 120))),
  constraint users_email_check CHECK ((((length(email) >= 3) AND (length(email) <= 254)) AND (email = lower(email)))),
  constraint users_locale_check CHECK ((length(locale) <= 35)),
  constraint users_time_zone_check CHECK ((length(time_zone) <= 64))
);
alter table users enable row level security;
alter table users force row level security;
create policy fellow_members on users for select to crp_app using ((EXISTS ( SELECT FROM memberships m WHERE ((m.tenant_id = current_tenant()) AND (m.user_id = users.user_id)))));
create policy identity on users for all to crp_auth using (true) with check (true);
grant select on users to crp_app;
grant insert, select, update on users to crp_auth;

create table vulnerabilities (
  tenant_id uuid not null,
  vulnerability_id uuid not null,
  fingerprint uuid not null,
  identity_version integer not null,
  tool text not null,
  rule_id text not null,
  target_key text not null,
  check_reach text,
  asset_id uuid not null,
  class result_class not null,
  status vulnerability_status,
  title text not null,
  severity severity not null,
  source_severity text not null,
  severity_override severity,
  severity_rank smallint generated always as ( CASE COALESCE(severity_override, severity) WHEN 'CRITICAL'::severity THEN 0 WHEN 'HIGH'::severity THEN 1 WHEN 'MEDIUM'::severity THEN 2 WHEN 'LOW'::severity THEN 3 ELSE 4 END) stored not null,
  severity_override_reason text,
  cves text[] default '{}'::text[] not null,
  cwes integer[] default '{}'::integer[] not null,
  advisories text[] default '{}'::text[] not null,
  kev boolean default false not null,
  epss numeric(6,5),
  cvss_score numeric(3,1),
  cvss_vector text,
  component text,
  service text,
  location text,
  location_count integer default 0 not null,
  content_hash uuid not null,
  extraction_id uuid not null,
  ordinal integer not null,
  owner_id uuid,
  due_at timestamp with time zone,
  sla_due_at timestamp with time zone,
  tags text[] default '{}'::text[] not null,
  notes text default ''::text not null,
  recurring_count integer default 0 not null,
  fix_declared_by text,
  absence_confirmed_at timestamp with time zone,
  absence_assessment_id uuid,
  accepted_until timestamp with time zone,
  first_seen_at timestamp with time zone not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  status_changed_at timestamp with time zone not null,
  first_assessment_id uuid not null,
  scope_key_id uuid not null,
  version bigint default 1 not null,
  exploit_available boolean,
  breach_told_for timestamp with time zone,
  constraint vulnerabilities_pkey PRIMARY KEY (tenant_id, vulnerability_id),
  constraint vulnerabilities_tenant_id_fingerprint_key UNIQUE (tenant_id, fingerprint),
  constraint vulnerabilities_tenant_id_owner_id_fkey FOREIGN KEY (tenant_id, owner_id) REFERENCES memberships(tenant_id, user_id) ON DELETE SET NULL (owner_id)
);
CREATE INDEX vulnerabilities_accepted ON public.vulnerabilities USING btree (tenant_id, accepted_until) WHERE (accepted_until IS NOT NULL);
CREATE INDEX vulnerabilities_asset ON public.vulnerabilities USING btree (tenant_id, asset_id, status);
CREATE INDEX vulnerabilities_list ON public.vulnerabilities USING btree (tenant_id, severity_rank, ( CASE WHEN (due_at IS NOT NULL) THEN due_at WHEN (sla_due_at IS NOT NULL) THEN sla_due_at ELSE 'infinity'::timestamp with time zone END), vulnerability_id) WHERE (class = 'VULNERABILITY'::result_class);
CREATE INDEX vulnerabilities_untold_breach ON public.vulnerabilities USING btree (tenant_id, ( CASE WHEN (due_at IS NOT NULL) THEN due_at ELSE sla_due_at END), vulnerability_id) WHERE ((class = 'VULNERABILITY'::result_class) AND (status = 'OPEN'::vulnerability_status) AND (breach_told_for IS DISTINCT FROM CASE WHEN (due_at IS NOT NULL) THEN due_at ELSE sla_due_at END));
CREATE TRIGGER parent_assets AFTER INSERT ON public.vulnerabilities REFERENCING NEW TABLE AS arrivals FOR EACH STATEMENT EXECUTE FUNCTION assert_parents('assets', 'asset_id', 'asset_id');
CREATE TRIGGER parent_scope_keys AFTER INSERT ON public.vulnerabilities REFERENCING NEW TABLE AS arrivals FOR EACH STATEMENT EXECUTE FUNCTION assert_parents('scope_keys', 'scope_key_id', 'scope_key_id');
alter table vulnerabilities enable row level security;
alter table vulnerabilities force row level security;
create policy tenant_wall on vulnerabilities for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on vulnerabilities to crp_app;

create table vulnerability_comment_texts (
  tenant_id uuid not null,
  comment_id uuid not null,
  version bigint not null,
  body text not null,
  mentions uuid[] not null,
  replaced_at timestamp with time zone not null,
  constraint vulnerability_comment_texts_pkey PRIMARY KEY (tenant_id, comment_id, version),
  constraint vulnerability_comment_texts_tenant_id_comment_id_fkey FOREIGN KEY (tenant_id, comment_id) REFERENCES vulnerability_comments(tenant_id, comment_id)
);
alter table vulnerability_comment_texts enable row level security;
alter table vulnerability_comment_texts force row level security;
create policy tenant_wall on vulnerability_comment_texts for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select on vulnerability_comment_texts to crp_app;

create table vulnerability_comments (
  tenant_id uuid not null,
  comment_id uuid not null,
  vulnerability_id uuid not null,
  author_id uuid not null,
  body text,
  mentions uuid[] not null,
  created_at timestamp with time zone not null,
  created_by jsonb not null,
  edited_at timestamp with time zone,
  deleted_at timestamp with time zone,
  deleted_by jsonb,
  version bigint default 1 not null,
  constraint vulnerability_comments_pkey PRIMARY KEY (tenant_id, comment_id),
  constraint vulnerability_comments_body_check CHECK ((body <> ''::text)),
  constraint vulnerability_comments_check CHECK (((deleted_at IS NULL) = (body IS NOT NULL))),
  constraint vulnerability_comments_check1 CHECK (((deleted_at IS NULL) = (deleted_by IS NULL))),
  constraint vulnerability_comments_tenant_id_vulnerability_id_fkey FOREIGN KEY (tenant_id, vulnerability_id) REFERENCES vulnerabilities(tenant_id, vulnerability_id)
);
CREATE INDEX vulnerability_comments_subject ON public.vulnerability_comments USING btree (tenant_id, vulnerability_id, created_at DESC, comment_id DESC);
alter table vulnerability_comments enable row level security;
alter table vulnerability_comments force row level security;
create policy tenant_wall on vulnerability_comments for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select, update on vulnerability_comments to crp_app;

create table vulnerability_history (
  tenant_id uuid not null,
  vulnerability_id uuid not null,
  history_id uuid not null,
  at timestamp with time zone not null,
  effective_at timestamp with time zone not null,
  kind text not null,
  from_status vulnerability_status,
  to_status vulnerability_status,
  actor jsonb not null,
  reason text default ''::text not null,
  cause text,
  assessment_id uuid,
  evidence_ids uuid[] default '{}'::uuid[] not null,
  expires_at timestamp with time zone,
  data jsonb default '{}'::jsonb not null,
  constraint vulnerability_history_pkey PRIMARY KEY (tenant_id, vulnerability_id, history_id),
  constraint vulnerability_history_kind_check CHECK ((length(kind) <= 40))
);
CREATE INDEX vulnerability_history_time ON public.vulnerability_history USING btree (tenant_id, effective_at);
CREATE TRIGGER parent_vulnerabilities AFTER INSERT ON public.vulnerability_history REFERENCING NEW TABLE AS arrivals FOR EACH STATEMENT EXECUTE FUNCTION assert_parents('vulnerabilities', 'vulnerability_id', 'vulnerability_id');
alter table vulnerability_history enable row level security;
alter table vulnerability_history force row level security;
create policy tenant_wall on vulnerability_history for all to crp_app using ((tenant_id = current_tenant())) with check ((tenant_id = current_tenant()));
grant insert, select on vulnerability_history to crp_app;

create table worker_heartbeats (
  worker_id text not null,
  at timestamp with time zone not null,
  constraint worker_heartbeats_pkey PRIMARY KEY (worker_id)
);
grant delete, insert, select, update on worker_heartbeats to crp_app;
