-- When a sighting has ended: the last scan that saw it. `changed_at` is the scan that missed it, and decides about scans out of order.
alter table sightings add column last_seen_at timestamptz;

-- Of what ended before this: the newest scan that stated it. An owner who is no superuser sees no row while row security is forced.
alter table sightings no force row level security;
alter table vulnerabilities no force row level security;
alter table findings no force row level security;
alter table ingestion_jobs no force row level security;
alter table assessments no force row level security;
update sightings s set last_seen_at = (
  select max(coalesce(p.finished_at, j.finalized_at))
    from vulnerabilities v
    join findings f on f.tenant_id = v.tenant_id and f.fingerprint = v.fingerprint
    join ingestion_jobs j on j.tenant_id = f.tenant_id and j.extraction_id = f.extraction_id and j.state = 'FINALIZED'
    left join assessments p on p.tenant_id = j.tenant_id and p.assessment_id = j.assessment_id
   where v.tenant_id = s.tenant_id and v.vulnerability_id = s.vulnerability_id
     and j.scope_key_id = s.scope_key_id and j.tool = s.tool)
 where not s.present;
alter table sightings force row level security;
alter table vulnerabilities force row level security;
alter table findings force row level security;
alter table ingestion_jobs force row level security;
alter table assessments force row level security;
