import type pg from 'pg';
import type { ExtractionRow, JobRow } from './store.ts';

/**
 * Notes on sightings that this import ends when they were last seen: by the newest scan of the scope and tool that stated them. Needs
 * `planned`; runs before the job itself counts as finalized. A sighting that goes on needs no note: the scope's last scan saw it.
 */
export async function noteLastSeen(
  client: pg.PoolClient,
  job: JobRow,
  extraction: ExtractionRow,
): Promise<void> {
  await client.query(
    `update sightings s set last_seen_at = (
       select max(coalesce(a.finished_at, j.finalized_at)) from findings f
         join ingestion_jobs j on j.extraction_id = f.extraction_id and j.state = 'FINALIZED'
         left join assessments a on a.assessment_id = j.assessment_id
        where f.fingerprint = p.fingerprint and j.scope_key_id = $1 and j.tool = $2)
       from planned p
      where p.ordinal is null and p.vulnerability_id = s.vulnerability_id and s.scope_key_id = $1 and s.tool = $2`,
    [job.scopeKeyId, extraction.tool],
  );
}
