-- Assets, assessments, scope keys, ingestion, findings, the vulnerability register.

create type severity as enum ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO');
create type result_class as enum ('VULNERABILITY', 'EXPOSURE_SIGNAL', 'INFORMATIONAL', 'NEGATIVE_RESULT');
create type vulnerability_status as enum ('OPEN', 'CLIENT_FIXED', 'VERIFIED', 'RISK_ACCEPTED', 'FALSE_POSITIVE');

-- UUIDv7 whose random part is a hash of `seed`: the same statement run again after a retry makes the same id.
create function seeded_uuid_v7(at timestamptz, seed text) returns uuid
  language sql immutable parallel safe
  return encode(
    set_bit(set_bit(
      overlay(uuid_send(overlay(md5(seed) placing '7' from 13 for 1)::uuid)
        placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6),
      71, 1), 70, 0), 'hex')::uuid;

create table assets (
  tenant_id uuid not null references tenants,
  asset_id uuid not null,
  kind text not null check (length(kind) <= 40),
  name text not null check (length(name) between 1 and 500),
  criticality smallint not null default 3 check (criticality between 1 and 5),
  exposure text not null default 'UNKNOWN' check (exposure in ('INTERNET', 'PARTNER', 'INTERNAL', 'ISOLATED', 'UNKNOWN')),
  owner_id uuid,
  data_class text,
  business_value_amount numeric(20, 4),
  business_value_currency char(3),
  tags text[] not null default '{}',
  description text,
  operating_system text,
  -- FOUND on the way by an import, ADDED by a person or client.
  source text not null default 'FOUND' check (source in ('FOUND', 'ADDED')),
  first_seen_at timestamptz not null,
  -- '-infinity' until a report names it.
  last_seen_at timestamptz not null,
  created_at timestamptz not null,
  -- Null until a person changes it.
  updated_at timestamptz,
  version bigint not null default 1,
  primary key (tenant_id, asset_id),
  foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id) on delete set null (owner_id)
);
call protect_tenant_table('assets', 'select, insert, update');
create index assets_name on assets (tenant_id, lower(name), asset_id);
create index assets_seen on assets (tenant_id, last_seen_at desc, asset_id);

-- What reports call it: at most one asset answers to an identifier.
create table asset_identifiers (
  tenant_id uuid not null,
  kind text not null check (length(kind) <= 40),
  value text not null check (length(value) between 1 and 2000),
  asset_id uuid not null,
  primary key (tenant_id, kind, value),
  foreign key (tenant_id, asset_id) references assets (tenant_id, asset_id)
);
call protect_tenant_table('asset_identifiers', 'select, insert, update, delete');
create index asset_identifiers_asset on asset_identifiers (tenant_id, asset_id);

create table asset_relationships (
  tenant_id uuid not null,
  relationship_id uuid not null,
  from_asset_id uuid not null,
  to_asset_id uuid not null,
  type text not null check (length(type) <= 40),
  -- Chance that who holds `from` reaches `to`.
  weight numeric(6, 5) not null check (weight between 0 and 1),
  note text,
  -- Who states it: a tool, or USER.
  source text not null default 'USER',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, relationship_id),
  unique (tenant_id, from_asset_id, to_asset_id, type),
  check (from_asset_id <> to_asset_id),
  foreign key (tenant_id, from_asset_id) references assets (tenant_id, asset_id),
  foreign key (tenant_id, to_asset_id) references assets (tenant_id, asset_id)
);
call protect_tenant_table('asset_relationships', 'select, insert, update, delete');
create index asset_relationships_to on asset_relationships (tenant_id, to_asset_id);

create table scope_keys (
  tenant_id uuid not null references tenants,
  scope_key_id uuid not null,
  key text not null check (length(key) between 1 and 120),
  name text not null check (length(name) between 1 and 200),
  kind text not null check (length(kind) <= 40),
  description text,
  -- [{kind, value, excluded}]
  targets jsonb not null default '[]',
  authority jsonb,
  standing_authority jsonb,
  updated_at timestamptz not null,
  created_at timestamptz not null,
  created_by jsonb not null,
  version bigint not null default 1,
  primary key (tenant_id, scope_key_id),
  unique (tenant_id, key)
);
call protect_tenant_table('scope_keys', 'select, insert, update');

-- One reading of one file by one version of one parser for one scope. Content-addressed: the same file is read once.
-- The scope counts, because a report that does not name its target speaks of the scope.
create table extractions (
  tenant_id uuid not null references tenants,
  extraction_id uuid not null,
  scope_key_id uuid not null,
  sha256 text not null,
  tool text not null,
  parser_version int not null,
  identity_version int not null,
  -- Names of the fields that the fingerprints are made from; null: not noted.
  identity_fields text[],
  complete boolean not null default false,
  format text,
  scan jsonb,
  -- Check ids the scan ran; null: the report does not say.
  checks_run text[],
  checks_all boolean not null default false,
  counts jsonb,
  -- [{code, message, where, count}], most frequent first, bounded.
  problems jsonb not null default '[]',
  problem_count bigint not null default 0,
  target_count bigint not null default 0,
  created_at timestamptz not null,
  primary key (tenant_id, extraction_id),
  foreign key (tenant_id, scope_key_id) references scope_keys (tenant_id, scope_key_id)
);
call protect_tenant_table('extractions', 'select, insert, update');
-- Settled once, by the transaction that read the report; unchanged for ever after.
create policy settled_once on extractions as restrictive for update to crp_app using (not complete) with check (complete);
create unique index extractions_content on extractions (tenant_id, sha256, tool, parser_version, scope_key_id) where complete;

-- A finding is what one report states, unchanged for ever; `detail` is the parser's RawFinding.
-- What a tool says of a check whenever it fires: description, remedy, impact, references. Kept once a tenant by its contents, since a
-- report repeats it for every target; two thirds of a Nessus finding are this.
create table finding_texts (
  tenant_id uuid not null,
  -- 128 bits of SHA-256 of `body` as the parser's process wrote it.
  text_id uuid not null,
  body jsonb not null,
  primary key (tenant_id, text_id)
);
call protect_tenant_table('finding_texts', 'select, insert');

create table findings (
  tenant_id uuid not null,
  extraction_id uuid not null,
  ordinal int not null,
  fingerprint uuid not null,
  content_hash uuid not null,
  target_key text not null,
  rule_id text not null,
  severity severity not null,
  class result_class not null,
  title text not null,
  -- False when the report itself says suppressed, fixed, not affected …: seen, but not opened by it.
  open_at_source boolean not null,
  -- What the register shows of it, read out of `detail` once by the parser's process.
  source_severity text not null,
  cves text[] not null,
  cwes int[] not null,
  advisories text[] not null,
  cvss_score numeric(3, 1),
  cvss_vector text,
  component text,
  service text,
  location text,
  location_count int not null,
  check_reach text,
  -- Null when the texts are short or the report has too many different ones: then they stand in `detail`.
  text_id uuid,
  detail jsonb not null,
  primary key (tenant_id, extraction_id, ordinal)
);
call protect_tenant_table('findings', 'select, insert');
call reference_parent('findings', 'extractions', 'extraction_id', 'extraction_id');
create index findings_fingerprint on findings (tenant_id, fingerprint);

-- Hosts, images, sites … that the report covers, with or without findings.
create table extraction_targets (
  tenant_id uuid not null,
  extraction_id uuid not null,
  target_key text not null,
  kind text not null,
  name text not null,
  -- [{kind, value}], strongest first.
  identifiers jsonb not null,
  covered boolean not null,
  complete boolean not null,
  -- Checks that sign in did not run: absence counts for remote checks only.
  remote_only boolean not null,
  note text,
  primary key (tenant_id, extraction_id, target_key),
  foreign key (tenant_id, extraction_id) references extractions (tenant_id, extraction_id)
);
call protect_tenant_table('extraction_targets', 'select, insert');

create table assessments (
  tenant_id uuid not null,
  assessment_id uuid not null,
  name text not null,
  methodology text not null default '',
  scope_key_id uuid not null,
  -- Tool and end are open while an assessment that a person opened has no import yet.
  tool text,
  tool_version text,
  job_id uuid,
  extraction_id uuid,
  started_at timestamptz,
  finished_at timestamptz,
  authority jsonb,
  counts jsonb not null default '{}',
  -- Counted over the findings of its finalized jobs, which never change; null until counted, and again after an import.
  summary jsonb,
  score numeric(5, 2),
  risk_level text,
  formula_version text,
  decision_trace_id uuid,
  created_at timestamptz not null,
  created_by jsonb not null,
  deleted_at timestamptz,
  deleted_by jsonb,
  version bigint not null default 1,
  primary key (tenant_id, assessment_id),
  foreign key (tenant_id, scope_key_id) references scope_keys (tenant_id, scope_key_id),
  foreign key (tenant_id, extraction_id) references extractions (tenant_id, extraction_id)
);
call protect_tenant_table('assessments', 'select, insert, update');
create index assessments_time on assessments (tenant_id, finished_at desc, assessment_id);
create index assessments_created on assessments (tenant_id, created_at desc, assessment_id);

create table ingestion_jobs (
  tenant_id uuid not null,
  job_id uuid not null,
  state text not null check (state in ('RECEIVED', 'EXTRACTING', 'EXTRACTED', 'VALIDATING', 'VALIDATED', 'FINALIZING', 'FINALIZED', 'REJECTED', 'FAILED', 'DISCARDED')),
  state_reason text,
  error_code text,
  -- The step to take up again after FAILED.
  failed_step text,
  process text not null check (process in ('none', 'preview')),
  tool_given text,
  tool text,
  format text,
  file_name text not null,
  size_bytes bigint not null,
  sha256 text not null,
  scope_key_id uuid not null,
  authority jsonb,
  assessment jsonb not null default '{}',
  extraction_id uuid,
  asset_mapping jsonb not null default '[]',
  class_overrides jsonb not null default '[]',
  exclusions jsonb not null default '[]',
  checks jsonb not null default '[]',
  acknowledged text[] not null default '{}',
  change_counts jsonb,
  preview_summary jsonb,
  preview_digest text,
  -- State of the register that the preview was made against.
  preview_base text,
  assessment_id uuid,
  receipt jsonb,
  progress jsonb,
  by_standing_authority boolean not null default false,
  created_at timestamptz not null,
  created_by jsonb not null,
  updated_at timestamptz not null,
  extracted_at timestamptz,
  validated_at timestamptz,
  finalized_at timestamptz,
  finalized_by jsonb,
  version bigint not null default 1,
  primary key (tenant_id, job_id),
  foreign key (tenant_id, scope_key_id) references scope_keys (tenant_id, scope_key_id),
  foreign key (tenant_id, extraction_id) references extractions (tenant_id, extraction_id)
);
call protect_tenant_table('ingestion_jobs', 'select, insert, update');
create index ingestion_jobs_time on ingestion_jobs (tenant_id, created_at desc, job_id);

-- The preview, row by row: what finalize will do and why. Unchanged findings are not listed, they are the rest.
create table ingestion_changes (
  tenant_id uuid not null,
  job_id uuid not null,
  n int not null,
  change text not null check (change in ('NEW', 'CHANGED', 'REOPENED', 'RECURRING', 'WOULD_CLOSE', 'FIX_CONFIRMED', 'RECORDED')),
  fingerprint uuid not null,
  -- First row of the report with this identity; null for what the report no longer has.
  ordinal int,
  vulnerability_id uuid,
  asset_id uuid,
  severity severity not null,
  previous_severity severity,
  class result_class not null,
  reasons text[] not null,
  primary key (tenant_id, job_id, n)
);
call protect_tenant_table('ingestion_changes', 'select, insert, delete');
call reference_parent('ingestion_changes', 'ingestion_jobs', 'job_id', 'job_id');
create index ingestion_changes_kind on ingestion_changes (tenant_id, job_id, change, n);

create table vulnerabilities (
  tenant_id uuid not null,
  vulnerability_id uuid not null,
  fingerprint uuid not null,
  identity_version int not null,
  tool text not null,
  rule_id text not null,
  target_key text not null,
  -- 'LOCAL' when the check had to sign in to the target.
  check_reach text,
  asset_id uuid not null,
  class result_class not null,
  -- Null for classes that have no lifecycle.
  status vulnerability_status,
  title text not null,
  severity severity not null,
  source_severity text not null,
  severity_override severity,
  -- 0 worst to 4; orders the register.
  severity_rank smallint not null generated always as (case coalesce(severity_override, severity)
    when 'CRITICAL' then 0 when 'HIGH' then 1 when 'MEDIUM' then 2 when 'LOW' then 3 else 4 end) stored,
  severity_override_reason text,
  cves text[] not null default '{}',
  cwes int[] not null default '{}',
  advisories text[] not null default '{}',
  kev boolean not null default false,
  epss numeric(6, 5),
  cvss_score numeric(3, 1),
  cvss_vector text,
  component text,
  service text,
  location text,
  location_count int not null default 0,
  content_hash uuid not null,
  -- The finding that states it, as last changed.
  extraction_id uuid not null,
  ordinal int not null,
  owner_id uuid,
  due_at timestamptz,
  sla_due_at timestamptz,
  tags text[] not null default '{}',
  notes text not null default '',
  recurring_count int not null default 0,
  fix_declared_by text,
  -- A scan that covered it no longer found it while CLIENT_FIXED: proposal for a verifier.
  absence_confirmed_at timestamptz,
  absence_assessment_id uuid,
  accepted_until timestamptz,
  first_seen_at timestamptz not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  status_changed_at timestamptz not null,
  first_assessment_id uuid not null,
  scope_key_id uuid not null,
  version bigint not null default 1,
  primary key (tenant_id, vulnerability_id),
  unique (tenant_id, fingerprint),
  foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id) on delete set null (owner_id)
);
call protect_tenant_table('vulnerabilities', 'select, insert, update');
call reference_parent('vulnerabilities', 'assets', 'asset_id', 'asset_id');
call reference_parent('vulnerabilities', 'scope_keys', 'scope_key_id', 'scope_key_id');
-- The register's usual order: worst first, then what is due first. Behind the tenant wall an index only serves comparisons that are
-- leakproof; those of enums, and coalesce, are not: hence the rank, CASE, and the class as a condition of the index.
create index vulnerabilities_list on vulnerabilities (
  tenant_id, severity_rank,
  (case when due_at is not null then due_at when sla_due_at is not null then sla_due_at else 'infinity'::timestamptz end), vulnerability_id)
  where class = 'VULNERABILITY';
create index vulnerabilities_asset on vulnerabilities (tenant_id, asset_id, status);
create index vulnerabilities_accepted on vulnerabilities (tenant_id, accepted_until) where accepted_until is not null;

-- Where a scope's scans of one tool see it. `present` until a covering scan no longer does; an unchanged scan writes nothing.
create table sightings (
  tenant_id uuid not null,
  scope_key_id uuid not null,
  tool text not null,
  vulnerability_id uuid not null,
  present boolean not null,
  since_assessment_id uuid not null,
  -- Time of the scan at which `present` last changed.
  changed_at timestamptz not null,
  primary key (tenant_id, scope_key_id, tool, vulnerability_id)
);
call protect_tenant_table('sightings', 'select, insert, update');
call reference_parent('sightings', 'vulnerabilities', 'vulnerability_id', 'vulnerability_id');
call reference_parent('sightings', 'scope_keys', 'scope_key_id', 'scope_key_id');
create index sightings_vulnerability on sightings (tenant_id, vulnerability_id);

-- Latest scan of a tool in a scope: when a present sighting was last seen.
create table scope_scans (
  tenant_id uuid not null,
  scope_key_id uuid not null,
  tool text not null,
  last_scan_at timestamptz not null,
  assessment_id uuid not null,
  -- Raised by every finalize of the pair; a preview made before is stale.
  generation bigint not null default 1,
  primary key (tenant_id, scope_key_id, tool),
  foreign key (tenant_id, scope_key_id) references scope_keys (tenant_id, scope_key_id)
);
call protect_tenant_table('scope_scans', 'select, insert, update');

-- Decisions and transitions, never changed. The opening by the first report is the register row itself.
create table vulnerability_history (
  tenant_id uuid not null,
  vulnerability_id uuid not null,
  history_id uuid not null,
  at timestamptz not null,
  -- When it took place: the scan's time for what a scan saw, else `at`.
  effective_at timestamptz not null,
  kind text not null check (length(kind) <= 40),
  from_status vulnerability_status,
  to_status vulnerability_status,
  actor jsonb not null,
  reason text not null default '',
  cause text,
  assessment_id uuid,
  evidence_ids uuid[] not null default '{}',
  expires_at timestamptz,
  data jsonb not null default '{}',
  primary key (tenant_id, vulnerability_id, history_id)
);
call protect_tenant_table('vulnerability_history', 'select, insert');
call reference_parent('vulnerability_history', 'vulnerabilities', 'vulnerability_id', 'vulnerability_id');
create index vulnerability_history_time on vulnerability_history (tenant_id, effective_at);

-- Why an automated decision came out as it did: inputs by digest, rule, steps, result. Never changed.
create table decision_traces (
  tenant_id uuid not null references tenants,
  trace_id uuid not null,
  kind text not null check (length(kind) <= 60),
  subject_type text not null check (length(subject_type) <= 60),
  subject_id text not null check (length(subject_id) <= 200),
  rule text not null check (length(rule) <= 60),
  rule_version text not null check (length(rule_version) <= 60),
  outcome text not null check (length(outcome) <= 500),
  -- Object in storage that holds the inputs, or the list of objects that do, by its SHA-256.
  inputs_sha256 text not null,
  steps jsonb not null,
  result jsonb not null,
  as_of timestamptz not null,
  -- State of the register that was decided on; null when it was an earlier one than the present.
  register_version bigint,
  -- From then on the passing of time alone may change the result.
  valid_until timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, trace_id)
);
call protect_tenant_table('decision_traces', 'select, insert');
create index decision_traces_subject on decision_traces (tenant_id, subject_type, subject_id, created_at desc);
create index decision_traces_time on decision_traces (tenant_id, created_at desc, trace_id);

-- Score and exposure history; `at` is the time the data speaks of (scan time), not when it was computed.
create table score_points (
  tenant_id uuid not null references tenants,
  subject_type text not null,
  subject_id uuid not null,
  at timestamptz not null,
  score numeric(5, 2),
  risk_level text,
  formula_version text not null,
  decision_trace_id uuid not null,
  -- Levels at `at`, and totals since the beginning, whose differences are what happened between two points.
  exposure jsonb not null,
  computed_at timestamptz not null,
  primary key (tenant_id, subject_type, subject_id, at),
  foreign key (tenant_id, decision_trace_id) references decision_traces (tenant_id, trace_id)
);
call protect_tenant_table('score_points', 'select, insert, update');

-- The name to show beside an act: of a person, a key, or a process. Bound by the caller's row-level security.
create function actor_name(ref jsonb) returns text
  language sql stable parallel safe
  return case ref->>'kind'
    when 'USER' then coalesce((select u.display_name from users u where u.user_id = (ref->>'id')::uuid), 'Somebody outside')
    when 'API_KEY' then coalesce((select k.name from api_keys k where k.key_id = (ref->>'id')::uuid), 'An API key')
    else ref->>'id' end;

-- What is open on each asset. A function and not a view, because a breach depends on the time.
create function open_counts_by_asset(as_of timestamptz)
  returns table (asset_id uuid, critical bigint, high bigint, medium bigint, low bigint, info bigint, total bigint, kev bigint, breached bigint)
  language sql stable parallel safe
  begin atomic
    select v.asset_id,
           count(*) filter (where coalesce(v.severity_override, v.severity) = 'CRITICAL'),
           count(*) filter (where coalesce(v.severity_override, v.severity) = 'HIGH'),
           count(*) filter (where coalesce(v.severity_override, v.severity) = 'MEDIUM'),
           count(*) filter (where coalesce(v.severity_override, v.severity) = 'LOW'),
           count(*) filter (where coalesce(v.severity_override, v.severity) = 'INFO'),
           count(*), count(*) filter (where v.kev), count(*) filter (where coalesce(v.due_at, v.sla_due_at) < as_of)
      from vulnerabilities v where v.status = 'OPEN' group by v.asset_id;
  end;

-- From an assessment or a file to the jobs that brought it.
create index ingestion_jobs_assessment on ingestion_jobs (tenant_id, assessment_id);
create index ingestion_jobs_extraction on ingestion_jobs (tenant_id, extraction_id);
