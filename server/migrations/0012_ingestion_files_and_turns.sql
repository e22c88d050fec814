-- When the bytes of a job's report were deleted by the tenant's retention; hash, findings and receipt stay.
alter table ingestion_jobs add column raw_deleted_at timestamptz;
create index ingestion_jobs_sha256 on ingestion_jobs (tenant_id, sha256);

-- Objects are named by their contents, so one object may serve several modules. A migration of a module that keeps objects of its
-- own adds itself here, or its objects go with a report that has the same bytes.
create function object_used_elsewhere(digest text) returns boolean
  language sql stable as $$
  select exists (select 1 from report_files where sha256 = digest)
      or exists (select 1 from reports where snapshot_sha256 = digest)
      or exists (select 1 from decision_traces where inputs_sha256 = digest)
$$;

-- Imports that still have steps ahead: few, whatever the history. What a new step's turn is counted from.
create index ingestion_jobs_moving on ingestion_jobs (tenant_id, created_at, job_id)
  where state in ('RECEIVED', 'EXTRACTING', 'EXTRACTED', 'VALIDATING', 'FINALIZING');
