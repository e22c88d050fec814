-- People, memberships, sessions, API keys, invitations, set-up, failed attempts (ADR 0003).
-- Two kinds of tables: those of a tenant stand behind the wall like any other; those of a person (users, secrets, sessions)
-- have no tenant. The service never reads the second kind directly: crp_auth owns the functions below, each of which does
-- one named thing. crp_auth cannot log in and does not bypass row-level security; policies let it see what it needs.

create table users (
  user_id uuid primary key,
  -- Lower case, NFC. The one name a person signs in with, in every tenant.
  email text not null unique check (length(email) between 3 and 254 and email = lower(email)),
  display_name text not null check (length(display_name) between 1 and 120),
  locale text not null default 'en' check (length(locale) <= 35),
  time_zone text not null default 'UTC' check (length(time_zone) <= 64),
  notifications jsonb not null default '[]',
  platform_admin boolean not null default false,
  totp_enabled boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table memberships (
  tenant_id uuid not null references tenants,
  user_id uuid not null references users,
  role text not null check (role in ('MEMBER', 'VERIFIER', 'AUDITOR', 'WORKSPACE_ADMIN')),
  -- Removed members stay as rows, so that their name still stands beside what they did.
  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'DISABLED', 'REMOVED')),
  invited_by uuid,
  joined_at timestamptz not null,
  last_seen_at timestamptz,
  removed_at timestamptz,
  primary key (tenant_id, user_id)
);
call protect_tenant_table('memberships', 'select, insert, update');
create index memberships_user on memberships (user_id);

-- A tenant sees its own people, and nobody else exists.
alter table users enable row level security;
alter table users force row level security;
create policy fellow_members on users for select to crp_app
  using (exists (select from memberships m where m.tenant_id = current_tenant() and m.user_id = users.user_id));
create policy identity on users for all to crp_auth using (true) with check (true);
grant select on users to crp_app;
grant select, insert, update on users to crp_auth;

-- What proves that a person is that person. Only crp_auth reads it.
create table user_secrets (
  user_id uuid primary key references users,
  -- argon2id, PHC string.
  password_hash text not null,
  password_changed_at timestamptz not null,
  -- Sealed by the platform's keys; the row id is bound into the seal.
  totp_secret text,
  -- RFC 6238 5.2: a code is good once. Number of the last 30-second step that was used.
  totp_last_step bigint not null default 0,
  recovery_hashes bytea[] not null default '{}'
);
alter table user_secrets enable row level security;
alter table user_secrets force row level security;
create policy identity on user_secrets for all to crp_auth using (true) with check (true);
grant select, insert, update on user_secrets to crp_auth;

create table sessions (
  -- SHA-256 of the cookie's token: what stands here opens nothing.
  token_hash bytea primary key check (length(token_hash) = 32),
  session_id uuid not null unique,
  user_id uuid not null references users,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Absolute end, whatever happens.
  expires_at timestamptz not null,
  address text not null check (length(address) <= 64),
  user_agent text not null check (length(user_agent) <= 300)
);
create index sessions_user on sessions (user_id);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy identity on sessions for all to crp_auth using (true) with check (true);
grant select, insert, update, delete on sessions to crp_auth;

create table api_keys (
  tenant_id uuid not null references tenants,
  key_id uuid not null,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  lookup text not null check (length(lookup) between 12 and 64),
  secret_hash bytea not null check (length(secret_hash) = 32),
  scopes text[] not null check (cardinality(scopes) between 1 and 60),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  last_used_address text check (length(last_used_address) <= 64),
  primary key (tenant_id, key_id),
  foreign key (tenant_id, user_id) references memberships (tenant_id, user_id)
);
call protect_tenant_table('api_keys', 'insert, update (revoked_at),
  select (tenant_id, key_id, user_id, name, lookup, scopes, created_at, expires_at, revoked_at, last_used_at, last_used_address)');
-- Not unique: that would be a key without the tenant in front. Lookups are random enough not to meet; a caller takes both.
create index api_keys_lookup on api_keys (lookup);
create index api_keys_user on api_keys (tenant_id, user_id, created_at desc);

create table invitations (
  tenant_id uuid not null references tenants,
  -- Becomes the user's id when the invited person has no account yet.
  invitation_id uuid not null,
  email text not null check (length(email) between 3 and 254 and email = lower(email)),
  display_name text check (length(display_name) between 1 and 120),
  role text not null check (role in ('MEMBER', 'VERIFIER', 'AUDITOR', 'WORKSPACE_ADMIN')),
  token_hash bytea not null check (length(token_hash) = 32),
  invited_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, invitation_id),
  unique (tenant_id, email)
);
call protect_tenant_table('invitations', 'select, insert, update, delete');
create index invitations_token on invitations (token_hash);

create table setup_tokens (
  token_hash bytea primary key check (length(token_hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
alter table setup_tokens enable row level security;
alter table setup_tokens force row level security;
create policy identity on setup_tokens for all to crp_auth using (true) with check (true);
grant select, insert, update, delete on setup_tokens to crp_auth;

-- Times of failed attempts per bucket (account, account and network, network, key); at most as many as the bucket's limit.
create table auth_failures (
  bucket text primary key check (length(bucket) <= 200),
  failed_at timestamptz[] not null,
  stale_at timestamptz not null
);
create index auth_failures_stale on auth_failures (stale_at);
alter table auth_failures enable row level security;
alter table auth_failures force row level security;
create policy identity on auth_failures for all to crp_auth using (true) with check (true);
grant select, insert, update, delete on auth_failures to crp_auth;

-- Networks from which a person has signed in: these keep a share of attempts that strangers cannot use up.
create table known_sources (
  user_id uuid not null references users,
  source text not null check (length(source) <= 64),
  last_success_at timestamptz not null,
  primary key (user_id, source)
);
alter table known_sources enable row level security;
alter table known_sources force row level security;
create policy identity on known_sources for all to crp_auth using (true) with check (true);
grant select, insert, update, delete on known_sources to crp_auth;

-- The whole of what crp_auth sees across tenants: these columns.
create policy identity on tenants for select to crp_auth using (true);
grant select (tenant_id, name, created_at) on tenants to crp_auth;
create policy identity on tenant_heads for select to crp_auth using (true);
grant select (tenant_id, register_version) on tenant_heads to crp_auth;
create policy identity_read on memberships for select to crp_auth using (true);
create policy identity_seen on memberships for update to crp_auth using (true) with check (true);
grant select (tenant_id, user_id, role, status, joined_at), update (last_seen_at) on memberships to crp_auth;
create policy identity_read on api_keys for select to crp_auth using (true);
create policy identity_used on api_keys for update to crp_auth using (true) with check (true);
grant select (tenant_id, key_id, user_id, lookup, secret_hash, scopes, expires_at, revoked_at, last_used_at),
  update (last_used_at, last_used_address) on api_keys to crp_auth;
create policy identity on invitations for select to crp_auth using (true);
grant select (tenant_id, invitation_id, email, role, token_hash, invited_by, expires_at) on invitations to crp_auth;

-- The request path. One read answers every credential that waited for it. The plan is made once a connection: a plan for
-- each call's own array looks cheaper to PostgreSQL and costs more than the read.

create function authenticate_keys(lookups text[])
  returns table (tenant_id uuid, key_id uuid, user_id uuid, lookup text, secret_hash bytea, scopes text[], expires_at timestamptz,
                 last_used_at timestamptz, usable boolean, role text, register_version bigint)
  language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select k.tenant_id, k.key_id, k.user_id, k.lookup, k.secret_hash, k.scopes, k.expires_at, k.last_used_at,
           k.revoked_at is null and m.status = 'ACTIVE', m.role, h.register_version
      from api_keys k
      join memberships m on m.tenant_id = k.tenant_id and m.user_id = k.user_id
      join tenant_heads h on h.tenant_id = k.tenant_id
     where k.lookup = any (lookups);
end $$;

create function authenticate_sessions(hashes bytea[])
  returns table (token_hash bytea, session_id uuid, user_id uuid, last_seen_at timestamptz, expires_at timestamptz,
                 platform_admin boolean, tenant_id uuid, role text, register_version bigint)
  language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
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
end $$;

-- Written at most once a minute per credential, off the request path. Never moves a time back.
create function touch_credentials(seen uuid[], used_in uuid[], used uuid[], used_from text[], at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update sessions s set last_seen_at = at where s.session_id = any (seen) and s.last_seen_at < at;
  update memberships m set last_seen_at = at
    from sessions s where s.session_id = any (seen) and m.user_id = s.user_id and m.status = 'ACTIVE';
  update api_keys k set last_used_at = at, last_used_address = u.address
    from unnest(used_in, used, used_from) as u (tenant_id, key_id, address)
   where k.tenant_id = u.tenant_id and k.key_id = u.key_id and (k.last_used_at is null or k.last_used_at < at);
$$;

-- Signing in.

create function find_account(by_email text, by_id uuid, from_source text)
  returns table (user_id uuid, email text, password_hash text, totp_enabled boolean, totp_secret text, known_source boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select u.user_id, u.email, s.password_hash, u.totp_enabled, s.totp_secret,
         exists (select from known_sources k where k.user_id = u.user_id and k.source = from_source)
    from users u join user_secrets s on s.user_id = u.user_id
   where u.email = by_email or u.user_id = by_id;
$$;

create function signed_in_person(who uuid)
  returns table (user_id uuid, email text, display_name text, locale text, time_zone text, notifications jsonb,
                 totp_enabled boolean, platform_admin boolean, memberships jsonb)
  language sql stable security definer set search_path = public, pg_temp as $$
  select u.user_id, u.email, u.display_name, u.locale, u.time_zone, u.notifications, u.totp_enabled, u.platform_admin,
         coalesce((select jsonb_agg(jsonb_build_object('tenantId', m.tenant_id, 'tenantName', t.name, 'role', m.role,
                            'since', to_char(m.joined_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                            order by lower(t.name), m.tenant_id)
                     from memberships m join tenants t on t.tenant_id = m.tenant_id
                    where m.user_id = u.user_id and m.status = 'ACTIVE'), '[]')
    from users u where u.user_id = who;
$$;

-- Counts an attempt as failed before it is checked, in all buckets or in none, so that a burst cannot slip past the limit.
-- Returns the bucket that is full for longest, if any; release_attempt takes an attempt that was right out again.
create function admit_attempt(buckets text[], limits int[], window_seconds int[], at timestamptz)
  returns table (full_bucket text, opens_at timestamptz)
  language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

create function release_attempt(buckets text[], at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update auth_failures f
     set failed_at = f.failed_at[:array_position(f.failed_at, at) - 1] || f.failed_at[array_position(f.failed_at, at) + 1:]
   where f.bucket = any (buckets) and at = any (f.failed_at);
$$;

create function open_session(id uuid, who uuid, hash bytea, at timestamptz, until timestamptz, from_address text,
                             from_source text, agent text) returns void
  language sql security definer set search_path = public, pg_temp as $$
  delete from sessions s where s.user_id = who and s.expires_at < at;
  insert into sessions values (hash, id, who, at, at, until, from_address, agent);
  delete from known_sources k where k.user_id = who and k.last_success_at < at - interval '90 days';
  insert into known_sources values (who, from_source, at)
    on conflict (user_id, source) do update set last_success_at = excluded.last_success_at;
$$;

create function rotate_session(id uuid, hash bytea) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update sessions set token_hash = hash where session_id = id;
$$;

-- `ended` ends that one; `kept` ends all except that one; neither ends all.
create function end_sessions(who uuid, ended uuid, kept uuid) returns setof uuid
  language sql security definer set search_path = public, pg_temp as $$
  delete from sessions s
   where s.user_id = who and (ended is null or s.session_id = ended) and (kept is null or s.session_id <> kept)
  returning s.session_id;
$$;

create function end_session_of_token(hash bytea) returns table (session_id uuid, user_id uuid)
  language sql security definer set search_path = public, pg_temp as $$
  delete from sessions s where s.token_hash = hash returning s.session_id, s.user_id;
$$;

-- A person who belongs nowhere any more has nothing to be signed in to.
create function end_sessions_of_stranger(who uuid) returns setof uuid
  language sql security definer set search_path = public, pg_temp as $$
  delete from sessions s
   where s.user_id = who
     and not exists (select from memberships m where m.user_id = who and m.status = 'ACTIVE')
     and not exists (select from users u where u.user_id = who and u.platform_admin)
  returning s.session_id;
$$;

create function create_user(id uuid, address text, shown_name text, hash text, operator boolean, at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  insert into users (user_id, email, display_name, platform_admin, created_at, updated_at) values (id, address, shown_name, operator, at, at);
  insert into user_secrets (user_id, password_hash, password_changed_at) values (id, hash, at);
$$;

create function set_password(who uuid, hash text, at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update user_secrets set password_hash = hash, password_changed_at = at where user_id = who;
$$;

create function update_profile(who uuid, shown_name text, lang text, zone text, choices jsonb, at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update users u
     set display_name = coalesce(shown_name, u.display_name), locale = coalesce(lang, u.locale),
         time_zone = coalesce(zone, u.time_zone), notifications = coalesce(choices, u.notifications), updated_at = at
   where u.user_id = who;
$$;

-- Second factor.

create function start_totp(who uuid, sealed text) returns boolean
  language sql security definer set search_path = public, pg_temp as $$
  update user_secrets s set totp_secret = sealed, totp_last_step = 0
   where s.user_id = who and not exists (select from users u where u.user_id = who and u.totp_enabled)
  returning true;
$$;

create function enable_totp(who uuid, recovery bytea[], at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update user_secrets set recovery_hashes = recovery where user_id = who;
  update users set totp_enabled = true, updated_at = at where user_id = who;
$$;

create function disable_totp(who uuid, at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update user_secrets set totp_secret = null, recovery_hashes = '{}' where user_id = who;
  update users set totp_enabled = false, updated_at = at where user_id = who;
$$;

-- True once per step.
create function use_totp_step(who uuid, step bigint) returns boolean
  language sql security definer set search_path = public, pg_temp as $$
  update user_secrets set totp_last_step = step where user_id = who and totp_last_step < step returning true;
$$;

-- True once per code.
create function use_recovery_code(who uuid, hash bytea) returns boolean
  language sql security definer set search_path = public, pg_temp as $$
  update user_secrets set recovery_hashes = array_remove(recovery_hashes, hash) where user_id = who and hash = any (recovery_hashes)
  returning true;
$$;

-- Set-up and invitations.

create function platform_is_empty() returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select not exists (select from users);
$$;

-- Replaces links printed before; nothing happens once there is a person.
create function offer_set_up(hash bytea, at timestamptz, until timestamptz) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  lock table setup_tokens in share row exclusive mode;
  if exists (select from users) then
    return false;
  end if;
  delete from setup_tokens;
  insert into setup_tokens values (hash, at, until);
  return true;
end $$;

-- True for one caller only; the claim holds when its transaction commits.
create function claim_set_up(hash bytea, at timestamptz) returns boolean
  language sql security definer set search_path = public, pg_temp as $$
  delete from setup_tokens s where s.token_hash = hash and s.expires_at > at and not exists (select from users) returning true;
$$;

create function find_invitation(hash bytea)
  returns table (tenant_id uuid, invitation_id uuid, email text, role text, invited_by uuid, expires_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select i.tenant_id, i.invitation_id, i.email, i.role, i.invited_by, i.expires_at from invitations i where i.token_hash = hash;
$$;

-- For operators of the deployment: names and sizes, nothing of what is inside.
create function list_tenants(named text)
  returns table (tenant_id uuid, name text, created_at timestamptz, users bigint)
  language sql stable security definer set search_path = public, pg_temp as $$
  select t.tenant_id, t.name, t.created_at,
         (select count(*) from memberships m where m.tenant_id = t.tenant_id and m.status <> 'REMOVED')
    from tenants t
   where named is null or strpos(lower(t.name), lower(named)) > 0;
$$;

-- Owned by crp_auth, callable by the service and nobody else.
grant create on schema public to crp_auth;
do $$
declare
  name regprocedure;
begin
  for name in
    select p.oid::regprocedure from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.proowner = (select oid from pg_roles where rolname = current_user)
  loop
    execute format('revoke all on function %s from public', name);
    execute format('grant execute on function %s to crp_app', name);
    execute format('alter function %s owner to crp_auth', name);
  end loop;
end $$;
revoke create on schema public from crp_auth;
