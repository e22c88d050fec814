import type pg from 'pg';
import type { ExtractionRow, JobRow } from '../store.ts';

export interface DiffInput {
  readonly client: pg.PoolClient;
  readonly job: JobRow;
  readonly extraction: ExtractionRow;
  readonly tenantId: string;
  /** When the scan looked, RFC 3339; decides against decisions taken later. */
  readonly scanAt: string;
  /** False for parsers whose silence proves nothing, and for scans older than the newest one of the scope. */
  readonly absenceCounts: boolean;
  /** False for scans older than the newest one of the scope: what they say of known findings is out of date. */
  readonly contentCounts: boolean;
}

/**
 * Temporary table `planned`: every difference between the report and the register, with its reasons. Needs `incoming` and
 * `targets`. What is not in it is unchanged. The rules, in one place:
 *
 * - no row of this identity yet: NEW; other classes than VULNERABILITY have no lifecycle: RECORDED
 * - what the source itself calls suppressed, fixed or not affected is RECORDED until it no longer does, then NEW; it never
 *   closes or reopens anything
 * - seen while VERIFIED, or after a covering scan had confirmed it absent: RECURRING
 * - seen while CLIENT_FIXED by a scan later than the declaration: REOPENED
 * - seen with other contents by a scan that is not out of date: CHANGED. Decisions (accepted, false positive) stand
 * - a covering scan no longer sees it, and no other scope does: WOULD_CLOSE when OPEN, FIX_CONFIRMED when CLIENT_FIXED
 */
export async function planChanges(input: DiffInput): Promise<void> {
  const { client, job, extraction, scanAt } = input;
  await client.query(
    `create temp table planned on commit drop as
     select case when kind.class <> 'VULNERABILITY' then 'RECORDED'
                 when v.vulnerability_id is null or v.status is null then 'NEW'
                 when back.seen and (v.status = 'VERIFIED' or v.absence_confirmed_at is not null) then 'RECURRING'
                 when back.seen then 'REOPENED'
                 else 'CHANGED' end as change,
            i.fingerprint, i.ordinal, v.vulnerability_id, coalesce(v.asset_id, t.asset_id) as asset_id, i.severity,
            case when v.severity <> i.severity then v.severity end as previous_severity, kind.class, v.status,
            array_remove(array[
              case when v.vulnerability_id is null then 'FIRST_SEEN' end,
              case when not back.seen then null when v.status = 'VERIFIED' then 'WAS_VERIFIED'
                   when v.absence_confirmed_at is not null then 'WAS_CONFIRMED_GONE' else 'STILL_FOUND_AFTER_FIX' end,
              case when v.severity <> i.severity then 'SEVERITY_CHANGED' end,
              case when v.content_hash <> i.content_hash and v.severity = i.severity then 'DETAILS_CHANGED' end,
              case when t.is_new then 'NEW_ASSET' end,
              case when i.rows > 1 then 'ROWS_MERGED' end,
              case when not i.open then 'SOURCE_SAYS_CLOSED' end], null) as reasons
       from incoming i
       join targets t on t.target_key = i.target_key
       left join vulnerabilities v on v.fingerprint = i.fingerprint
       cross join lateral (select case when i.class = 'VULNERABILITY' and not i.open and v.vulnerability_id is null then 'INFORMATIONAL'
                                       when i.class = 'VULNERABILITY' and i.open then i.class
                                       else coalesce(v.class, i.class) end as class) kind
       cross join lateral (select coalesce(i.open and v.status in ('VERIFIED', 'CLIENT_FIXED') and v.status_changed_at < $1::timestamptz, false) as seen) back
      where v.vulnerability_id is null
         or (v.content_hash <> i.content_hash and $2)
         or back.seen
         or (v.status is null and v.closed_at < $1::timestamptz)`,
    [scanAt, input.contentCounts],
  );
  if (input.absenceCounts) await planAbsences(client, job, extraction);
  await client.query('analyze planned');
}

async function planAbsences(client: pg.PoolClient, job: JobRow, extraction: ExtractionRow): Promise<void> {
  await client.query(
    `insert into planned (change, fingerprint, ordinal, vulnerability_id, asset_id, severity, previous_severity, class, status, reasons)
     select case when v.status = 'OPEN' then 'WOULD_CLOSE' when v.status = 'CLIENT_FIXED' then 'FIX_CONFIRMED' else 'RECORDED' end,
            v.fingerprint, null, v.vulnerability_id, v.asset_id, v.severity, null, v.class, v.status,
            array_remove(array['NOT_FOUND_BY_COVERING_SCAN',
              case when $3::text[] is null and not $4 then 'CHECKS_NOT_LISTED' end], null)
       from sightings s
       join vulnerabilities v on v.vulnerability_id = s.vulnerability_id
       join targets t on t.target_key = v.target_key and t.covered and (t.complete or (t.remote_only and v.check_reach = 'REMOTE'))
      where s.scope_key_id = $1 and s.tool = $2 and s.present
        and (v.status in ('OPEN', 'CLIENT_FIXED') and v.absence_confirmed_at is null or v.status is null and v.closed_at is null)
        and not exists (select 1 from incoming i where i.fingerprint = v.fingerprint)
        and ($4 or $3::text[] is null or v.rule_id in (select unnest($3::text[])))
        and not exists (select 1 from sightings o where o.vulnerability_id = v.vulnerability_id and o.present
                         and (o.scope_key_id, o.tool) <> (s.scope_key_id, s.tool))`,
    [job.scopeKeyId, extraction.tool, extraction.checksRun, extraction.checksAll],
  );
}

/** Names a plan: equal digests mean equal effects. Counts of what stays as it is are not part of it. */
export const digestOf = (table: 'planned' | 'effects') => `
  select encode(sha256(convert_to(coalesce(string_agg(change || ' ' || fingerprint || ' ' || severity || ' ' || class, ',' order by fingerprint, change), ''), 'UTF8')), 'hex') as digest
    from ${table}`;
