-- Reports and their frozen files. The bytes stand in object storage under the SHA-256 that stands here.

create table reports (
  tenant_id uuid not null references tenants,
  report_id uuid not null,
  report_type text not null check (length(report_type) <= 40),
  type_version int not null,
  status text not null check (status in ('GENERATING', 'AVAILABLE', 'FAILED')),
  title text not null check (length(title) between 1 and 200),
  -- No foreign key: a report outlives the assessment it was made from.
  assessment_id uuid,
  framework_code text,
  -- Days in UTC, both included.
  period_from date not null,
  period_to date not null,
  -- The register as it stood then is what the report speaks of.
  as_of timestamptz not null,
  -- {paper, formats}
  options jsonb not null,
  -- Score, band and formula as the report shows them; null while it is being made.
  score numeric(5, 2),
  risk_level text,
  formula_version text,
  -- The frozen snapshot in storage; once it is here, every attempt renders this one.
  snapshot_sha256 text check (snapshot_sha256 ~ '^[0-9a-f]{64}$'),
  failure_code text,
  failure_message text,
  requested_by jsonb not null,
  created_at timestamptz not null,
  completed_at timestamptz,
  primary key (tenant_id, report_id),
  check ((status = 'FAILED') = (failure_message is not null))
);
call protect_tenant_table('reports', 'select, insert, update');
create index reports_time on reports (tenant_id, created_at desc, report_id);
create index reports_title on reports (tenant_id, lower(title), report_id);
create index reports_assessment on reports (tenant_id, assessment_id) where assessment_id is not null;

-- Written once, with AVAILABLE. No update, no delete: what was signed stays what it was.
create table report_files (
  tenant_id uuid not null,
  report_id uuid not null,
  format text not null check (format in ('pdf', 'json', 'xlsx', 'html')),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes > 0),
  content_type text not null,
  -- Ed25519 over the hex SHA-256, base64, and the key that made it (SPKI in PEM).
  signature text not null,
  key_id text not null,
  public_key text not null,
  pages int,
  created_at timestamptz not null,
  primary key (tenant_id, report_id, format),
  foreign key (tenant_id, report_id) references reports (tenant_id, report_id)
);
call protect_tenant_table('report_files', 'select, insert');
-- For whoever asks by hash. Not unique: two tenants may hold the same bytes.
create index report_files_sha256 on report_files (sha256);

-- Anyone who has the bytes may ask whether they are genuine; nothing but what the bytes themselves say is answered.
create policy verification on report_files for select to crp_auth using (true);
create policy verification on reports for select to crp_auth using (true);
grant select (tenant_id, report_id, format, sha256, signature, key_id, public_key, created_at) on report_files to crp_auth;
grant select (tenant_id, report_id, report_type) on reports to crp_auth;

create function find_report_file(digest text)
  returns table (report_id uuid, report_type text, format text, signature text, key_id text, public_key text, made_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select f.report_id, r.report_type, f.format, f.signature, f.key_id, f.public_key, f.created_at
    from report_files f join reports r on r.tenant_id = f.tenant_id and r.report_id = f.report_id
   where f.sha256 = digest order by f.created_at, f.report_id limit 1;
$$;
revoke all on function find_report_file(text) from public;
grant execute on function find_report_file(text) to crp_app;
alter function find_report_file(text) owner to crp_auth;
